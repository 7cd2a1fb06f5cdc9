import IR

extension ProbeFamily {
  /// `timer.s(N)` and its siblings, with or without `.randomize(M)`.
  static let timer = ProbeFamily(shapes: timerShapes) { point, _ throws(PointError) in
    guard let unit = TimerUnit.named(point.components[1].name) else {
      throw .invalidArgument("'\(point.components[1].name)' names no unit of a timer")
    }
    let count = point.number(of: unit.name) ?? 0
    let period = try unit.nanoseconds(count)
    let randomization = try point.number(of: "randomize").map { number throws(PointError) in
      try unit.randomization(number, of: count)
    }
    return [
      BuiltInSite(
        point: point.text,
        site: .timer(nanoseconds: period, randomization: randomization ?? 0), type: "timer",
        scope: .empty("timer"))
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

  /// The nanoseconds of one unit; of one period at 1 Hz.
  private var nanosecondsPerUnit: Int64 {
    switch self {
    case .s, .sec, .hz: 1_000_000_000
    case .ms, .msec: 1_000_000
    case .us, .usec: 1_000
    case .ns, .nsec: 1
    // A tick is 4 ms with CONFIG_HZ=250, which distributions choose; no user-visible file has the number.
    case .jiffies: 4_000_000
    }
  }

  /// The periods that a timer can have, in nanoseconds: 100 us to a day.
  private static let range: ClosedRange<Int64> = 100_000...86_400_000_000_000

  /// Returns the period of `count` units.
  func nanoseconds(_ count: Int64) throws(PointError) -> Int64 {
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
    return period
  }

  /// Returns the share of the period of `count` units that `number` units make random.
  func randomization(_ number: Int64, of count: Int64) throws(PointError) -> Int64 {
    guard number >= 0, number <= count else {
      throw .invalidArgument("the randomization \(number) is not 0 to \(count)")
    }
    return number * nanosecondsPerUnit
  }
}
