import Diagnostics

extension Diagnostic {
  /// A target variable stands where there are none.
  static func targetOutsideHandler(_ name: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .error, id: "target-outside-handler",
      "'\(name)' stands in a function, and only handlers of probes have target variables",
      at: range,
      notes: ["hand its value to the function as an argument"])
  }

  /// A site has no such target variable.
  static func unknownTarget(
    _ name: String, in scope: TargetScope, at range: SourceRange
  ) -> Diagnostic {
    let names = scope.variables.map { "$\($0.name)" } + scope.texts.map { "$$\($0.name)" }
    let suggestion = Spelling.suggestion(for: name, among: names)
    switch scope.family {
    case .none(let kind):
      return Diagnostic(
        .error, id: "no-target-variables",
        "'\(kind)' probes have no target variables such as '\(name)'",
        at: range)
    case .marker, .compiledMarker:
      return Diagnostic(
        .error, id: "unknown-marker-variable",
        isArgument(name)
          ? "invalid marker argument number '\(name)'"
          : "invalid target symbol '\(name)' for marker: $argN, $name, $format, $$parms or $$vars expected",
        at: range, notes: alternatives(names), suggestion: suggestion)
    case .function(let function):
      return Diagnostic(
        .error, id: "unknown-function-variable",
        name == "$return" || name == "$$return"
          ? "function '\(function)' has no return value here"
          : "unable to find parameter '\(name)' of function '\(function)'",
        at: range, notes: alternatives(names + ["$$parms", "$$vars"]), suggestion: suggestion)
    case .file:
      return Diagnostic(
        .error, id: "unknown-file-variable",
        unknownContent(name), at: range)
    case .tracepoint, .event:
      var notes = alternatives(names + ["$$parms", "$$vars"])
      if case .event = scope.family {
        notes.append("of this event the record is known, and no pointer into the kernel's memory")
      }
      return Diagnostic(
        .error, id: "unknown-tracepoint-variable", "unable to find tracepoint variable '\(name)'",
        at: range, notes: notes, suggestion: suggestion)
    }
  }

  /// Returns `true` iff `name` begins as the arguments of markers do.
  private static func isArgument(_ name: String) -> Bool { name.hasPrefix("$arg") }

  /// Returns the note that lists what can be used.
  private static func alternatives(_ names: [String]) -> [String] {
    names.isEmpty ? [] : ["alternatives: \(names.joined(separator: ", "))"]
  }

  /// A target variable is set.
  static func writtenTarget(
    _ name: String, in scope: TargetScope, isGuru: Bool, at range: SourceRange
  ) -> Diagnostic {
    let what =
      switch scope.family {
      case .marker, .compiledMarker:
        name.hasPrefix("$arg")
          ? "write to marker parameter '\(name)' not permitted"
          : "write to marker '\(name)' not permitted"
      case .function: "write to parameter '\(name)' of a function not permitted"
      case .file:
        name == "$value"
          ? "'$value' is what was written, and can only be read here" : unknownContent(name)
      case .tracepoint, .event, .none: "write to tracepoint variable '\(name)' not permitted"
      }
    return Diagnostic(
      .error, id: "written-target", what, at: range,
      notes: isGuru ? ["only a kernel module writes to target variables, with '-g' too"] : [])
  }

  /// Arguments are asked for where their registers hold something else.
  static func argumentsGone(_ function: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .error, id: "arguments-gone",
      "'\(function)' finds no arguments when a 'kprobe.function' has returned", at: range,
      notes: ["'kernel.function(…).return' keeps them"])
  }

  /// What is said of a target variable that the probe of a file does not have.
  private static func unknownContent(_ name: String) -> String {
    "invalid target symbol '\(name)' for procfs probe: $value expected"
  }

  /// What is in a file is asked for where the handler says it.
  static func unreadContent(_ name: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .error, id: "unread-content",
      "'\(name)' is what a reader will see, and can only be set in a probe of 'procfs.read'",
      at: range)
  }

  /// Something is asked of a marker's argument that only C types have.
  static func markerUse(_ name: String, _ use: MarkerUse, at range: SourceRange) -> Diagnostic {
    Diagnostic(.error, id: "marker-variable-use", use.message(name), at: range)
  }

  /// What a marker's argument cannot be used for.
  enum MarkerUse {
    /// `->`.
    case structure
    /// `[…]`.
    case array
    /// `$` behind it.
    case prettyPrinting
    /// `&` before it.
    case address

    /// What is said of the variable `name`.
    fileprivate func message(_ name: String) -> String {
      switch self {
      case .structure: "marker variable '\(name)' may not be used as a structure"
      case .array: "marker variable '\(name)' may not be used as an array"
      case .prettyPrinting: "marker variable '\(name)' may not be pretty-printed"
      case .address: "cannot take address of marker variable '\(name)'"
      }
    }
  }

  /// `--skip-badvars` makes 0 of what `mistake` is about.
  static func skippedTarget(_ mistake: Diagnostic) -> Diagnostic {
    Diagnostic(
      .warning, id: "skipped-variable", "\(mistake.message); 0 stands in its place",
      at: mistake.range, notes: mistake.notes, suggestion: mistake.suggestion)
  }

  /// `@var` asks for a variable of a program or of the kernel.
  static func namedVariable(_ name: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .error, id: "named-variable", "unable to find global '\(name)'", at: range,
      notes: ["the kernel's type information describes types, and no variables for '@var'"])
  }

  /// A field of an event is used as what it is not.
  static func fieldUse(_ name: String, _ use: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(.error, id: "field-use", "'\(name)' \(use)", at: range)
  }

  /// A member chain means nothing.
  static func memberChain(_ error: KernelValueError, at range: SourceRange) -> Diagnostic {
    switch error {
    case .notStructure(let type):
      return Diagnostic(
        .error, id: "not-a-structure", "'\(type)' has no members", at: range)
    case .unknownMember(let name, let type, let similar):
      return Diagnostic(
        .error, id: "unknown-member", "unable to find member '\(name)' of '\(type)'", at: range,
        notes: similar.count > 1 ? ["similar: \(similar.joined(separator: ", "))"] : [],
        suggestion: similar.first.map { "did you mean '\($0)'?" })
    case .notIndexable(let type):
      return Diagnostic(.error, id: "not-an-array", "'\(type)' has no elements", at: range)
    case .wholeStructure(let type, let example):
      return Diagnostic(
        .error, id: "whole-structure",
        "'\(type)' is accessed as a whole\(example.map { " instead of a member such as '\($0)'" } ?? "")",
        at: range)
    case .addressOfBitField:
      return Diagnostic(
        .error, id: "address-of-bit-field", "cannot take the address of a bit field", at: range)
    case .addressOfValue:
      return Diagnostic(
        .error, id: "address-of-value", "cannot take the address of a tracepoint variable",
        at: range)
    case .unreadable(let type):
      return Diagnostic(
        .error, id: "unreadable-type", "a value of type '\(type)' cannot be read", at: range)
    }
  }

  /// A cast names a type that the kernel does not have.
  static func unknownType(_ name: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(.error, id: "unknown-type", "the kernel has no type '\(name)'", at: range)
  }
}
