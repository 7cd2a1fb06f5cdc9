import Glibc

/// The time, for intervals.
enum Clock {
  /// Returns the seconds of the monotonic clock.
  static func monotonicSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return time.seconds
  }

  /// Lets `seconds` pass.
  static func sleep(_ seconds: Double) { usleep(UInt32(seconds * 1e6)) }
}

extension timespec {
  /// The time in seconds.
  var seconds: Double { Double(tv_sec) + Double(tv_nsec) / 1e9 }
}

extension timeval {
  /// The time in seconds.
  var seconds: Double { Double(tv_sec) + Double(tv_usec) / 1e6 }
}
