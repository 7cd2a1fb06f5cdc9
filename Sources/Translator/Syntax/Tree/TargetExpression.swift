import Diagnostics

/// A target variable, and the members and elements that are reached from it.
package struct TargetExpression: Sendable, Hashable {
  /// Where the way starts.
  package enum Base: Sendable, Hashable {
    /// `$name`; the text is without `$`.
    case variable(Identifier)
    /// `$$name`, a text made of several variables; the text is without `$$`.
    case summary(Identifier)
    /// `@var("name@file", "module")`.
    case named(StringLiteral, module: StringLiteral?)
    /// `@cast(value, "type", "module")`.
    case cast(Expression, type: StringLiteral, module: StringLiteral?)
    /// An expression whose type is a pointer, as `f()->member` has one; `&` of any other expression has it
    /// too.
    case value(Expression)
  }

  /// One step of the way.
  package enum Access: Sendable, Hashable {
    /// `->name`.
    case member(Identifier)
    /// `[index]`.
    case element(Expression, SourceRange)

    /// Its place: of the name, or of the brackets.
    package var range: SourceRange {
      switch self {
      case .member(let name): name.range
      case .element(_, let range): range
      }
    }
  }

  /// What is wanted of the place where the way ends.
  package enum Form: Sendable, Hashable {
    /// The value.
    case value
    /// `&`: the address.
    case address
    /// `$`: a text that shows the members.
    case text
    /// `$$`: a text that shows the members of members too.
    case deepText
  }

  /// Where the way starts.
  package let base: Base
  /// The steps.
  package let accesses: [Access]
  /// What is wanted of the place where the way ends.
  package let form: Form
  /// The place of the name or the operator where the way starts.
  package let token: SourceRange
  /// Its place.
  package let range: SourceRange

  /// Creates an expression.
  package init(
    base: Base, accesses: [Access] = [], form: Form = .value, token: SourceRange,
    range: SourceRange
  ) {
    self.base = base
    self.accesses = accesses
    self.form = form
    self.token = token
    self.range = range
  }
}
