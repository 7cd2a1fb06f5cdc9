import IR

extension ProbeFamily {
  /// `timer.s(N)` and its siblings, with or without `.randomize(M)`.
  static let timer = ProbeFamily(shapes: timerShapes) { point, _ throws(PointError) in
    guard let unit = TimerUnit.named(point.components[1].name) else {
      throw .invalidArgument("'\(point.components[1].name)' names no unit of a timer")
    }
    let site = try unit.site(
      every: point.number(of: unit.name) ?? 0, randomization: point.number(of: "randomize") ?? 0)
    return [
      BuiltInSite(point: point.text, site: site, type: "timer", scope: .empty("timer"))
    ]
  }

  /// The forms of timers.
  private static var timerShapes: [PointShape] {
    TimerUnit.allCases.flatMap { unit -> [PointShape] in
      let plain = PointShape(.name("timer"), .number(unit.name))
      guard unit != .hz else { return [plain] }
      return [
        plain, PointShape(.name("timer"), .number(unit.name), .number("randomize")),
      ]
    }
  }
}

/// A unit in which a script gives the period of a timer.
private enum TimerUnit: String, CaseIterable {
  /// Seconds.
  case s
  /// Seconds.
  case sec
  /// Thousandths of a second.
  case ms
  /// Thousandths of a second.
  case msec
  /// Millionths of a second.
  case us
  /// Millionths of a second.
  case usec
  /// Billionths of a second.
  case ns
  /// Billionths of a second.
  case nsec
  /// Times a second.
  case hz
  /// Ticks of the kernel's clock.
  case jiffies

  /// The name in a probe point.
  var name: String { rawValue }

  /// Returns the unit of that name.
  static func named(_ name: String) -> TimerUnit? { TimerUnit(rawValue: name) }

  /// The nanoseconds of one unit; of one period at 1 Hz; `nil` if only the machine knows that runs the script.
  private var nanosecondsPerUnit: Int64? {
    switch self {
    case .s, .sec, .hz: 1_000_000_000
    case .ms, .msec: 1_000_000
    case .us, .usec: 1_000
    case .ns, .nsec: 1
    case .jiffies: nil
    }
  }

  /// The periods that a timer can have, in nanoseconds: 100 us to a day.
  private static let range: ClosedRange<Int64> = 100_000...86_400_000_000_000
  /// The periods that a timer can have, in ticks: a day is the more of them the shorter they are, and the shortest are
  /// a thousandth of a second (kernel/Kconfig.hz).
  private static let tickRange: ClosedRange<Int64> = 1...86_400_000

  /// Returns the site of a timer that is due every `count` units, of which `randomization` are a random share.
  func site(every count: Int64, randomization: Int64) throws(PointError) -> Site {
    guard let nanosecondsPerUnit else {
      guard Self.tickRange.contains(count) else {
        throw .invalidArgument(
          "the interval of 'timer.\(name)(\(count))' is not 1 to \(Self.tickRange.upperBound) ticks"
        )
      }
      try check(randomization, of: count)
      return .ticks(count: count, randomization: randomization)
    }
    let period: Int64
    if self == .hz {
      period = count > 0 ? nanosecondsPerUnit / count : 0
    } else {
      let (product, overflow) = count.multipliedReportingOverflow(by: nanosecondsPerUnit)
      period = overflow ? 0 : product
    }
    guard Self.range.contains(period) else {
      throw .invalidArgument("the interval of 'timer.\(name)(\(count))' is not 100 us to 1 day")
    }
    try check(randomization, of: count)
    return .timer(nanoseconds: period, randomization: randomization * nanosecondsPerUnit)
  }

  /// Checks that of `count` units `randomization` can be a random share.
  private func check(_ randomization: Int64, of count: Int64) throws(PointError) {
    guard 0...count ~= randomization else {
      throw .invalidArgument("the randomization \(randomization) is not 0 to \(count)")
    }
  }
}
