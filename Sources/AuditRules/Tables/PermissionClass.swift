/// Classes of system calls that need a permission, whatever their arguments are (kernel/auditsc.c, `audit_match_perm`).
enum PermissionClass {
  /// Returns the names in `text`.
  static func names(_ text: String) -> Set<String> {
    Set(text.split { $0 == " " || $0 == "\n" }.map(String.init))
  }

  /// Returns the calls that need `permission` whatever their arguments are.
  static func calls(needing permission: Permission) -> Set<String> {
    switch permission {
    case .read: reads
    case .write: directoryWrites.union(otherWrites)
    case .attribute: attributeChanges
    case .execute: ["execve", "execveat"]
    }
  }

  /// The calls whose flags say which permission they need, with the number of the argument that has them; of
  /// `openat2` it is the first word of a structure.
  static let opens: [String: Int] = ["open": 2, "openat": 3, "openat2": 3]
}
