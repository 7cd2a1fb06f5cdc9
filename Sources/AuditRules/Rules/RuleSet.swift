import Diagnostics

/// The rules of one or more files, in the order in which they are looked at.
package struct RuleSet: Sendable {
  /// The rules.
  package internal(set) var rules: [AuditRule] = []
  /// What else the files say to the audit system.
  package internal(set) var settings: [RuleSetting] = []
  /// Where `-e 2` stands, behind which nothing can be changed; `nil` if it is not there.
  var lock: SourceRange?
}

/// A line that is not about a rule: a setting of the kernel's audit system, or of auditctl itself.
package struct RuleSetting: Sendable {
  /// What is set.
  package enum Kind: String, Sendable {
    case backlog = "-b"
    case failureMode = "-f"
    case rate = "-r"
    case enabled = "-e"
    case backlogWaitTime = "--backlog_wait_time"
    case immutableLogin = "--loginuid-immutable"
    case resetLost = "--reset-lost"
    case resetBacklogWaitTime = "--reset_backlog_wait_time_actual"
    case ignoreErrors = "-i"
    case continueAfterErrors = "-c"
    case status = "-s"
    case listing = "-l"
    case version = "-v"
    case trim = "-t"
    case equivalent = "-q"
    case message = "-m"
    case signal = "--signal"
  }

  /// What is set.
  package let kind: Kind
  /// The value; "" if it has none.
  package let value: String
  /// Its place.
  package let range: SourceRange
}
