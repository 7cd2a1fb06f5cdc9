/// Writes the functions of one class of system calls.
struct CallClassWriter {
  /// The class.
  private let callClass: CallClass
  /// Its number.
  private let number: Int
  /// All rules.
  private let rules: [SelectionRule]

  /// Creates the writer for `callClass`, which has `number`.
  init(_ callClass: CallClass, number: Int, rules: [SelectionRule]) {
    self.callClass = callClass
    self.number = number
    self.rules = rules
  }

  /// The function that decides at entry: 0 if no rule can select the call, the number of the one that is sure to, or
  /// -1 if that shows at return.
  var entry: String {
    var lines: [String] = []
    var isCertain = true
    for index in callClass.rules {
      let rule = rules[index]
      let tests = allTests(of: rule)
      let decided = tests.filter { isDecidedAtEntry($0.stage) }
      isCertain = isCertain && decided.count == tests.count
      // A rule that says what is not reported holds only where nothing of it is open.
      if rule.rule.action == .never, decided.count < tests.count { continue }
      lines.append(
        statement(
          decided.map(\.expression),
          yields: rule.rule.action == .never ? 0 : isCertain ? rule.number : -1))
      if decided.isEmpty { break }
    }
    return function(
      "audit_rules_enter_\(number):long()",
      lines + (lines.last?.hasPrefix("  return") ?? false ? [] : ["  return 0"]))
  }

  /// The function that decides at return.
  var selection: String {
    var lines: [String] = []
    for index in callClass.rules {
      let rule = rules[index]
      let tests = allTests(of: rule)
      lines.append(
        statement(
          tests.map(\.expression), yields: rule.rule.action == .always ? rule.number : 0))
      if tests.isEmpty { break }
    }
    return function(
      "audit_rules_select_\(number):long(task:long, result:long)",
      lines + (lines.last?.hasPrefix("  return") ?? false ? [] : ["  return 0"]))
  }

  /// Returns the tests of `rule` for the calls of the class, in the order in which they can be decided.
  private func allTests(of rule: SelectionRule) -> [SelectionRule.Test] {
    var tests = rule.tests(
      comparing: rules.contains(where: \.needsPaths) ? .noted : .present)
    if let permissions = rule.permissions, let flags = callClass.flags {
      let mode = "(\(flags.expression) & 3)"
      switch (permissions.contains(.read), permissions.contains(.write)) {
      // The modes are 0 to read, 1 to write, and 2 and 3 for both (include/linux/fs.h, `ACC_MODE`).
      case (true, false): tests.insert(.init(stage: .entry, expression: "\(mode) != 1"), at: 0)
      case (false, true): tests.insert(.init(stage: .entry, expression: "\(mode) != 0"), at: 0)
      case (true, true), (false, false): break
      }
    }
    if let address = callClass.address {
      for condition in rule.rule.conditions {
        guard case .number(.addressFamily, let comparison, let value) = condition.content else {
          continue
        }
        tests.append(
          .init(
            stage: .result,
            expression: comparison.expression(
              "user_uint16(syscall_argument(\(address)))", "\(value)")))
      }
    }
    return tests.enumerated().sorted {
      ($0.element.stage, $0.offset) < ($1.element.stage, $1.offset)
    }
    .map(\.element)
  }

  /// `true` iff a condition of `stage` is decided when a call of the class is entered.
  private func isDecidedAtEntry(_ stage: SelectionRule.Stage) -> Bool {
    switch stage {
    case .entry: true
    case .identity: !callClass.changesIdentity
    case .result, .paths: false
    }
  }

  /// Returns the statement that yields `value` if all of `conditions` hold.
  private func statement(_ conditions: [String], yields value: Int) -> String {
    if conditions.isEmpty { return "  return \(value)" }
    return "  if (\(conditions.joined(separator: " && "))) return \(value)"
  }

  /// Returns the function `declaration` with the body `lines`.
  private func function(_ declaration: String, _ lines: [String]) -> String {
    "function \(declaration)\n{\n\(lines.joined(separator: "\n"))\n}\n"
  }
}
