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
      define(id, CExpression(comparison.holdsForEqual ? 1 : 0))
      return
    }
    define(
      id,
      CExpression(
        "\(left.operand) \(comparison.symbol) \(right.operand)",
        .condition(opposite: "\(left.operand) \(comparison.opposite.symbol) \(right.operand)"),
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
          .condition(opposite: "\(compared) \(comparison.opposite.symbol) 0"), reads: reads))
    }
  }
}

extension BinaryOperator {
  /// The operator of C for those that are one.
  fileprivate var symbol: String {
    switch self {
    case .add: "+"
    case .subtract: "-"
    case .multiply: "*"
    case .divide: "/"
    case .modulo: "%"
    case .and: "&"
    case .or: "|"
    case .xor: "^"
    case .shiftLeft: "<<"
    case .shiftRight, .shiftRightLogical: ">>"
    }
  }
}

extension IR.Comparison {
  /// The operator of C.
  fileprivate var symbol: String {
    switch self {
    case .equal: "=="
    case .notEqual: "!="
    case .less: "<"
    case .lessOrEqual: "<="
    case .greater: ">"
    case .greaterOrEqual: ">="
    }
  }

  /// The comparison that holds iff this one does not.
  fileprivate var opposite: IR.Comparison {
    switch self {
    case .equal: .notEqual
    case .notEqual: .equal
    case .less: .greaterOrEqual
    case .lessOrEqual: .greater
    case .greater: .lessOrEqual
    case .greaterOrEqual: .less
    }
  }

  /// `true` iff it holds for a value and itself.
  fileprivate var holdsForEqual: Bool {
    switch self {
    case .equal, .lessOrEqual, .greaterOrEqual: true
    case .notEqual, .less, .greater: false
    }
  }
}
