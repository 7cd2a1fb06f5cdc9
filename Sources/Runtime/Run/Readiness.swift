/// What a run waits for.
struct Readiness: OptionSet {
  /// The bits; each is also the tag of a descriptor.
  let rawValue: UInt64

  /// Many records are unread.
  static let records = Readiness(rawValue: 1)
  /// A signal has come.
  static let signal = Readiness(rawValue: 2)
  /// A timer is due.
  static let timer = Readiness(rawValue: 4)
  /// The command has ended.
  static let command = Readiness(rawValue: 8)
  /// Someone wants to read the recording.
  static let reader = Readiness(rawValue: 16)
  /// Whoever watches the run has typed something.
  static let input = Readiness(rawValue: 32)
  /// Somebody waits for a file of the session.
  static let fileRequest = Readiness(rawValue: 64)
  /// A file of the session has been closed.
  static let fileClosing = Readiness(rawValue: 128)
  /// There is something at the standard input for the script.
  static let standardInput = Readiness(rawValue: 256)
}
