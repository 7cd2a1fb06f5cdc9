import Diagnostics
import IR

/// An operator in front of one operand.
package struct PrefixExpression: Sendable, Hashable {
  /// Which operator.
  package enum Operator: Sendable, Hashable {
    /// `+`: a long, unchanged.
    case plus
    /// `-`.
    case minus
    /// `!`.
    case not
    /// `~`.
    case complement
  }

  /// Which operator.
  package let operation: Operator
  /// The operand.
  package let operand: Expression
  /// The place of the operator.
  package let token: SourceRange

  /// Creates an expression.
  package init(_ operation: Operator, _ operand: Expression, token: SourceRange) {
    self.operation = operation
    self.operand = operand
    self.token = token
  }

  /// Its place.
  package var range: SourceRange { token.joined(with: operand.range) }
}

/// `++x`, `--x`, `x++` or `x--`.
package struct IncrementExpression: Sendable, Hashable {
  /// Which value is yielded.
  package enum Position: Sendable, Hashable {
    /// The operator stands in front: the new value.
    case prefix
    /// The operator stands behind: the old value.
    case postfix
  }

  /// What is changed.
  package let operand: Expression
  /// 1 or -1.
  package let delta: Int64
  /// Which value is yielded.
  package let position: Position
  /// The place of the operator.
  package let token: SourceRange

  /// Creates an expression.
  package init(_ operand: Expression, delta: Int64, position: Position, token: SourceRange) {
    self.operand = operand
    self.delta = delta
    self.position = position
    self.token = token
  }

  /// Its place.
  package var range: SourceRange { token.joined(with: operand.range) }
}

/// Arithmetic on two longs.
package struct BinaryExpression: Sendable, Hashable {
  /// Which operator.
  package let operation: BinaryOperator
  /// The left operand.
  package let left: Expression
  /// The right operand.
  package let right: Expression
  /// The place of the operator.
  package let token: SourceRange

  /// Creates an expression.
  package init(
    _ operation: BinaryOperator, _ left: Expression, _ right: Expression, token: SourceRange
  ) {
    self.operation = operation
    self.left = left
    self.right = right
    self.token = token
  }

  /// Its place.
  package var range: SourceRange { left.range.joined(with: right.range) }
}

/// `a && b` or `a || b`.
package struct LogicalExpression: Sendable, Hashable {
  /// Which operator.
  package enum Operator: Sendable, Hashable {
    /// `&&`.
    case and
    /// `||`.
    case or
  }

  /// Which operator.
  package let operation: Operator
  /// The left operand.
  package let left: Expression
  /// The right operand.
  package let right: Expression
  /// The place of the operator.
  package let token: SourceRange

  /// Creates an expression.
  package init(
    _ operation: Operator, _ left: Expression, _ right: Expression, token: SourceRange
  ) {
    self.operation = operation
    self.left = left
    self.right = right
    self.token = token
  }

  /// Its place.
  package var range: SourceRange { left.range.joined(with: right.range) }
}

/// A comparison of two longs or two strings.
package struct ComparisonExpression: Sendable, Hashable {
  /// How they are compared.
  package let comparison: Comparison
  /// The left operand.
  package let left: Expression
  /// The right operand.
  package let right: Expression
  /// The place of the operator.
  package let token: SourceRange

  /// Creates an expression.
  package init(
    _ comparison: Comparison, _ left: Expression, _ right: Expression, token: SourceRange
  ) {
    self.comparison = comparison
    self.left = left
    self.right = right
    self.token = token
  }

  /// Its place.
  package var range: SourceRange { left.range.joined(with: right.range) }
}

/// `a . b`.
package struct ConcatenationExpression: Sendable, Hashable {
  /// The left operand.
  package let left: Expression
  /// The right operand.
  package let right: Expression
  /// The place of the operator.
  package let token: SourceRange

  /// Creates an expression.
  package init(_ left: Expression, _ right: Expression, token: SourceRange) {
    self.left = left
    self.right = right
    self.token = token
  }

  /// Its place.
  package var range: SourceRange { left.range.joined(with: right.range) }
}

/// `a =~ "pattern"` or `a !~ "pattern"`.
package struct MatchExpression: Sendable, Hashable {
  /// The string that is searched.
  package let operand: Expression
  /// The regular expression.
  package let pattern: StringLiteral
  /// `true` iff the operator is `!~`.
  package let isNegated: Bool
  /// The place of the operator.
  package let token: SourceRange

  /// Creates an expression.
  package init(
    _ operand: Expression, pattern: StringLiteral, isNegated: Bool, token: SourceRange
  ) {
    self.operand = operand
    self.pattern = pattern
    self.isNegated = isNegated
    self.token = token
  }

  /// Its place.
  package var range: SourceRange { operand.range.joined(with: pattern.range) }
}

/// `condition ? then : otherwise`.
package struct ConditionalExpression: Sendable, Hashable {
  /// The condition.
  package let condition: Expression
  /// The value if it is not 0.
  package let then: Expression
  /// The value if it is 0.
  package let otherwise: Expression
  /// The place of `?`, or of the operator that stands for the whole.
  package let token: SourceRange
  /// Its place.
  package let range: SourceRange

  /// Creates an expression.
  package init(
    condition: Expression, then: Expression, otherwise: Expression, token: SourceRange,
    range: SourceRange
  ) {
    self.condition = condition
    self.then = then
    self.otherwise = otherwise
    self.token = token
    self.range = range
  }
}

/// `place = value`, `place += value`, `statistic <<< value` and so on.
package struct AssignmentExpression: Sendable, Hashable {
  /// Which operator.
  package enum Operator: Sendable, Hashable {
    /// `=`.
    case set
    /// `<<<`.
    case accumulate
    /// `.=`.
    case append
    /// `+=` and so on.
    case update(BinaryOperator)
  }

  /// Which operator.
  package let operation: Operator
  /// What is set. The grammar takes any expression; elaboration takes variables, elements and targets.
  package let place: Expression
  /// The value.
  package let value: Expression
  /// The place of the operator.
  package let token: SourceRange

  /// Creates an expression.
  package init(
    _ operation: Operator, place: Expression, value: Expression, token: SourceRange
  ) {
    self.operation = operation
    self.place = place
    self.value = value
    self.token = token
  }

  /// Its place.
  package var range: SourceRange { place.range.joined(with: value.range) }
}
