import Glibc

/// How much of a contended CPU this thread gets, as the nice value of setpriority(2): the less, the more.
enum Priority {
  /// Puts the thread ahead of others by `steps`, if it may be, and returns the nice value from before.
  static func raise(by steps: CInt) -> CInt {
    let before = getpriority(ofThisThread, 0)
    setpriority(ofThisThread, 0, before - steps)
    return before
  }

  /// Gives the thread the nice value `value`, which `raise(by:)` has returned.
  static func restore(_ value: CInt) { setpriority(ofThisThread, 0, value) }

  /// What setpriority(2) is about.
  private static var ofThisThread: __priority_which_t {
    __priority_which_t(PRIO_PROCESS.rawValue)
  }
}
