import Glibc

/// The clocks of the machine.
package enum Clock {
  /// Returns nanoseconds of the monotonic clock.
  package static func monotonic() -> Int64 { nanoseconds(of: CLOCK_MONOTONIC) }

  /// Returns nanoseconds since 1970.
  package static func realTime() -> Int64 { nanoseconds(of: CLOCK_REALTIME) }

  /// Returns the nanoseconds from the start of the monotonic clock to 1970, as a difference that turns
  /// the one into the other.
  ///
  /// The two clocks are read one after the other; of several tries the one is taken where the least
  /// time passed between.
  package static func realTimeOffset() -> Int64 {
    var best = (gap: Int64.max, offset: Int64(0))
    for _ in 0..<4 {
      let before = monotonic()
      let real = realTime()
      let after = monotonic()
      if after - before < best.gap {
        best = (after - before, real - (before + (after - before) / 2))
      }
    }
    return best.offset
  }

  /// Returns the reading of `clock` in nanoseconds.
  private static func nanoseconds(of clock: clockid_t) -> Int64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}
