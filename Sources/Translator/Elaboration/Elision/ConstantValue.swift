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
      if let a = a.constantLong, let b = b.constantLong { operation.result(of: a, b) } else { nil }
    case .compare(let comparison, let a, let b): Self.comparison(comparison, a, b)
    default: nil
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
