import Glibc

extension RunError {
  /// Creates the error that `refusal` of a BPF system call stands for.
  init(refusal: SystemError) {
    switch refusal.code {
    case EPERM, EACCES: self = .missingPrivilege(refusal)
    case ENOSYS: self = .noBPF
    default: self = .refused(refusal)
    }
  }
}
