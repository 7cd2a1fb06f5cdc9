extension TextPrinter {
  /// Writes `program`.
  mutating func append(_ program: Program) {
    append(program.limits)
    if detail == .complete {
      for (index, location) in program.locations.enumerated().dropFirst() {
        append(location, numbered: index)
      }
    }
    for global in program.globals { append(line: Self.text(of: global)) }
    for function in program.functions { append(function) }
    for probe in program.probes { append(probe) }
  }

  /// Writes those of `limits` that are not the default.
  private mutating func append(_ limits: Limits) {
    for (name, path) in Limits.names where limits[keyPath: path] != Limits()[keyPath: path] {
      append(line: "limit \(name) \(limits[keyPath: path])")
    }
  }

  /// Writes `location`.
  private mutating func append(_ location: Location, numbered index: Int) {
    let file = Self.quoted(Array(location.file.utf8))
    let token = Self.quoted(Array(location.token.utf8))
    let text = Self.quoted(Array(location.text.utf8))
    let caller = location.caller == .none ? "" : " from @\(location.caller.index)"
    append(
      line:
        "location @\(index) \(file) \(location.line):\(location.column) \(token) \(text)\(caller)")
  }

  /// Returns the text of `global`.
  private static func text(of global: Global) -> String {
    var text = "global \(name(global.name))"
    if global.isArray {
      text += "[\(global.keys.map(\.rawValue).joined(separator: ", "))]"
    }
    switch global.element {
    case .value(let type): text += ": \(type.rawValue)"
    case .statistics(let shape):
      let histograms =
        shape.histograms.map(Self.text(of:))
        + (shape.varianceShift.map { ["variance(\($0))"] } ?? [])
      text += ": statistics(\(histograms.joined(separator: ", ")))"
    }
    text += " capacity \(global.capacity)"
    if global.wraps { text += " wraps" }
    switch global.initializer {
    case .long(let value): text += " = \(value)"
    case .string(let bytes): text += " = \(quoted(bytes))"
    case nil: break
    }
    if global.placement == .kernel { text += " kernel" }
    if global.keySizes != global.keys.map({ _ in 8 }) {
      text += " keySizes(\(global.keySizes.map(String.init).joined(separator: ", ")))"
    }
    if global.valueSize != 0 { text += " valueSize \(global.valueSize)" }
    return global.printsAtEnd ? text + " prints" : text
  }

  /// Writes `probe`.
  private mutating func append(_ probe: Probe) {
    let location =
      detail == .complete && probe.location != .none ? " @\(probe.location.index)" : ""
    let point = Self.quoted(Array(probe.point.utf8))
    append(line: "probe \(point) \(Self.text(of: probe.site))\(location) {")
    if let handler = probe.handler { append(handler, as: "handler") }
    if let record = probe.record {
      let slots = record.slots.map { " \($0.rawValue)" }.joined()
      let task = record.taskSlot.map { " task s\($0.index)" } ?? ""
      append(line: "record\(slots)\(record.hasStream ? " stream" : "")\(task)")
    }
    if let half = probe.kernelHalf { append(half, as: "kernel") }
    if let half = probe.userHalf { append(half, as: "user") }
    append(line: "}")
  }

  /// Writes the part `role` of a probe.
  private mutating func append(_ function: Function, as role: String) {
    append(line: role)
    append(function)
  }

  /// Returns the text of the performance event `site`.
  private static func text(of site: CounterSite) -> String {
    let rate =
      switch site.rate {
      case .period(let count): "period \(count)"
      case .frequency(let hertz): "frequency \(hertz)"
      }
    let scope =
      switch site.scope {
      case .system: ""
      case .target: " target"
      case .program(let path): " program \(name(path))"
      }
    return "counter \(site.type), \(site.configuration), \(rate)\(scope)"
  }

  /// Returns the text of `site`.
  private static func text(of site: Site) -> String {
    switch site {
    case .begin(let priority): return "begin \(priority)"
    case .end(let priority): return "end \(priority)"
    case .error(let priority): return "error \(priority)"
    case .timer(let nanoseconds, let randomization): return "timer \(nanoseconds), \(randomization)"
    case .ticks(let count, let randomization): return "ticks \(count), \(randomization)"
    case .profile(.frequency(let hertz)): return "profile frequency \(hertz)"
    case .profile(.period(let nanoseconds)): return "profile period \(nanoseconds)"
    case .tracepoint(let site):
      var text = "tracepoint \(name(site.system)), \(name(site.name)), \(site.argumentCount)"
      if let module = site.module { text += " module \(name(module))" }
      if let typeID = site.typeID { text += " type \(typeID)" }
      return text
    case .event(let site):
      return "event \(name(site.system)), \(name(site.name)), \(site.recordSize)"
    case .function(let site):
      let module = site.module.map { " module \(name($0))" } ?? ""
      let count = site.argumentCount.map { ", \($0)" } ?? ""
      return "function \(site.moment.rawValue) \(name(site.name))\(count)\(module)"
    case .counter(let site): return text(of: site)
    case .file(let site):
      let capacity = site.capacity.map { " capacity \($0)" } ?? ""
      return "file \(site.access.rawValue) \(name(site.path)), \(site.mask)\(capacity)"
    case .marker(let site):
      let owner =
        switch site.owner {
        case .kernel: "kernel"
        case .module(let module): "module \(name(module))"
        case .program(let path): "program \(name(path))"
        }
      return "marker \(owner), \(name(site.name)), \(name(site.qualifier)), \(site.valueCount)"
    case .foreign(let site): return "foreign \(site.rawValue)"
    case .never: return "never"
    }
  }
}

extension Limits {
  /// The names of the limits in texts.
  static var names: [(name: String, path: WritableKeyPath<Limits, Int>)] {
    [
      ("maximumStringLength", \.maximumStringLength), ("maximumActions", \.maximumActions),
      ("maximumUserActions", \.maximumUserActions), ("maximumNesting", \.maximumNesting),
      ("maximumMapEntries", \.maximumMapEntries), ("maximumErrors", \.maximumErrors),
      ("maximumSkipped", \.maximumSkipped), ("maximumLockTries", \.maximumLockTries),
      ("lockDelayMicroseconds", \.lockDelayMicroseconds), ("maximumBuckets", \.maximumBuckets),
      ("histogramWidth", \.histogramWidth), ("histogramElision", \.histogramElision),
    ]
  }
}
