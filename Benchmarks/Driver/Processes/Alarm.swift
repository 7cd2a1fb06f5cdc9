import Glibc

/// The one alarm of the driver, which interrupts a wait that takes too long.
enum Alarm {
  /// Lets the alarm interrupt system calls and do nothing else.
  static func prepare() {
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { _ in }
    sigaction(SIGALRM, &action, nil)
  }

  /// Sets the alarm off after `seconds`, and each second from then on; never if they are 0.
  static func set(after seconds: Int) {
    var timer = itimerval()
    timer.it_value.tv_sec = seconds
    timer.it_interval.tv_sec = 1
    setitimer(__itimer_which_t(ITIMER_REAL.rawValue), &timer, nil)
  }
}
