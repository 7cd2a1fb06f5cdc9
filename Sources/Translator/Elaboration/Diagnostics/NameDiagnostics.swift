import Diagnostics

extension Diagnostic {
  /// No function has the name.
  static func unknownFunction(_ name: Identifier, among names: some Sequence<String>) -> Diagnostic
  {
    Diagnostic(
      .error, id: "unresolved-function", "unresolved function '\(name.text)'", at: name.range,
      suggestion: Spelling.suggestion(for: name.text, among: names))
  }

  /// A function takes another number of arguments.
  static func callArity(
    _ name: Identifier, found: Int, accepted: [Int], declared: SourceRange?
  ) -> Diagnostic {
    let takes = accepted.map(String.init).joined(separator: " or ")
    return Diagnostic(
      .error, id: "arity-mismatch",
      "arity mismatch: function '\(name.text)' takes \(takes) argument\(accepted == [1] ? "" : "s"), and \(found) \(found == 1 ? "is" : "are") given",
      at: name.range,
      labels: declared.map { [Label("'\(name.text)' is declared here", at: $0)] } ?? [])
  }

  /// No global array has the name.
  static func unknownArray(
    _ name: Identifier, arity: Int, among names: some Sequence<String>
  ) -> Diagnostic {
    Diagnostic(
      .error, id: "unresolved-array",
      "unresolved arity-\(arity) global array '\(name.text)': is its global declaration missing?",
      at: name.range, suggestion: Spelling.suggestion(for: name.text, among: names))
  }

  /// A statistic has to be global.
  static func localStatistic(_ name: Identifier) -> Diagnostic {
    Diagnostic(
      .error, id: "local-statistic",
      "'\(name.text)' is local, but only global variables can be statistics: declare 'global \(name.text)'",
      at: name.range)
  }

  /// Two declarations have one name.
  static func duplicate(_ kind: String, _ name: Identifier, first: SourceRange) -> Diagnostic {
    Diagnostic(
      .error, id: "duplicate-\(kind)", "'\(name.text)' is declared twice", at: name.range,
      labels: [Label("the first declaration is here", at: first)])
  }

  /// An array has a first value.
  static func initializedArray(_ name: Identifier, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .error, id: "initialized-array",
      "'\(name.text)' is an array, and only scalars can have a first value", at: range)
  }

  /// No call comes to a function, because one before it never goes on with the next.
  static func unreachableFunction(_ name: Identifier, behind other: SourceRange) -> Diagnostic {
    Diagnostic(
      .warning, id: "unreachable-function",
      "this instance of the overloaded function '\(name.text)' will never be reached",
      at: name.range,
      labels: [Label("this one comes first, and has no 'next' that would go on", at: other)])
  }

  /// Nothing sets a variable that something reads.
  static func neverAssigned(
    _ kind: String, _ name: String, at range: SourceRange, among names: [String]
  ) -> Diagnostic {
    Diagnostic(
      .warning, id: "never-assigned", "\(kind) variable '\(name)' is never assigned", at: range,
      suggestion: Spelling.suggestion(for: name, among: names))
  }

  /// Nothing uses a global variable.
  static func unusedGlobal(_ name: Identifier) -> Diagnostic {
    Diagnostic(
      .warning, id: "unused-global", "eliding unused variable '\(name.text)'", at: name.range)
  }

  /// `-G` names a variable that the script does not have.
  static func unknownModuleArgument(
    _ name: String, among names: some Sequence<String>
  ) -> Diagnostic {
    Diagnostic(
      .error, id: "unknown-global", "'-G \(name)=…' names no global variable of the script",
      at: nil,
      notes: Spelling.suggestion(for: name, among: names).map { [$0] } ?? [])
  }

  /// `-G` sets a variable to a value of another type, or sets an array.
  static func badModuleArgument(_ name: String, _ reason: String) -> Diagnostic {
    Diagnostic(
      .error, id: "bad-global-value", "'-G \(name)=…' cannot be: \(reason)", at: nil)
  }

  /// A limit is no number of its range.
  static func badLimit(_ name: String, value: String) -> Diagnostic {
    Diagnostic(
      .error, id: "bad-limit", "'-D \(name)=\(value)' is no number that this limit can have",
      at: nil)
  }

  /// A definition makes no difference.
  static func idleDefinition(_ name: String, reason: String) -> Diagnostic {
    Diagnostic(
      .warning, id: "idle-definition", "'-D \(name)' makes no difference: \(reason)", at: nil)
  }
}
