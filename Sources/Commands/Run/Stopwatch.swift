import Glibc
import Runtime

/// The time that something takes.
struct Stopwatch {
  /// When it began, in nanoseconds of the monotonic clock.
  private let start = Clock.monotonic()
  /// The CPU time that the process had used then.
  private let usage = Stopwatch.usage()

  /// The time since then as `stap` says it: CPU time of the process and of the kernel for it, and real time.
  var text: String {
    let now = Self.usage()
    let real = (Clock.monotonic() - start) / 1_000_000
    return "\(now.user - usage.user)usr/\(now.system - usage.system)sys/\(real)real ms"
  }

  /// Returns the CPU time that the process has used, in milliseconds.
  private static func usage() -> (user: Int, system: Int) {
    var usage = rusage()
    getrusage(RUSAGE_SELF.rawValue, &usage)
    return (milliseconds(usage.ru_utime), milliseconds(usage.ru_stime))
  }

  /// Returns `time` in milliseconds.
  private static func milliseconds(_ time: timeval) -> Int {
    Int(time.tv_sec) * 1000 + Int(time.tv_usec) / 1000
  }
}
