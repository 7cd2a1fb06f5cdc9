import CLinux
import Glibc

/// A clock that makes its descriptor readable at a given time (timerfd).
package struct TimerDescriptor: ~Copyable {
  /// The descriptor, readable when the time has come.
  package let descriptor: FileDescriptor

  /// Creates a clock that is not set.
  ///
  /// - Throws: `SystemError` if that is not possible.
  package init() throws(SystemError) {
    let number = timerfd_create(
      CLOCK_MONOTONIC, CInt(TFD_CLOEXEC | TFD_NONBLOCK))
    guard number >= 0 else { throw .current("set a timer") }
    descriptor = FileDescriptor(owning: number)
  }

  /// Sets the clock to `deadline`, in nanoseconds of the monotonic clock.
  package func set(to deadline: Int64) {
    // A time of 0 would switch the clock off.
    let time = max(1, deadline)
    var setting = itimerspec()
    setting.it_value.tv_sec = Int(time / 1_000_000_000)
    setting.it_value.tv_nsec = Int(time % 1_000_000_000)
    timerfd_settime(descriptor.number, CInt(TFD_TIMER_ABSTIME), &setting, nil)
  }

  /// Takes note that the time has come, so that the descriptor is no longer readable.
  package func acknowledge() {
    var count: UInt64 = 0
    _ = Glibc.read(descriptor.number, &count, MemoryLayout<UInt64>.size)
  }
}
