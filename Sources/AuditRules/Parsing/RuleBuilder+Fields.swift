import Diagnostics

/// Conditions of rules.
extension RuleBuilder {
  /// A condition that has been taken apart.
  private struct Parts {
    /// The field's name.
    let field: String
    /// The operator.
    let comparison: FilterOperator
    /// The value.
    let value: String
    /// The place of the value.
    let valueRange: SourceRange
    /// The place of the name.
    let fieldRange: SourceRange
  }

  /// Returns the parts of the condition `word`; `nil` if it has no operator.
  private func parts(of word: RuleWord) -> Parts? {
    let text = Array(word.text.utf8)
    // The first operator counts, and at its place the longest one.
    for start in text.indices.dropFirst() {
      for comparison in FilterOperator.allCases
      where text[start...].starts(with: comparison.rawValue.utf8) {
        let behind = start + comparison.rawValue.utf8.count
        let base = Int(word.range.start)
        let end = Int(word.range.end)
        return Parts(
          field: String(decoding: text[..<start], as: UTF8.self), comparison: comparison,
          value: String(decoding: text[behind...], as: UTF8.self),
          valueRange: SourceRange(file: word.range.file, start: min(base + behind, end), end: end),
          fieldRange: SourceRange(file: word.range.file, start: base, end: min(base + start, end)))
      }
    }
    return nil
  }

  /// Takes the condition `word` of `-F`.
  mutating func takeField(_ word: RuleWord) throws(RuleMistake) {
    guard let parts = parts(of: word), !parts.value.isEmpty else {
      throw RuleMistake(.withoutOperator(word))
    }
    // auditctl(8) calls the owner of a login by the older name, too.
    let name = parts.field == "loginuid" ? "auid" : parts.field
    guard let field = FilterField(rawValue: name) else {
      throw RuleMistake(
        .unknownField(
          parts.field, at: parts.fieldRange, among: FilterField.allCases.map(\.rawValue)))
    }
    if !field.lists.contains(list) {
      throw RuleMistake(.fieldOfList(field, list, at: parts.fieldRange))
    }
    if !field.operators.contains(parts.comparison) {
      throw RuleMistake(
        .operatorOfField(
          parts.comparison, field, at: word.range, operators: field.operators))
    }
    try take(parts.value, parts.comparison, of: field, at: parts.valueRange)
  }

  /// Takes the condition that `field` and `value` compare so.
  private mutating func take(
    _ value: String, _ comparison: FilterOperator, of field: FilterField, at range: SourceRange
  ) throws(RuleMistake) {
    switch field.kind {
    case .key: keys.append(value)
    case .permissions: try takePermissions(value, at: range)
    case .architecture: try takeArchitecture(value, comparison, at: range)
    case .path: try takePath(value, comparison, of: field, at: range)
    case .label, .fileSystem, .recordType: try takeText(value, comparison, of: field, at: range)
    case .fileType: try takeFileType(value, at: range)
    case .number:
      add(.number(field, comparison, try number(value, of: field, at: range)), at: range)
    case .user, .group:
      if let number = try account(value, of: field, at: range) {
        add(.number(field, comparison, number), at: range)
      } else {
        // The name stays, so that the table can say why the rule is not honoured.
        add(.text(field, comparison, value), at: range)
      }
    case .result: add(.number(field, comparison, try result(value, at: range)), at: range)
    case .success:
      guard let succeeded = ["1": 1, "yes": 1, "0": 0, "no": 0][value.lowercased()] else {
        throw RuleMistake(.valueOfField(value, field, expected: "1, 0, yes or no", at: range))
      }
      add(.number(field, comparison, UInt32(succeeded)), at: range)
    }
  }

  /// Takes the comparison `word` of `-C`.
  mutating func takeComparison(_ word: RuleWord) throws(RuleMistake) {
    guard let parts = parts(of: word), parts.comparison.isEquality,
      let left = FilterField(rawValue: parts.field), FilterField.comparable.contains(left),
      let right = FilterField(rawValue: parts.value), FilterField.comparable.contains(right),
      left.kind == right.kind, left != right
    else { throw RuleMistake(.incomparable(word)) }
    add(.fields(left, parts.comparison, right), at: word.range)
  }

  /// Takes the permissions `value`.
  mutating func takePermissions(_ value: String, at range: SourceRange) throws(RuleMistake) {
    if conditions.contains(where: \.isPermission) {
      throw RuleMistake(.repeatedField(.perm, at: range))
    }
    var permissions: Set<Permission> = []
    for letter in value.lowercased() {
      guard let permission = Permission(rawValue: letter) else {
        throw RuleMistake(
          .valueOfField(value, .perm, expected: "letters of r, w, x and a", at: range))
      }
      permissions.insert(permission)
    }
    add(.permissions(permissions), at: range)
  }

  /// Takes the architecture `value`.
  private mutating func takeArchitecture(
    _ value: String, _ comparison: FilterOperator, at range: SourceRange
  ) throws(RuleMistake) {
    if !callWords.isEmpty { throw RuleMistake(.lateArchitecture(range)) }
    guard let named = Architecture(named: value) else {
      throw RuleMistake(
        .valueOfField(
          value, .arch, expected: "an architecture of this machine: b64 or b32", at: range,
          suggestion: Spelling.suggestion(for: value, among: Architecture.names)))
    }
    architectures = Architecture.allCases.filter { ($0 == named) == (comparison == .equal) }
    architecture = architectures.count == 1 ? architectures[0] : nil
  }

  /// Takes the path `value`.
  mutating func takePath(
    _ value: String, _ comparison: FilterOperator, of field: FilterField, at range: SourceRange
  ) throws(RuleMistake) {
    guard value.hasPrefix("/") else { throw RuleMistake(.watchedPath(value, at: range)) }
    let located = conditions.contains { condition in
      if case .text(.path, _, _) = condition.content { return true }
      if case .text(.dir, _, _) = condition.content { return true }
      return false
    }
    if field != .exe && located { throw RuleMistake(.secondLocation(range)) }
    if field == .exe, conditions.contains(where: { $0.field == .exe }) {
      throw RuleMistake(.repeatedField(.exe, at: range))
    }
    if value.contains(where: { "*?[".contains($0) }) {
      warnings.append(.patternInPath(value, at: range))
    }
    add(.text(field, comparison, Self.normal(value)), at: range)
  }

  /// Returns the absolute path `path` without empty parts and without `/` at its end.
  private static func normal(_ path: String) -> String {
    "/" + path.split(separator: "/").joined(separator: "/")
  }

  /// Takes the text `value`.
  private mutating func takeText(
    _ value: String, _ comparison: FilterOperator, of field: FilterField, at range: SourceRange
  ) throws(RuleMistake) {
    if field == .fstype, !["debugfs", "tracefs"].contains(value), Self.unsigned(value) == nil {
      throw RuleMistake(
        .valueOfField(value, field, expected: "debugfs, tracefs or a number", at: range))
    }
    if field == .msgtype, Self.unsigned(value) == nil, RecordTypes.numbers[value] == nil {
      warnings.append(.unknownRecordType(value, at: range))
    }
    add(.text(field, comparison, value), at: range)
  }

  /// Takes the kind of files `value`.
  private mutating func takeFileType(_ value: String, at range: SourceRange) throws(RuleMistake) {
    // The formats of `st_mode` (inode(7)), which is what the kernel compares.
    let formats: [String: UInt32] = [
      "file": 0o100000, "dir": 0o040000, "socket": 0o140000, "link": 0o120000,
      "character": 0o020000, "block": 0o060000, "fifo": 0o010000,
    ]
    guard let format = formats[value] else {
      let names = formats.keys.sorted()
      throw RuleMistake(
        .valueOfField(
          value, .filetype, expected: "one of \(names.joined(separator: ", "))", at: range,
          suggestion: Spelling.suggestion(for: value, among: names)))
    }
    add(.number(.filetype, .equal, format), at: range)
  }
}

extension RuleCondition {
  /// The field that is compared with a value; `nil` if it is none.
  var field: FilterField? {
    switch content {
    case .number(let field, _, _), .text(let field, _, _): field
    case .permissions: .perm
    case .fields: nil
    }
  }
}
