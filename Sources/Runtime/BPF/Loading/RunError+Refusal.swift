import Glibc

extension RunError {
  /// Why the kernel refused something, in the kernel's words; all that is known if these are not.
  var reason: String {
    switch self {
    case .missingPrivilege(let error), .refused(let error), .system(let error): error.reason
    case .rejected(let rejection): rejection.reason
    default: description
    }
  }

  /// Creates the error that `refusal` of a BPF system call stands for.
  init(refusal: SystemError) {
    switch refusal.code {
    case EPERM, EACCES: self = .missingPrivilege(refusal)
    case ENOSYS: self = .noBPF
    default: self = .refused(refusal)
    }
  }
}
