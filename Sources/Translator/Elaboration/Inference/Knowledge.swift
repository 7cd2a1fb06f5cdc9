import Diagnostics
import IR
import KernelDescription

/// What a variable can hold.
enum InferredType: Hashable, Sendable {
  /// A plain value.
  case value(ValueType)
  /// A statistic that `<<<` adds to.
  case statistics

  /// How messages and listings call it.
  var name: String {
    switch self {
    case .value(let type): type.rawValue
    case .statistics: "stats"
    }
  }
}

/// What is known of the type of a variable, a key, a parameter or a result.
enum Knowledge: Sendable {
  /// Nothing yet.
  case unknown
  /// The type, and the place that told it.
  case known(InferredType, SourceRange)
  /// Nothing, because what would have told is wrong; nothing more need be said of it.
  case broken

  /// Knows that a variable holds plain values of `type`, as the place `range` tells.
  static func value(_ type: ValueType, at range: SourceRange) -> Knowledge {
    .known(.value(type), range)
  }

  /// The type of the plain values; `nil` for statistics and where nothing is known.
  var valueType: ValueType? {
    if case .known(.value(let type), _) = self { type } else { nil }
  }

  /// `true` iff nothing is known yet.
  var isUnknown: Bool {
    if case .unknown = self { true } else { false }
  }

  /// What expressions that meet the variable have to be; `nil` if no plain type is known.
  var expectation: Expectation? {
    guard case .known(.value(let type), let origin) = self else { return nil }
    return Expectation(type, origin: origin)
  }
}

/// What is known of the kernel's pointers that a variable or a function yields.
enum PointerKnowledge: Hashable, Sendable {
  /// Nothing yet.
  case unknown
  /// They are all of one type.
  case known(SpelledType)
  /// They are of several types, or there are other values.
  case mixed

  /// The one type that all values have.
  var type: SpelledType? {
    if case .known(let type) = self { type } else { nil }
  }

  /// Returns what is known when a value of `type` is met, too; numbers that are no pointers tell nothing.
  func met(_ type: SpelledType?) -> PointerKnowledge {
    guard let type else { return self }
    switch self {
    case .unknown: return .known(type)
    case .known(type): return self
    case .known, .mixed: return .mixed
    }
  }
}

/// The type that an expression has to have, and the place that tells so.
struct Expectation: Sendable {
  /// The type.
  let type: ValueType
  /// The place that tells so; `nil` if it is the operator or function that takes the expression.
  let origin: SourceRange?
  /// Why the place tells so.
  let reason: Reason

  /// Why a place tells a type.
  enum Reason: Sendable {
    /// A variable was used there.
    case use
    /// It is a conversion of a format string.
    case conversion
  }

  /// Creates an expectation.
  init(_ type: ValueType, origin: SourceRange? = nil, reason: Reason = .use) {
    self.type = type
    self.origin = origin
    self.reason = reason
  }

  /// What messages say of the place that tells the type.
  var label: Diagnostic.Label? {
    guard let origin else { return nil }
    switch reason {
    case .use: return .init("the type \(type.rawValue) was first inferred here", at: origin)
    case .conversion: return .init("this conversion takes a \(type.rawValue)", at: origin)
    }
  }

  /// A long, as most operators take it.
  static let long = Expectation(.long)
  /// A string.
  static let string = Expectation(.string)
}

/// What came of an expression.
enum Checked: Sendable {
  /// It has a meaning.
  case known(TypedExpression)
  /// Its meaning depends on types that are not known yet.
  case unknown
  /// It is wrong, and a diagnostic says so.
  case wrong

  /// The expression, if it has a meaning.
  var expression: TypedExpression? {
    if case .known(let expression) = self { expression } else { nil }
  }

  /// Returns what comes of `transform` if there is a meaning.
  func map(_ transform: (TypedExpression) -> TypedExpression) -> Checked {
    if case .known(let expression) = self { .known(transform(expression)) } else { self }
  }

  /// Returns what comes of `transform` if both have a meaning.
  static func map(
    _ first: Checked, _ second: Checked,
    _ transform: (TypedExpression, TypedExpression) -> TypedExpression
  ) -> Checked {
    switch (first, second) {
    case (.known(let first), .known(let second)): .known(transform(first, second))
    case (.wrong, _), (_, .wrong): .wrong
    case (.unknown, _), (_, .unknown): .unknown
    }
  }
}
