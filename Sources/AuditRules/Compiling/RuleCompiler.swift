/// Compiles rules to functions of the SystemTap language, which run in the handlers of `tapsets/audit/audit.stp`.
///
/// Each system call has a class: the rules that can select it, in order, and what its arguments are. A class has two
/// functions:
/// - at entry, what the kernel half decides: 0 if no rule can select the call, whatever it returns;
/// - at return, the number of the first rule that selects it.
package struct RuleCompiler {
  /// The rules about system calls, in the order in which they are looked at, with their numbers from 1.
  private let rules: [SelectionRule]
  /// How far each rule is honoured.
  private let honours: [Honour]
  /// The rules about types of records.
  private let exclusions: [Exclusion]
  /// The classes, and the numbers of the calls in them.
  private let classes: CallClasses

  /// Prepares the compilation of `set`.
  package init(_ set: RuleSet) {
    var rules: [SelectionRule] = []
    var exclusions: [Exclusion] = []
    honours = set.rules.map { $0.honour }
    for (index, rule) in set.rules.enumerated() {
      if case .not = honours[index] { continue }
      switch rule.list {
      case .exclude:
        let exclusion = Exclusion(rule)
        if exclusion.coversEvents { rules.append(SelectionRule(rule, number: index + 1)) }
        exclusions.append(exclusion)
      case .task, .exit: rules.append(SelectionRule(rule, number: index + 1))
      case .user, .filesystem, .ioUring: break
      }
    }
    // What is left out as a whole, or for all calls of a task, is decided before the rules about single calls.
    self.rules = rules.filter { $0.rule.list != .exit } + rules.filter { $0.rule.list == .exit }
    self.exclusions = exclusions
    classes = CallClasses(of: self.rules)
  }

  /// What becomes of the rules.
  package var compiled: CompiledRules {
    CompiledRules(
      script: script, calls: classes.calls, needsPaths: classes.all.contains { $0.places != 0 },
      honours: honours)
  }

  /// The functions.
  private var script: String {
    var parts = ["# The audit rules of this run.\n"]
    for (number, callClass) in classes.all.enumerated() {
      let writer = CallClassWriter(callClass, number: number, rules: rules)
      parts += [writer.entry, writer.selection]
    }
    parts.append(
      dispatch(
        "audit_rules_enter:long()",
        "The rule that selects the call that is entered; -1 if one may, and 0 if none does.",
        call: { "return audit_rules_enter_\($0)()" }, otherwise: "return 0"))
    parts.append(
      dispatch(
        "audit_rules_places:long()",
        "Which arguments of the present call are the paths that rules ask for; see `audit_rules_note`.",
        call: { "return 0x\(String(classes.all[$0].places, radix: 16))" }, otherwise: "return 0"))
    parts.append(
      dispatch(
        "audit_rules_select:long(task:long, result:long)",
        "The number of the rule that selects the call that returns; 0 if none does.",
        call: { "return audit_rules_select_\($0)(task, audit_rules_result(result))" },
        otherwise: "return 0"))
    parts.append(
      """
      /// Whether rules compare the programs of tasks whose calls are noted.
      function audit_rules_compares_programs:long() { return \(rules.contains(where: \.needsProgram) ? 1 : 0) }

      """)
    parts.append(keys)
    parts.append(Exclusion.function(exclusions))
    return parts.joined(separator: "\n")
  }

  /// Returns the function `declaration`, which does what `call` says for the class of the present call.
  private func dispatch(
    _ declaration: String, _ comment: String, call: (Int) -> String, otherwise: String
  ) -> String {
    var lines: [String] = []
    for architecture in Architecture.allCases {
      let members = classes.members(of: architecture)
      let rest = members.rest.map(call) ?? otherwise
      let cases = Self.merged(
        members.listed.map { (numbers: $0.numbers, statement: call($0.callClass)) }
          .filter { $0.statement != rest })
      if cases.isEmpty, rest == otherwise { continue }
      lines.append("  if (syscall_arch() == 0x\(String(architecture.rawValue, radix: 16))) {")
      lines.append("    number = syscall_number()")
      for entry in cases {
        let condition = entry.numbers.map { "number == \($0)" }.joined(separator: " || ")
        lines.append("    if (\(condition)) \(entry.statement)")
      }
      lines.append("    \(rest)")
      lines.append("  }")
    }
    lines.append("  \(otherwise)")
    return """
      /// \(comment)
      function \(declaration)
      {
      \(lines.joined(separator: "\n"))
      }

      """
  }

  /// Returns `cases` with one entry for each statement.
  private static func merged(
    _ cases: [(numbers: [Int], statement: String)]
  ) -> [(numbers: [Int], statement: String)] {
    var merged: [(numbers: [Int], statement: String)] = []
    for entry in cases {
      if let index = merged.firstIndex(where: { $0.statement == entry.statement }) {
        merged[index].numbers += entry.numbers
      } else {
        merged.append(entry)
      }
    }
    return merged.map { ($0.numbers.sorted(), $0.statement) }
  }

  /// The function that tells the keys.
  private var keys: String {
    let lines = rules.filter { !$0.rule.keys.isEmpty && $0.rule.action == .always }.map {
      "  if (rule == \($0.number)) return \(ScriptText.quoted($0.rule.key))"
    }
    return """
      /// The key of a rule; \\001 stands between several.
      function audit_rules_key:string(rule:long)
      {
      \((lines + ["  return \"\""]).joined(separator: "\n"))
      }

      """
  }
}

/// Texts of scripts.
enum ScriptText {
  /// Returns `text` as a string of a script.
  static func quoted(_ text: String) -> String {
    let bytes = text.utf8.map { byte -> String in
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): "\\" + String(UnicodeScalar(byte))
      case 0x20..<0x7f: String(UnicodeScalar(byte))
      default:
        "\\" + String(repeating: "0", count: 3 - String(byte, radix: 8).count)
          + String(byte, radix: 8)
      }
    }
    return "\"\(bytes.joined())\""
  }
}
