/// What a rule can compare: the fields of auditctl(8), under their names there.
package enum FilterField: String, CaseIterable, Sendable {
  case arch, pers
  case a0, a1, a2, a3
  case pid, ppid, sessionid
  case auid, uid, euid, suid, fsuid
  case gid, egid, sgid, fsgid
  case exit, success
  case exe, path, dir, perm
  case inode, devmajor, devminor, filetype, fstype
  case objectUser = "obj_uid"
  case objectGroup = "obj_gid"
  case subjectUser = "subj_user"
  case subjectRole = "subj_role"
  case subjectType = "subj_type"
  case subjectSensitivity = "subj_sen"
  case subjectClearance = "subj_clr"
  case objectLabelUser = "obj_user"
  case objectLabelRole = "obj_role"
  case objectLabelType = "obj_type"
  case objectLevelLow = "obj_lev_low"
  case objectLevelHigh = "obj_lev_high"
  case msgtype
  case addressFamily = "saddr_fam"
  case key

  /// What the values of a field are.
  enum Kind {
    /// Numbers of 32 bits.
    case number
    /// An architecture.
    case architecture
    /// Users, by number or name.
    case user
    /// Groups, by number or name.
    case group
    /// Results of system calls, or names of errors.
    case result
    /// 1 or 0, `yes` or `no`.
    case success
    /// Absolute paths.
    case path
    /// Letters of `rwxa`.
    case permissions
    /// Kinds of files.
    case fileType
    /// File systems.
    case fileSystem
    /// Types of audit records.
    case recordType
    /// Parts of the labels of a security module.
    case label
    /// Any text.
    case key
  }

  /// What its values are.
  var kind: Kind {
    switch self {
    case .arch: .architecture
    case .pers, .a0, .a1, .a2, .a3, .pid, .ppid, .inode, .devmajor, .devminor, .addressFamily:
      .number
    case .sessionid, .auid, .uid, .euid, .suid, .fsuid, .objectUser: .user
    case .gid, .egid, .sgid, .fsgid, .objectGroup: .group
    case .exit: .result
    case .success: .success
    case .exe, .path, .dir: .path
    case .perm: .permissions
    case .filetype: .fileType
    case .fstype: .fileSystem
    case .msgtype: .recordType
    case .subjectUser, .subjectRole, .subjectType, .subjectSensitivity, .subjectClearance,
      .objectLabelUser, .objectLabelRole, .objectLabelType, .objectLevelLow, .objectLevelHigh:
      .label
    case .key: .key
    }
  }

  /// The operators that the kernel takes for it (kernel/auditfilter.c, `audit_field_valid`).
  var operators: [FilterOperator] {
    switch self {
    case .path, .dir, .perm, .filetype, .key: [.equal]
    case .arch, .exe, .fstype, .inode: [.equal, .notEqual]
    case .subjectUser, .subjectRole, .subjectType, .objectLabelUser, .objectLabelRole,
      .objectLabelType:
      [.equal, .notEqual]
    default:
      switch kind {
      case .user, .group, .label, .success, .recordType:
        [.equal, .notEqual, .greater, .greaterOrEqual, .less, .lessOrEqual]
      default: FilterOperator.allCases
      }
    }
  }

  /// The lists that it can be used in.
  var lists: Set<FilterList> {
    switch self {
    case .msgtype: [.user, .exclude]
    case .fstype: [.filesystem]
    case .path, .dir, .perm, .inode, .devmajor, .devminor, .filetype, .objectUser, .objectGroup,
      .objectLabelUser, .objectLabelRole, .objectLabelType, .objectLevelLow, .objectLevelHigh,
      .exit, .success, .a0, .a1, .a2, .a3, .addressFamily, .ppid, .arch:
      [.exit, .ioUring]
    case .pid, .uid, .gid, .auid, .exe, .subjectUser, .subjectRole, .subjectType,
      .subjectSensitivity, .subjectClearance:
      [.task, .exit, .user, .exclude, .ioUring]
    case .key: Set(FilterList.allCases)
    default: [.task, .exit, .ioUring]
    }
  }

  /// The fields that `-C` compares with each other: users with users, groups with groups.
  static let comparable: [FilterField] = [
    .auid, .uid, .euid, .suid, .fsuid, .objectUser, .gid, .egid, .sgid, .fsgid, .objectGroup,
  ]
}
