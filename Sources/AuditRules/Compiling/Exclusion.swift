/// A rule that leaves out records by their type.
struct Exclusion {
  /// The types; `nil` for all.
  private let types: [String]?
  /// What else has to hold.
  private let tests: [String]

  /// Creates the exclusion that `rule` says.
  init(_ rule: AuditRule) {
    var types: [String]?
    for condition in rule.conditions {
      guard case .text(.msgtype, let comparison, let value) = condition.content else { continue }
      let number = RecordTypes.numbers[value] ?? RuleBuilder.unsigned(value).map(Int64.init) ?? -1
      let names = RecordTypes.names { comparison.holds($0, number) }
      types = types.map { $0.filter(names.contains) } ?? names
    }
    self.types = types
    tests = SelectionRule(rule, number: 0).tests().map(\.expression)
  }

  /// `true` iff whole events are left out: the record that an event cannot be without is one of its types.
  var coversEvents: Bool { types?.contains("SYSCALL") ?? true }

  /// Returns the function that tells which types of records are left out by `exclusions`. Where all are, there is no event.
  static func function(_ exclusions: [Exclusion]) -> String {
    let lines = exclusions.compactMap { exclusion -> String? in
      guard let types = exclusion.types, !types.isEmpty else { return nil }
      let addition = "types .= \" \(types.joined(separator: " ")) \""
      let condition = exclusion.tests.joined(separator: " && ")
      return condition.isEmpty ? "  \(addition)\n" : "  if (\(condition)) \(addition)\n"
    }
    return """
      /// The types of records that are left out of the event of the current task, with blanks around each.
      function audit_rules_excluded:string()
      {
        types = ""
      \(lines.joined())  return types
      }

      """
  }
}

extension FilterOperator {
  /// `true` iff `left` and `right` compare so.
  func holds(_ left: Int64, _ right: Int64) -> Bool {
    switch self {
    case .equal: left == right
    case .notEqual: left != right
    case .less: left < right
    case .lessOrEqual: left <= right
    case .greater: left > right
    case .greaterOrEqual: left >= right
    case .anyBit: left & right != 0
    case .allBits: left & right == right
    }
  }
}
