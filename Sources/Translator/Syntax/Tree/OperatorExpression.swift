import Diagnostics
import IR

/// One of the operators that start with `@` and are no statistic, target or print.
package struct OperatorExpression: Sendable, Hashable {
  /// Which operator, and its operands.
  package enum Kind: Sendable, Hashable {
    /// `@defined(expression)`: whether it can be resolved.
    case defined(Expression)
    /// `@entry(expression)`: its value when the function was entered.
    case entry(Expression)
    /// `@perf("name")`: the reading of a named counter.
    case counter(StringLiteral)
    /// `@probewrite(name)`: whether a handler sets the variable.
    case probeWrite(Identifier)
    /// `@const("C")`: a C constant.
    case constant(StringLiteral)
    /// `@enum("NAME")`: the number of an enumerator.
    case enumerator(StringLiteral)
    /// `@enumname(value, "type", "module")`: the name of an enumerator.
    case enumeratorName(Expression, type: StringLiteral?, module: StringLiteral?)
    /// `@kderef(size, address)` and `@uderef(size, address)`: memory of 1, 2, 4 or 8 bytes.
    case dereference(MemorySpace, size: NumberLiteral, address: Expression)
    /// `@kregister(number)` and `@uregister(number)`: a register by its DWARF number.
    case register(MemorySpace, NumberLiteral)
  }

  /// Which operator, and its operands.
  package let kind: Kind
  /// The place of the `@` word.
  package let token: SourceRange
  /// Its place.
  package let range: SourceRange

  /// Creates an expression.
  package init(_ kind: Kind, token: SourceRange, range: SourceRange) {
    self.kind = kind
    self.token = token
    self.range = range
  }
}
