import IR

extension TypedExpression {
  /// Whether the expression is never 0 or always 0, as its constants alone tell; `nil` if they do not.
  var constantTruth: Bool? { constantLong.map { $0 != 0 } }

  /// The number that the expression always is; `nil` if constants alone do not tell.
  private var constantLong: Int64? {
    switch kind {
    case .long(let value): value
    case .unary(let operation, let a): a.constantLong.map { operation.result(of: $0) }
    case .binary(let operation, let a, let b):
      if let a = a.constantLong, let b = b.constantLong {
        Self.result(operation, a, b)
      } else {
        nil
      }
    case .compare(let comparison, let a, let b): Self.comparison(comparison, a, b)
    default: nil
    }
  }

  /// The number that a shift of a constant by a constant always is; `nil` for all other expressions.
  var constantShift: Int64? {
    switch kind {
    case .binary(.shiftLeft, _, _), .binary(.shiftRight, _, _), .binary(.shiftRightLogical, _, _):
      constantLong
    default: nil
    }
  }

  /// Returns what an operator makes of two constants; `nil` if it fails.
  ///
  /// Between constants SystemTap (5.6) limits the count of a shift to 0 … 64 before the machine takes its low
  /// six bits, so that a negative count shifts by nothing. Counts that the run tells are not limited.
  private static func result(_ operation: BinaryOperator, _ a: Int64, _ b: Int64) -> Int64? {
    switch operation {
    case .shiftLeft, .shiftRight, .shiftRightLogical:
      operation.result(of: a, min(max(b, 0), 64))
    case .add, .subtract, .multiply, .divide, .modulo, .and, .or, .xor:
      operation.result(of: a, b)
    }
  }

  /// Returns how two constants compare; `nil` if one is none.
  private static func comparison(
    _ comparison: Comparison, _ a: TypedExpression, _ b: TypedExpression
  ) -> Int64? {
    let order: OperandOrder
    if let a = a.constantLong, let b = b.constantLong {
      order = a == b ? .same : a < b ? .ascending : .descending
    } else if case .string(let a) = a.kind, case .string(let b) = b.kind {
      order = a == b ? .same : a.lexicographicallyPrecedes(b) ? .ascending : .descending
    } else {
      return nil
    }
    return comparison.holds(for: order) ? 1 : 0
  }
}
