import Glibc

/// What a process may use at most; see setrlimit(2).
package struct ResourceLimit: Hashable, Sendable {
  /// What is limited.
  package enum Kind: Hashable, Sendable {
    /// The address space, in bytes.
    case memory
    /// The CPU time, in seconds.
    case time
    /// The number of processes of the user.
    case processes
    /// The stack, in bytes.
    case stack
    /// The size of files, in bytes.
    case file

    /// The number that the C library gives it.
    fileprivate var resource: __rlimit_resource {
      switch self {
      case .memory: RLIMIT_AS
      case .time: RLIMIT_CPU
      case .processes: __RLIMIT_NPROC
      case .stack: RLIMIT_STACK
      case .file: RLIMIT_FSIZE
      }
    }
  }

  /// What is limited.
  package let kind: Kind
  /// The most that may be used.
  package let value: UInt

  /// Creates a limit.
  package init(_ kind: Kind, _ value: UInt) {
    self.kind = kind
    self.value = value
  }

  /// Limits this process.
  ///
  /// - Throws: `SystemError` if the limit is beyond the one that the process already has.
  package func apply() throws(SystemError) {
    var limit = rlimit(rlim_cur: value, rlim_max: value)
    guard setrlimit(__rlimit_resource_t(kind.resource.rawValue), &limit) == 0 else {
      throw .current("limit what the tool uses")
    }
  }
}
