import Glibc

/// A system call that failed.
package struct SystemError: Error, Hashable, Sendable {
  /// What was tried, as the words behind "cannot": `open '/x'`.
  package let attempt: String
  /// The error number.
  package let code: CInt

  /// Creates the error `code` of trying to `attempt`.
  package init(_ attempt: String, code: CInt) {
    self.attempt = attempt
    self.code = code
  }

  /// Creates the error that `errno` holds, of trying to `attempt`.
  package static func current(_ attempt: String) -> SystemError {
    SystemError(attempt, code: errno)
  }

  /// `true` iff the reason is a missing privilege.
  package var isMissingPrivilege: Bool { code == EPERM || code == EACCES }
}

extension SystemError: CustomStringConvertible {
  /// One sentence.
  package var description: String { "cannot \(attempt): \(reason)" }

  /// The system's words for the error number.
  package var reason: String { String(cString: strerror(code)) }
}

/// Returns what `call` returns, and calls it again for as long as a signal interrupts it.
func retrying<Result: SignedInteger>(_ call: () -> Result) -> Result {
  while true {
    let result = call()
    if result != -1 || errno != EINTR { return result }
  }
}
