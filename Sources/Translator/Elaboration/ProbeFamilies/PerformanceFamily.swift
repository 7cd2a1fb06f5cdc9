import IR

extension ProbeFamily {
  /// `perf.type(N).config(N)` and what can follow: how often, of which program.
  static let performance = ProbeFamily(shapes: performanceShapes) { point, _ throws(PointError) in
    let isRead = point.components.contains { $0.name == "counter" }
    let counter = try CounterSite(point)
    return [
      BuiltInSite(
        point: point.text, site: isRead ? .foreign(.counter) : .counter(counter), type: "perf",
        scope: .empty("perf"))
    ]
  }

  /// The forms of performance events.
  private static var performanceShapes: [PointShape] {
    let event: [PointShape.Component] = [.name("perf"), .number("type"), .number("config")]
    let rates: [[PointShape.Component]] = [[], [.number("sample")], [.number("hz")]]
    let scopes: [[PointShape.Component]] = [[], [.name("process")], [.text("process")]]
    let counters: [[PointShape.Component]] = [[], [.text("counter")]]
    return rates.flatMap { rate in
      scopes.flatMap { scope in
        counters.map { PointShape(components: event + rate + scope + $0) }
      }
    }
  }
}

extension Site {
  /// `true` iff it is in the process that the session is about.
  var isOfTarget: Bool {
    if case .counter(let counter) = self { counter.scope == .target } else { false }
  }
}

extension CounterSite {
  /// How many counts there are from one run of a handler to the next if a script does not say.
  private static let usualPeriod: Int64 = 1_000_000

  /// Creates the site that `point` names.
  ///
  /// - Throws: `PointError` if the rate is none. What the kernel has is found out where it runs.
  fileprivate init(_ point: PointPattern) throws(PointError) {
    let rate: Rate
    if let hertz = point.number(of: "hz") {
      guard hertz > 0 else { throw .invalidArgument("the frequency \(hertz) is not positive") }
      rate = .frequency(hertz: hertz)
    } else {
      let period = point.number(of: "sample") ?? Self.usualPeriod
      guard period > 0 else {
        throw .invalidArgument("the sampling period \(period) is not positive")
      }
      rate = .period(period)
    }
    var scope = Scope.system
    if let component = point.components.first(where: { $0.name == "process" }) {
      if case .text(let path)? = component.argument {
        guard !path.isEmpty else { throw .invalidArgument("'' names no program") }
        scope = .program(path)
      } else {
        scope = .target
      }
    }
    let numbers = (point.number(of: "type") ?? 0, point.number(of: "config") ?? 0)
    guard 0...Int64(UInt32.max) ~= numbers.0 else {
      throw .invalidArgument("\(numbers.0) is no type of performance events")
    }
    self.init(type: numbers.0, configuration: numbers.1, rate: rate, scope: scope)
  }
}
