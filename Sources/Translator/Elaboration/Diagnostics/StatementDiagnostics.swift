import Diagnostics

extension Diagnostic {
  /// A statement stands where it has no meaning.
  static func misplaced(_ statement: String, _ place: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .error, id: "misplaced-\(statement)", "cannot '\(statement)' outside of a \(place)", at: range
    )
  }

  /// A function returns a value in one place and none in another.
  static func missingResult(_ name: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .error, id: "missing-result", "'\(name)' returns values elsewhere, so it needs one here",
      at: range)
  }

  /// A function returns no value anywhere, and `call` makes use of one.
  static func missingResult(of call: Identifier, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .error, id: "missing-result", "'\(call.text)' has to return a value here",
      at: range, labels: [Label("one is made use of here", at: call.range)])
  }

  /// An array is changed while a loop walks over it.
  static func changedInLoop(_ name: Identifier, loop: SourceRange) -> Diagnostic {
    Diagnostic(
      .error, id: "array-locked", "'\(name.text)' cannot be changed while 'foreach' walks over it",
      at: name.range, labels: [Label("the loop is here", at: loop)])
  }

  /// A function that a loop calls changes the array that the loop walks over.
  static func changedByCall(
    _ name: String, function: TypedFunction, at range: SourceRange
  ) -> Diagnostic {
    Diagnostic(
      .error, id: "array-locked",
      "function call changes '\(name)', which 'foreach' walks over", at: range,
      labels: [Label("'\(function.name)' is declared here", at: function.range)])
  }

  /// A function is called that only guru mode offers.
  static func guruFunction(_ name: Identifier) -> Diagnostic {
    Diagnostic(
      .error, id: "guru-function",
      "function '\(name.text)' may not be used unless -g is specified", at: name.range)
  }

  /// An operator is used that only guru mode offers.
  static func guruOperator(_ name: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .error, id: "guru-operator", "using operator '\(name)' is not permitted; need marktap -g",
      at: range)
  }

  /// Why there is no entry of which `@entry` could save a value.
  enum MissingEntry: String {
    /// A function may be called from anywhere.
    case function = "a function may be called by probes that are at no return"
    /// The probe is at no return.
    case notAtReturn = "the probe point has no '.return'"
    /// The return has no entry of the same name.
    case unpaired = "no probe point is the entry that goes with this return"
    /// A condition is looked at before the handler.
    case condition = "conditions of probe points can read global variables only"
  }

  /// A value at the entry of a function is asked for where there is none.
  static func entryOutsideReturn(_ reason: MissingEntry, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .error, id: "entry-outside-return", "'@entry' is not valid outside of '.return' probes",
      at: range, notes: [reason.rawValue])
  }

  /// C stands outside of functions and handlers.
  static func embeddedDeclarations(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .warning, id: "embedded-declarations", "this engine runs no C, and leaves these lines out",
      at: range)
  }

  /// An operator that needs what the engine does not have.
  static func unavailableOperator(_ name: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .error, id: "unavailable-operator", "'\(name)' is not available on this engine", at: range)
  }

  /// What `@const` is given has no value.
  static func constantValue(
    _ error: ConstantExpressionError, at range: SourceRange
  ) -> Diagnostic {
    switch error {
    case .unknownName(let name):
      return Diagnostic(
        .error, id: "unknown-constant", "no enumeration of the kernel has a constant '\(name)'",
        at: range, notes: ["the kernel's type information holds enumerators, and no macros"])
    case .unknownType(let name): return unknownType(name, at: range)
    case .unexpected(let rest):
      let place = rest.isEmpty ? "at its end" : "before '\(rest)'"
      return Diagnostic(
        .error, id: "constant-syntax", "the constant is not understood \(place)", at: range,
        notes: ["numbers, enumerators, sizeof(type), ( ) and + - * / % << >> & | ^ ~ can be used"])
    case .number(let word):
      return Diagnostic(
        .error, id: "constant-number", "'\(word)' is no number of 64 bits with a sign", at: range)
    case .undefined(let operation):
      return Diagnostic(
        .error, id: "constant-undefined", "'\(operation)' has no value in C", at: range)
    }
  }

  /// No enumeration of the kernel has the constant.
  static func unknownEnumerator(_ name: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .error, id: "unknown-enumerator", "no enumeration of the kernel has a constant '\(name)'",
      at: range)
  }

  /// A histogram stands where only a value can.
  static func histogramAsValue(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .error, id: "histogram-as-value",
      "a whole histogram is no value: only 'print', 'sprint' and 'foreach' take one", at: range)
  }

  /// A linear histogram has no buckets, or too many.
  static func impossibleHistogram(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .error, id: "linear-histogram",
      "the low end is above the high end, or the width of a bucket is not positive", at: range)
  }

  /// The variances of one statistic are asked for with two shifts.
  static func conflictingShifts(_ known: Int, _ shift: Int, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .error, id: "conflicting-shifts",
      "the values of one statistic are shifted in one way for '@variance': by \(known) or by \(shift)",
      at: range)
  }

  /// Something is deleted that is no variable.
  static func deleteTarget(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .error, id: "delete-target", "only a variable, an array or its elements can be deleted",
      at: range)
  }

  /// The shift of a variance is out of range.
  static func varianceShift(_ shift: Int, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .error, id: "statistic-shift",
      "the shift of '@variance' is from 0 to 62, and this one is \(shift)", at: range)
  }

  /// A key is left open where one is needed.
  static func openKey(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .error, id: "open-key", "'*' stands for any key only in 'foreach', 'in' and 'delete'",
      at: range)
  }

  /// A condition of a probe point does more than read globals.
  static func impureCondition(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .error, id: "impure-condition",
      "the condition of a probe point may only read global variables", at: range)
  }

  /// A function that tells of system calls is called where it is known nothing of them.
  static func notAtSystemCall(
    _ name: String, sites: [String], at range: SourceRange
  ) -> Diagnostic {
    Diagnostic(
      .error, id: "not-at-system-call",
      "'\(name)' is known only at \(sites.joined(separator: " and "))", at: range)
  }

  /// Nothing in a script does anything.
  static let noProbes = Diagnostic(.error, id: "no-probes", "no probes found", at: nil)
}
