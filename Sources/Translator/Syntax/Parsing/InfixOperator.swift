import Diagnostics
import IR

/// An operator between two operands, other than assignment and `? :`.
enum InfixOperator {
  /// `||` and `&&`.
  case logical(LogicalExpression.Operator)
  /// Arithmetic on longs.
  case binary(BinaryOperator)
  /// `in`.
  case `in`
  /// `<`, `==` and so on.
  case comparison(Comparison)
  /// `=~` and `!~`.
  case match(isNegated: Bool)
  /// `.`.
  case concatenation

  /// Creates the operator that `token` is, or `nil` if it is none.
  init?(_ token: Token) {
    switch token.kind {
    case .keyword(.in): self = .in
    case .punctuation(let punctuation): self.init(punctuation)
    default: return nil
    }
  }

  /// Creates the operator that is spelt `punctuation`, or `nil` if it is none.
  private init?(_ punctuation: Punctuation) {
    switch punctuation {
    case .logicalOr: self = .logical(.or)
    case .logicalAnd: self = .logical(.and)
    case .or: self = .binary(.or)
    case .xor: self = .binary(.xor)
    case .and: self = .binary(.and)
    case .less: self = .comparison(.less)
    case .greater: self = .comparison(.greater)
    case .lessOrEqual: self = .comparison(.lessOrEqual)
    case .greaterOrEqual: self = .comparison(.greaterOrEqual)
    case .equal: self = .comparison(.equal)
    case .notEqual: self = .comparison(.notEqual)
    case .matches: self = .match(isNegated: false)
    case .matchesNot: self = .match(isNegated: true)
    case .shiftLeft: self = .binary(.shiftLeft)
    case .shiftRight: self = .binary(.shiftRight)
    case .shiftRightLogical: self = .binary(.shiftRightLogical)
    case .dot: self = .concatenation
    case .plus: self = .binary(.add)
    case .minus: self = .binary(.subtract)
    case .star: self = .binary(.multiply)
    case .slash: self = .binary(.divide)
    case .percent: self = .binary(.modulo)
    default: return nil
    }
  }

  /// How tightly it binds: more is tighter.
  var level: Int {
    switch self {
    case .logical(.or): 1
    case .logical(.and): 2
    case .in: 6
    case .comparison, .match: 7
    case .concatenation: 9
    case .binary(let operation):
      switch operation {
      case .or: 3
      case .xor: 4
      case .and: 5
      case .shiftLeft, .shiftRight, .shiftRightLogical: 8
      case .add, .subtract: 10
      case .multiply, .divide, .modulo: 11
      }
    }
  }

  /// Returns the operator applied to `left` and `right`.
  ///
  /// - Requires: the operator is not `in` and not a match, which take no expression on the right.
  func expression(_ left: Expression, _ right: Expression, token: SourceRange) -> Expression {
    switch self {
    case .logical(let operation):
      .logical(LogicalExpression(operation, left, right, token: token))
    case .binary(let operation): .binary(BinaryExpression(operation, left, right, token: token))
    case .comparison(let comparison):
      .comparison(ComparisonExpression(comparison, left, right, token: token))
    case .concatenation: .concatenation(ConcatenationExpression(left, right, token: token))
    case .in, .match: preconditionFailure("'in' and matches take no expression on the right")
    }
  }
}
