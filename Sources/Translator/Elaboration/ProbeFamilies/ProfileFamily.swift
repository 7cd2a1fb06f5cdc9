import IR

extension ProbeFamily {
  /// `timer.profile`, `timer.profile.tick` and `timer.profile.freq.hz(N)`.
  static let profile = ProbeFamily(shapes: [
    PointShape(.name("timer"), .name("profile")),
    PointShape(.name("timer"), .name("profile"), .name("tick")),
    PointShape(.name("timer"), .name("profile"), .name("freq"), .number("hz")),
  ]) { point, _ throws(PointError) in
    let hertz = point.components.count == 4 ? point.number(of: "hz") ?? 0 : ticksPerSecond
    guard 1...10_000 ~= hertz else {
      throw .invalidArgument("the frequency \(hertz) is not 1 to 10000")
    }
    return [
      BuiltInSite(
        point: point.text, site: .profile(.frequency(hertz: hertz)), type: "profile",
        scope: .empty("timer.profile"))
    ]
  }

  /// How often a second the kernel's clock ticks: `CONFIG_HZ` as distributions choose it.
  private static let ticksPerSecond: Int64 = 250
}
