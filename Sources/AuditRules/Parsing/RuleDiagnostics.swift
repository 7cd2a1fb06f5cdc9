import Diagnostics

/// The words for what is wrong with rules files.
extension Diagnostic {
  /// Makes an error of a rules file.
  private static func ruleError(
    _ id: String, _ message: String, at range: SourceRange, suggestion: String? = nil,
    notes: [String] = [], labels: [Label] = []
  ) -> Diagnostic {
    Diagnostic(
      .error, id: id, message, at: range, labels: labels, notes: notes, suggestion: suggestion)
  }

  /// No option has the name.
  static func unknownRuleOption(_ word: RuleWord) -> Diagnostic {
    ruleError(
      "unknown-option", "a rules file has no option '\(word.text)'", at: word.range,
      suggestion: Spelling.suggestion(for: word.text, among: RuleParser.optionNames))
  }

  /// A word stands where an option should.
  static func strayWord(_ word: RuleWord) -> Diagnostic {
    ruleError(
      "stray-word", "'\(word.text)' belongs to no option", at: word.range,
      suggestion: word.text.hasPrefix("#")
        ? "comments have lines of their own"
        : "blanks end a value; single quotes keep them together")
  }

  /// An option has no value.
  static func missingValue(of option: RuleWord) -> Diagnostic {
    ruleError("missing-value", "'\(option.text)' needs a value", at: option.range)
  }

  /// A value of an option is no number, or too small or too large.
  static func settingValue(_ word: RuleWord, of option: String, limits: ClosedRange<Int>)
    -> Diagnostic
  {
    ruleError(
      "setting-value",
      "'\(option)' takes a number from \(limits.lowerBound) to \(limits.upperBound), not '\(word.text)'",
      at: word.range)
  }

  /// `-a` has no list and action.
  static func listAndAction(_ word: RuleWord) -> Diagnostic {
    let names = FilterList.allCases.map(\.rawValue) + RuleAction.allCases.map(\.rawValue)
    let parts = word.text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    let wrong = parts.first { !names.contains($0) }
    return ruleError(
      "list-and-action",
      "'\(word.text)' is not a list and an action with a comma between, such as always,exit",
      at: word.range,
      suggestion: wrong.flatMap { Spelling.suggestion(for: $0, among: names) },
      notes: [
        "lists are \(FilterList.allCases.map(\.rawValue).joined(separator: ", ")); actions are always and never"
      ])
  }

  /// A list that the kernel no longer has.
  static func formerList(_ word: RuleWord) -> Diagnostic {
    ruleError(
      "former-list", "kernels have no 'entry' list since Linux 2.6.39: use 'exit'", at: word.range,
      suggestion: word.text.split(separator: ",").map { $0 == "entry" ? "exit" : $0 }.joined(
        separator: ","))
  }

  /// A line has two rules.
  static func secondRule(_ word: RuleWord, first: SourceRange) -> Diagnostic {
    ruleError(
      "second-rule", "a line can have only one of -a, -A, -d, -w and -W", at: word.range,
      labels: [Label("the first one is here", at: first)])
  }

  /// An option needs a rule.
  static func withoutRule(_ word: RuleWord) -> Diagnostic {
    ruleError(
      "without-rule", "'\(word.text)' needs -a, -A, -d or -w on the same line", at: word.range)
  }

  /// An option does not go with a watch.
  static func notOfWatch(_ word: RuleWord) -> Diagnostic {
    ruleError(
      "not-of-watch", "'\(word.text)' does not go with -w, which takes only -p and -k",
      at: word.range,
      suggestion: "use -a always,exit -F path=… -F perm=…")
  }

  /// System calls do not go with a list.
  static func callsOfList(_ list: FilterList, _ word: RuleWord) -> Diagnostic {
    ruleError(
      "calls-of-list", "rules of the list '\(list.rawValue)' are not about system calls",
      at: word.range)
  }

  /// No system call has the name.
  static func unknownCall(_ word: RuleWord, _ name: String, on architecture: Architecture)
    -> Diagnostic
  {
    let names = architecture.systemCalls.entries.map(\.name)
    let other = Architecture.allCases.first {
      $0 != architecture && $0.systemCalls.number(of: name) != nil
    }
    return ruleError(
      "unknown-system-call",
      "programs of the architecture \(architecture == .x86_64 ? "b64" : "b32") have no system call '\(name)'",
      at: word.range,
      suggestion: other.map { "it is one of \($0 == .x86_64 ? "b64" : "b32")" }
        ?? Spelling.suggestion(for: name, among: names))
  }

  /// A rule about calls by name does not say of which architecture they are.
  static func withoutArchitecture(_ range: SourceRange, others: [String]) -> Diagnostic {
    Diagnostic(
      .warning, id: "no-architecture",
      "without '-F arch=' the rule is about numbers, and those of 32-bit programs mean other calls",
      at: range, notes: others.isEmpty ? [] : ["there they mean \(others.joined(separator: ", "))"],
      suggestion: "put -F arch=b64 before -S, and add a rule with -F arch=b32")
  }

  /// The architecture stands behind the calls.
  static func lateArchitecture(_ range: SourceRange) -> Diagnostic {
    ruleError(
      "late-architecture", "'arch' has to stand before '-S', whose names depend on it", at: range)
  }

  /// A condition has no operator.
  static func withoutOperator(_ word: RuleWord) -> Diagnostic {
    ruleError(
      "no-operator",
      "'\(word.text)' is not a field, an operator and a value, such as auid>=1000", at: word.range,
      notes: [
        "operators are \(FilterOperator.allCases.map { $0.rawValue }.joined(separator: " "))"
      ])
  }

  /// No field has the name.
  static func unknownField(_ name: String, at range: SourceRange, among names: [String])
    -> Diagnostic
  {
    ruleError(
      "unknown-field", "rules have no field '\(name)'", at: range,
      suggestion: Spelling.suggestion(for: name, among: names))
  }

  /// A field does not go with the list.
  static func fieldOfList(_ field: FilterField, _ list: FilterList, at range: SourceRange)
    -> Diagnostic
  {
    let lists = field.lists.map(\.rawValue).sorted().joined(separator: ", ")
    return ruleError(
      "field-of-list",
      "the list '\(list.rawValue)' has no field '\(field.rawValue)'; it is one of \(lists)",
      at: range)
  }

  /// A field does not go with an operator.
  static func operatorOfField(
    _ comparison: FilterOperator, _ field: FilterField, at range: SourceRange,
    operators: [FilterOperator]
  ) -> Diagnostic {
    ruleError(
      "operator-of-field",
      "'\(field.rawValue)' cannot be compared with '\(comparison.rawValue)', only with \(operators.map { $0.rawValue }.joined(separator: " "))",
      at: range)
  }

  /// A value is not one of the field's.
  static func valueOfField(
    _ value: String, _ field: FilterField, expected: String, at range: SourceRange,
    suggestion: String? = nil
  ) -> Diagnostic {
    ruleError(
      "value-of-field", "'\(field.rawValue)' takes \(expected), not '\(value)'", at: range,
      suggestion: suggestion)
  }

  /// No user or group has the name.
  static func unknownAccount(_ value: String, kind: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .warning, id: "unknown-\(kind)",
      "there is no \(kind) '\(value)' on this machine, so the rule has no effect", at: range,
      suggestion: "write a number, or 'unset'")
  }

  /// The name of an error has no sign.
  static func positiveError(_ name: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .warning, id: "positive-error",
      "system calls return errors as negative numbers: no call returns '\(name)'", at: range,
      suggestion: "did you mean '-\(name)'?")
  }

  /// Two fields cannot be compared with each other.
  static func incomparable(_ word: RuleWord) -> Diagnostic {
    ruleError(
      "incomparable",
      "'-C' compares two users or two groups with = or !=, such as uid!=euid, not '\(word.text)'",
      at: word.range,
      notes: [
        "fields are \(FilterField.comparable.map(\.rawValue).joined(separator: ", "))"
      ])
  }

  /// A key is too long.
  static func longKey(_ range: SourceRange) -> Diagnostic {
    ruleError(
      "long-key", "the keys of a rule have more than \(RuleParser.keyLimit) bytes together",
      at: range)
  }

  /// A path is not one that can be watched.
  static func watchedPath(_ path: String, at range: SourceRange) -> Diagnostic {
    ruleError(
      "watched-path",
      path == "/"
        ? "the root directory cannot be watched" : "'\(path)' is no absolute path of a file",
      at: range)
  }

  /// A path looks like a pattern.
  static func patternInPath(_ path: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .warning, id: "pattern-in-path", "paths are no patterns: '\(path)' stands for itself",
      at: range)
  }

  /// A condition is there twice that a rule can have once.
  static func repeatedField(_ field: FilterField, at range: SourceRange) -> Diagnostic {
    ruleError(
      "repeated-field", "a rule can have '\(field.rawValue)' only once", at: range)
  }

  /// `perm` without a file.
  static func secondLocation(_ range: SourceRange) -> Diagnostic {
    ruleError("two-files", "a rule can be about one 'path' or one 'dir'", at: range)
  }

  /// No type of records has the name.
  static func unknownRecordType(_ name: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .warning, id: "unknown-record-type",
      "the kernel writes no records of type '\(name)'; programs may send such", at: range,
      suggestion: Spelling.suggestion(for: name, among: RecordTypes.numbers.keys.sorted()))
  }

  /// The rule that is to go is not there.
  static func nothingToDelete(_ range: SourceRange) -> Diagnostic {
    ruleError("nothing-to-delete", "no rule before this line is like this one", at: range)
  }

  /// The same rule is there already.
  static func repeatedRule(_ range: SourceRange, first: SourceRange) -> Diagnostic {
    Diagnostic(
      .warning, id: "repeated-rule", "the rule is there already", at: range,
      labels: [Label("here", at: first)])
  }

  /// Nothing can be changed any more.
  static func locked(_ range: SourceRange, by lock: SourceRange) -> Diagnostic {
    ruleError(
      "locked", "the configuration is locked: nothing can be changed any more", at: range,
      labels: [Label("it is locked here", at: lock)])
  }
}

extension Diagnostic {
  /// The same diagnostic of something that is passed over, because the file says that errors are.
  var asPassedOver: Diagnostic {
    Diagnostic(
      .warning, id: id, message, at: range, labels: labels,
      notes: notes + ["the line is passed over, because -i or -c stands before it"],
      suggestion: suggestion)
  }
}
