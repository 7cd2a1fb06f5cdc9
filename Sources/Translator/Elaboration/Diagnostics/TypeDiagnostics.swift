import Diagnostics
import IR

extension Diagnostic {
  /// The stable name of what is said where types do not go together.
  static let typeMismatchID = "type-mismatch"

  /// An expression has another type than what takes it.
  static func typeMismatch(
    _ found: InferredType, expected: Expectation, at range: SourceRange
  ) -> Diagnostic {
    Diagnostic(
      .error, id: typeMismatchID,
      "type mismatch: expected \(expected.type.rawValue) but found \(found.name)", at: range,
      labels: expected.label.map { [$0] } ?? [])
  }

  /// A variable holds values of another type than what takes it.
  static func typeMismatch(
    _ found: InferredType, expected: Expectation, variable: String, at range: SourceRange
  ) -> Diagnostic {
    Diagnostic(
      .error, id: typeMismatchID,
      "type mismatch: expected \(expected.type.rawValue) but '\(variable)' is \(found.name)",
      at: range,
      labels: expected.origin.map {
        [Label("'\(variable)' was first inferred to be \(found.name) here", at: $0)]
      } ?? [])
  }

  /// A variable is set to a value of another type than it had before.
  static func assignmentMismatch(
    _ name: Identifier, of type: ValueType, origin: SourceRange, value: ValueType,
    at range: SourceRange
  ) -> Diagnostic {
    Diagnostic(
      .error, id: typeMismatchID,
      "type mismatch: '\(name.text)' is \(type.rawValue) but is set to a \(value.rawValue)",
      at: name.range,
      labels: [
        Label("'\(name.text)' was first inferred to be \(type.rawValue) here", at: origin),
        Label("this value is a \(value.rawValue)", at: range),
      ])
  }

  /// A variable that holds plain values is used as a statistic.
  static func notStatistic(
    _ name: Identifier, type: ValueType, origin: SourceRange
  ) -> Diagnostic {
    Diagnostic(
      .error, id: typeMismatchID, "type mismatch: expected stats but found \(type.rawValue)",
      at: name.range,
      labels: [Label("'\(name.text)' was first inferred to be \(type.rawValue) here", at: origin)])
  }

  /// A statistic is used as a plain value.
  static func plainStatistic(_ name: Identifier, origin: SourceRange) -> Diagnostic {
    Diagnostic(
      .error, id: "statistic-as-value",
      "'\(name.text)' is a statistic: read it with @count, @sum, @min, @max, @avg or a histogram",
      at: name.range, labels: [Label("'\(name.text)' became a statistic here", at: origin)])
  }

  /// Functions that one call may reach declare different types for a parameter.
  static func overloadMismatch(
    _ name: Identifier, _ first: Identifier, _ other: Identifier, at range: SourceRange
  ) -> Diagnostic {
    Diagnostic(
      .error, id: typeMismatchID,
      "type mismatch: the functions '\(name.text)' that this call may reach take values of different types here",
      at: range,
      labels: [
        Label("one is declared here", at: first.range),
        Label("another one is declared here", at: other.range),
      ])
  }

  /// A loop over an array of statistics asks for the values.
  static func statisticInLoop(_ name: Identifier, origin: SourceRange) -> Diagnostic {
    Diagnostic(
      .error, id: "statistic-as-value",
      "'\(name.text)' cannot take the elements of the array, which are statistics: read them by their keys",
      at: name.range, labels: [Label("the elements became statistics here", at: origin)])
  }

  /// An array is sorted by a statistic that its elements do not have.
  static func sortedByStatistic(
    _ name: Identifier, _ found: ValueType, origin: SourceRange
  ) -> Diagnostic {
    Diagnostic(
      .error, id: "not-a-statistic",
      "'\(name.text)' cannot be sorted by a statistic, because its elements are of type \(found.rawValue)",
      at: name.range,
      labels: [Label("the elements were first inferred to be \(found.rawValue) here", at: origin)])
  }

  /// One statistic is shown as histograms of two kinds.
  static func severalHistograms(_ name: Identifier) -> Diagnostic {
    Diagnostic(
      .error, id: "several-histograms",
      "multiple histogram types declared on '\(name.text)': one variable has one kind of histogram",
      at: name.range)
  }

  /// The buckets of a histogram are asked for by something that is not the number of one.
  static func bucketNumber(found: Int, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .error, id: "bucket-number",
      "the buckets of a histogram have one number each, but \(found) keys or '*' stand here",
      at: range)
  }

  /// Nothing tells the type of a variable or a result.
  static func unresolvedType(of name: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .error, id: "unresolved-type",
      "unresolved type: nothing tells whether '\(name)' is a long or a string", at: range)
  }

  /// An array is used with another number of keys than before.
  static func arityMismatch(
    _ name: Identifier, found: Int, expected: Int, origin: SourceRange?
  ) -> Diagnostic {
    Diagnostic(
      .error, id: "inconsistent-arity",
      "inconsistent arity: '\(name.text)' is used with \(count(found)) but has \(count(expected))",
      at: name.range,
      labels: origin.map { [Label("\(count(expected)) here", at: $0)] } ?? [])
  }

  /// Returns `number` with the noun for keys.
  private static func count(_ number: Int) -> String {
    switch number {
    case 0: "no keys"
    case 1: "1 key"
    default: "\(number) keys"
    }
  }

  /// An array has more keys than an engine takes.
  static func tooManyKeys(_ name: Identifier, limit: Int) -> Diagnostic {
    Diagnostic(
      .error, id: "too-many-keys", "'\(name.text)' has more than \(limit) keys", at: name.range)
  }

  /// Something that yields no value stands where a value is needed.
  static func noValue(_ what: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(.error, id: "no-value", "\(what) yields no value", at: range)
  }

  /// What an operator on a statistic is given is no variable.
  static func noStatistic(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .error, id: "not-assignable", "expected a global variable or an array element", at: range)
  }

  /// What the operator at `range` sets, at `place`, is no variable.
  static func notAssignable(_ place: SourceRange, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .error, id: "not-assignable", "expected a variable or an array element to set",
      at: range, labels: [Diagnostic.Label("this is neither", at: place)])
  }

  /// A conversion of a format string has no argument, or an argument no conversion.
  static func argumentCount(expected: Int, found: Int, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .error, id: "format-arguments",
      "the format string takes \(expected) argument\(expected == 1 ? "" : "s"), and \(found) \(found == 1 ? "is" : "are") given",
      at: range)
  }

  /// A number has to be one of a few constants.
  static func constantExpected(_ what: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(.error, id: "constant-expected", what, at: range)
  }
}
