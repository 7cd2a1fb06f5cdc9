/// How far rules are honoured.
extension AuditRule {
  /// How far the rule is honoured.
  var honour: Honour {
    switch list {
    case .user: return .not("programs do not send their records to marktap")
    case .filesystem: return .not("paths are reported whatever file system they are in")
    case .ioUring:
      return .not("operations of io_uring are reported with their tasks, without rules")
    case .task where action == .always: return .not("tasks are audited whatever this list says")
    case .task, .exit, .exclude: break
    }
    if let reason = conditions.lazy.compactMap(\.hindrance).first { return .not(reason) }
    let unseen = conditions.lazy.compactMap(\.unseenField).first
    // What such a rule leaves out cannot be told from the rest, and to report too much is better.
    if action == .never, let unseen { return .not(Self.withoutObject(unseen)) }
    var differences = conditions.compactMap(\.difference)
    if let unseen { differences.append(Self.withoutObject(unseen)) }
    if list == .task {
      differences.insert(
        "decided at each call by what the task is then, and for older tasks, too", at: 0)
    }
    var said: Set<String> = []
    let texts = differences.filter { said.insert($0).inserted }
    return texts.isEmpty ? .fully : .approximately(texts.joined(separator: "; "))
  }

  /// Returns the words for a condition on `field` of a file, which is passed over.
  private static func withoutObject(_ field: FilterField) -> String {
    "'\(field.rawValue)' is not looked at, so more is reported"
  }
}

extension RuleCondition {
  /// Why a rule with the condition cannot be honoured; `nil` if it can.
  fileprivate var hindrance: String? {
    guard let field else { return nil }
    if case .text(_, _, let name) = content, field.kind == .user || field.kind == .group {
      return "there is no \(field.kind == .user ? "user" : "group") '\(name)' on this machine"
    }
    switch field.kind {
    case .label:
      return "without labels of SELinux a kernel finds that '\(field.rawValue)' never holds"
    default: break
    }
    switch field {
    case .inode, .devmajor, .devminor:
      return "'\(field.rawValue)' is not known when a call returns; write 'path=' instead"
    default: return nil
    }
  }

  /// What is different from what the kernel does; `nil` if nothing is.
  fileprivate var difference: String? {
    switch content {
    case .text(.path, _, _), .text(.dir, _, _):
      return "by names as calls give them, made absolute, and by the true path of what is opened; "
        + "not by hard links"
    case .text(.exe, _, _): return "by the path of the program, not by its inode"
    default: return nil
    }
  }

  /// The field of a file that it asks for and that is not looked at; `nil` if there is none.
  fileprivate var unseenField: FilterField? {
    switch content {
    case .number(let field, _, _): field.isOfObject ? field : nil
    case .fields(let left, _, let right): [left, right].first(where: \.isOfObject)
    default: nil
    }
  }
}

extension FilterField {
  /// `true` iff it says something of the file that a call is about, other than its path.
  fileprivate var isOfObject: Bool {
    switch self {
    case .objectUser, .objectGroup, .filetype: true
    default: false
    }
  }
}

extension RuleSetting {
  /// How far the setting is honoured.
  package var honour: Honour {
    switch kind {
    case .backlog, .backlogWaitTime:
      .approximately("the buffer between kernel and tool is what -s says")
    case .failureMode where value == "2": .not("losses are told in the output, and nothing panics")
    case .failureMode: .approximately("losses are told in the output")
    case .rate: value == "0" ? .fully : .not("there is no limit of the rate")
    case .enabled where value == "0": .not("an audit is on as long as it runs")
    case .enabled, .continueAfterErrors, .ignoreErrors: .fully
    case .immutableLogin: .not("only the kernel's audit system can keep users from changing theirs")
    case .resetLost, .resetBacklogWaitTime: .fully
    case .status, .listing, .version, .message, .signal:
      .not("it is about the kernel's audit system, and says nothing of rules")
    case .trim, .equivalent:
      .not("directories are watched by their paths, whatever is mounted there")
    }
  }
}
