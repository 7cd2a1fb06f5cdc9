/// When the kernel looks at a rule: the lists of auditctl(8).
package enum FilterList: String, CaseIterable, Sendable {
  /// When a task is created.
  case task
  /// When a system call returns.
  case exit
  /// When a program sends a record of its own.
  case user
  /// When a record is written.
  case exclude
  /// When a file is met, by the type of its file system.
  case filesystem
  /// When an operation of io_uring ends.
  case ioUring = "io_uring"
}

/// What a rule says of the events that it selects.
package enum RuleAction: String, CaseIterable, Sendable {
  /// They are reported.
  case always
  /// They are not.
  case never
}
