import IR

/// Operators on longs. Signed numbers wrap in the kernel, which is always compiled so (`-fno-strict-overflow`).
extension HalfCode {
  /// Adds `op a`.
  mutating func addUnary(_ op: UnaryOperator, _ a: ValueID, as id: ValueID) {
    let value = value(a)
    switch op {
    case .negate: define(id, CExpression("-\(value.operand)", .operation, reads: value.reads))
    case .complement: define(id, CExpression("~\(value.operand)", .operation, reads: value.reads))
    case .not:
      define(id, value.inverted)
    }
  }

  /// Adds `a op b`.
  mutating func addBinary(_ op: BinaryOperator, _ a: ValueID, _ b: ValueID, as id: ValueID) {
    if op == .divide || op == .modulo {
      addDivision(op, a, b, as: id)
      return
    }
    let (left, right) = (value(a), value(b))
    let reads = left.reads.union(right.reads)
    let text: String
    switch op {
    case .shiftLeft, .shiftRight, .shiftRightLogical:
      let distance = constant(b).map { CLiteral.number($0 & 63) } ?? "(\(right.operand) & 63)"
      // A number alone would be shifted as an `int`.
      let shifted = constant(a) == nil ? left.operand : "(s64)\(left.operand)"
      switch op {
      case .shiftLeft: text = "\(shifted) << \(distance)"
      case .shiftRight: text = "\(shifted) >> \(distance)"
      default: text = "(s64)((u64)\(left.operand) >> \(distance))"
      }
    default: text = "\(left.operand) \(op.symbol) \(right.operand)"
    }
    define(id, CExpression(text, .operation, reads: reads))
  }

  /// Adds a quotient or a remainder; a divisor of 0 is a failure.
  private mutating func addDivision(
    _ op: BinaryOperator, _ a: ValueID, _ b: ValueID, as id: ValueID
  ) {
    let divisor: String
    if let known = constant(b), known != 0 {
      divisor = CLiteral.number(known)
    } else {
      divisor = name(b)
      fail(
        if: CExpression("\(divisor) == 0", .condition(opposite: "\(divisor) != 0")),
        .divisionByZero, nil, of: id)
    }
    let dividend = value(a)
    let function = op == .divide ? "marktap_divide" : "marktap_remainder"
    define(
      id,
      CExpression(
        "\(function)(\(dividend.text), \(divisor))",
        reads: dividend.reads.union(expressions[b.index]?.reads ?? StateReads())))
  }

  /// Adds the comparison of two longs.
  mutating func addCompare(
    _ comparison: IR.Comparison, _ a: ValueID, _ b: ValueID, as id: ValueID
  ) {
    let (left, right) = (value(a), value(b))
    // The compiler warns of what it takes for a mistake.
    if left.text == right.text, left.shape == .atom {
      define(id, CExpression(comparison.holds(for: .same) ? 1 : 0))
      return
    }
    define(
      id,
      CExpression(
        "\(left.operand) \(comparison.symbol) \(right.operand)",
        .condition(opposite: "\(left.operand) \(comparison.negated.symbol) \(right.operand)"),
        reads: left.reads.union(right.reads)))
  }

  /// Adds the comparison of two strings.
  mutating func addCompareStrings(
    _ comparison: IR.Comparison, _ a: ValueID, _ b: ValueID, as id: ValueID
  ) {
    let (left, right) = (value(a), value(b))
    let arguments = "(\(left.text), \(right.text))"
    let reads = left.reads.union(right.reads)
    let equal = "marktap_equal\(arguments)"
    let compared = "marktap_compare\(arguments)"
    switch comparison {
    case .equal:
      define(id, CExpression(equal, .condition(opposite: "!\(equal)"), reads: reads))
    case .notEqual:
      define(id, CExpression("!\(equal)", .condition(opposite: equal), reads: reads))
    case .less, .lessOrEqual, .greater, .greaterOrEqual:
      define(
        id,
        CExpression(
          "\(compared) \(comparison.symbol) 0",
          .condition(opposite: "\(compared) \(comparison.negated.symbol) 0"), reads: reads))
    }
  }
}
