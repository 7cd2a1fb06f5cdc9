/// A rule that selects system calls, with its conditions as expressions of the script.
struct SelectionRule {
  /// The rule.
  let rule: AuditRule
  /// Its number, from 1.
  let number: Int

  /// Creates it.
  init(_ rule: AuditRule, number: Int) {
    self.rule = rule
    self.number = number
  }

  /// When a condition can be decided.
  enum Stage: Int, Comparable {
    /// When the call is entered.
    case entry
    /// Then, if the call cannot change who makes it.
    case identity
    /// When the call returns.
    case result
    /// In user space, where the paths of the call are known.
    case paths

    static func < (left: Stage, right: Stage) -> Bool { left.rawValue < right.rawValue }
  }

  /// A condition that depends on the call only by its arguments.
  struct Test {
    /// When it can be decided.
    let stage: Stage
    /// The expression.
    let expression: String
  }

  /// Where the path of the program is from that a rule compares.
  enum Program {
    /// From the task itself, in the kernel half.
    case present
    /// From what was noted of the task when the call returned. The kernel half that notes the paths of calls cannot
    /// compare strings before, as what it reads behind that would be read too late.
    case noted

    /// The expression for it.
    var expression: String {
      switch self {
      case .present: "task_exe_path(task_current())"
      case .noted: "audit_rules_program[task]"
      }
    }

    /// When it is known.
    var stage: Stage {
      switch self {
      case .present: .identity
      case .noted: .paths
      }
    }
  }

  /// `true` iff the paths of calls count.
  var needsPaths: Bool { rule.conditions.contains { $0.field == .path || $0.field == .dir } }

  /// `true` iff the program counts.
  var needsProgram: Bool { rule.conditions.contains { $0.field == .exe } }

  /// `true` iff the addresses of sockets count.
  var needsAddress: Bool { rule.conditions.contains { $0.field == .addressFamily } }

  /// The permissions that are asked for; `nil` if they do not count.
  var permissions: Set<Permission>? {
    for condition in rule.conditions {
      if case .permissions(let permissions) = condition.content { return permissions }
    }
    return nil
  }

  /// Returns the conditions that hold or not whatever call it is, in the order in which they can be decided.
  func tests(comparing program: Program = .present) -> [Test] {
    rule.conditions.compactMap { Self.test($0.content, comparing: program) }.enumerated()
      .sorted { ($0.element.stage, $0.offset) < ($1.element.stage, $1.offset) }.map(\.element)
  }

  /// Returns the test of `content`; `nil` if it is not tested here.
  private static func test(
    _ content: RuleCondition.Content, comparing program: Program
  ) -> Test? {
    switch content {
    case .permissions: nil
    case .fields(let left, let comparison, let right):
      if let first = left.account, let second = right.account {
        Test(stage: .identity, expression: comparison.expression(first, second))
      } else {
        nil
      }
    case .text(.exe, let comparison, let path):
      Test(
        stage: program.stage,
        expression: comparison.expression(program.expression, ScriptText.quoted(path)))
    case .text(.path, _, let path):
      Test(stage: .paths, expression: "audit_rules_touches(task, \(ScriptText.quoted(path)))")
    case .text(.dir, _, let path):
      Test(stage: .paths, expression: "audit_rules_reaches(task, \(ScriptText.quoted(path)))")
    case .text: nil
    case .number(.success, let comparison, let value):
      Test(
        stage: .result,
        expression: (comparison == .equal) == (value == 1)
          ? "audit_rules_succeeded(result)" : "!audit_rules_succeeded(result)")
    case .number(let field, let comparison, let value):
      field.number.map { source in
        Test(stage: source.stage, expression: comparison.expression(source.expression, "\(value)"))
      }
    }
  }
}

extension FilterField {
  /// The expression for a user or group of the current task; `nil` if it is none.
  var account: String? {
    switch self {
    case .uid, .euid, .gid, .egid: "\(rawValue)()"
    case .suid, .fsuid, .sgid, .fsgid: "task_\(rawValue)(task_current())"
    case .auid: "task_loginuid(task_current())"
    default: nil
    }
  }

  /// The expression for a number of 32 bits, and when it is known; `nil` if scripts have none.
  var number: (stage: SelectionRule.Stage, expression: String)? {
    if let account { return (.identity, account) }
    switch self {
    case .a0, .a1, .a2, .a3:
      // The number of the argument is the letter's behind the first one, and the kernel compares 32 bits.
      return (.entry, "(syscall_argument(\((Int(rawValue.dropFirst()) ?? 0) + 1)) & 0xffffffff)")
    case .pid: return (.entry, "pid()")
    case .ppid: return (.entry, "ppid()")
    case .sessionid: return (.entry, "task_sessionid(task_current())")
    case .pers: return (.entry, "@cast(task_current(), \"task_struct\")->personality")
    case .exit: return (.result, "(result & 0xffffffff)")
    default: return nil
    }
  }
}
