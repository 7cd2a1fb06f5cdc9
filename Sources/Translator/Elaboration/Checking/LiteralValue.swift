import IR

/// What an expression of nothing but literals yields.
///
/// SystemTap folds literals before it looks for names and types, so a branch of `c ? a : b` that such a condition
/// excludes may be of any type and name what is not there.
enum LiteralValue: Equatable {
  /// A long.
  case long(Int64)
  /// A string.
  case string([UInt8])

  /// Creates what `expression` yields; `nil` if it depends on more than literals, fails or mixes types.
  init?(_ expression: Expression) {
    switch expression {
    case .number(let literal): self = .long(literal.value)
    case .string(let literal): self = .string(literal.value)
    case .prefix(let prefix):
      guard case .long(let operand) = LiteralValue(prefix.operand) else { return nil }
      self = .long(prefix.operation.result(of: operand))
    case .binary(let binary):
      guard case .long(let left) = LiteralValue(binary.left),
        case .long(let right) = LiteralValue(binary.right),
        let result = binary.operation.result(of: left, right)
      else { return nil }
      self = .long(result)
    case .comparison(let comparison):
      guard let left = LiteralValue(comparison.left), let right = LiteralValue(comparison.right),
        let order = left.order(to: right)
      else { return nil }
      self = .long(comparison.comparison.holds(for: order) ? 1 : 0)
    case .logical(let logical):
      guard let holds = Self.holds(logical) else { return nil }
      self = .long(holds ? 1 : 0)
    case .concatenation(let concatenation):
      guard case .string(let left) = LiteralValue(concatenation.left),
        case .string(let right) = LiteralValue(concatenation.right)
      else { return nil }
      self = .string(left + right)
    case .conditional(let conditional):
      guard let holds = LiteralValue(conditional.condition)?.isTrue,
        let value = LiteralValue(holds ? conditional.then : conditional.otherwise)
      else { return nil }
      self = value
    case .variable, .element, .target, .call, .increment, .match, .membership, .assignment, .print,
      .statistic, .histogram, .bucket, .operator, .embedded:
      return nil
    }
  }

  /// Whether a condition of this value holds; `nil` for a string, which is none.
  var isTrue: Bool? {
    guard case .long(let value) = self else { return nil }
    return value != 0
  }

  /// Returns whether `logical` holds; the right operand does not matter where the left one decides.
  private static func holds(_ logical: LogicalExpression) -> Bool? {
    guard let left = LiteralValue(logical.left)?.isTrue else { return nil }
    if left == (logical.operation == .or) { return left }
    return LiteralValue(logical.right)?.isTrue
  }

  /// Returns how the value lies to `other`; `nil` if they are of two types.
  private func order(to other: LiteralValue) -> OperandOrder? {
    switch (self, other) {
    case (.long(let left), .long(let right)):
      left < right ? .ascending : left == right ? .same : .descending
    case (.string(let left), .string(let right)):
      left.lexicographicallyPrecedes(right) ? .ascending : left == right ? .same : .descending
    case (.long, .string), (.string, .long): nil
    }
  }
}

extension PrefixExpression.Operator {
  /// Returns what the operator makes of `operand`.
  fileprivate func result(of operand: Int64) -> Int64 {
    switch self {
    case .plus: operand
    case .minus: 0 &- operand
    case .not: operand == 0 ? 1 : 0
    case .complement: ~operand
    }
  }
}
