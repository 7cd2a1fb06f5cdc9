import IR

/// Returns what an operator on `a` can be replaced by.
func simplified(
  _ operation: UnaryOperator, _ a: ValueID, _ function: Function
) -> Simplification? {
  if let constant = function.constantLong(a) { return .long(operation.result(of: constant)) }
  switch (operation, function[a].operation) {
  case (.negate, .unary(.negate, let inner)), (.complement, .unary(.complement, let inner)):
    return .value(inner)
  case (.not, .compare(let comparison, let x, let y)):
    return .operation(.compare(comparison.negated, x, y))
  case (.not, .compareStrings(let comparison, let x, let y)):
    return .operation(.compareStrings(comparison.negated, x, y))
  case (.not, .unary(.not, let inner)):
    return function.isTruth(inner) ? .value(inner) : nil
  default: return nil
  }
}

/// Returns what an operator on `a` and `b` can be replaced by.
func simplified(
  _ operation: BinaryOperator, _ a: ValueID, _ b: ValueID, _ function: Function
) -> Simplification? {
  switch (function.constantLong(a), function.constantLong(b)) {
  case (let x?, let y?): operation.result(of: x, y).map { .long($0) }
  case (nil, let y?): simplified(operation, a, constant: y, b, function)
  case (_?, nil):
    // Constants stand on the right, where the rules look for them.
    operation.isCommutative ? .operation(.binary(operation, b, a)) : nil
  case (nil, nil): a == b ? operation.resultOfEqualOperands(a) : nil
  }
}

/// Returns what an operator on `a` and the constant `y`, which is `b`, can be replaced by.
private func simplified(
  _ operation: BinaryOperator, _ a: ValueID, constant y: Int64, _ b: ValueID, _ function: Function
) -> Simplification? {
  switch (operation, y) {
  case (.add, 0), (.subtract, 0), (.multiply, 1), (.divide, 1), (.and, -1), (.or, 0), (.xor, 0):
    .value(a)
  case (.multiply, 0), (.and, 0): .long(0)
  case (.modulo, 1), (.modulo, -1): .long(0)
  case (.or, -1): .value(b)
  case (.multiply, -1), (.divide, -1): .operation(.unary(.negate, a))
  case (.xor, -1): .operation(.unary(.complement, a))
  case (.shiftLeft, _), (.shiftRight, _), (.shiftRightLogical, _): y & 63 == 0 ? .value(a) : nil
  default: nil
  }
}

/// Returns what a comparison of two longs can be replaced by.
func simplified(
  _ comparison: Comparison, _ a: ValueID, _ b: ValueID, _ function: Function
) -> Simplification? {
  if a == b { return .long(comparison.holds(for: .same) ? 1 : 0) }
  switch (function.constantLong(a), function.constantLong(b)) {
  case (let x?, let y?):
    return .long(comparison.holds(for: x == y ? .same : x < y ? .ascending : .descending) ? 1 : 0)
  case (_?, nil): return .operation(.compare(comparison.mirrored, b, a))
  case (nil, let y?):
    return (y == 0 ? simplifiedTruth(comparison, a, function) : nil)
      ?? simplifiedEquality(comparison, function[a].operation, y, function)
  default: return nil
  }
}

/// Returns what a test for equality of the result of `operation` with a constant can be replaced by if
/// exactly one operand passes the test.
private func simplifiedEquality(
  _ comparison: Comparison, _ operation: Operation, _ constant: Int64, _ function: Function
) -> Simplification? {
  guard comparison == .equal || comparison == .notEqual,
    case .binary(let binary, let operand, let other) = operation,
    let y = function.constantLong(other)
  else { return nil }
  switch binary {
  case .add: return .comparison(comparison, operand, constant &- y)
  case .subtract: return .comparison(comparison, operand, constant &+ y)
  case .xor: return .comparison(comparison, operand, constant ^ y)
  // Odd factors have an inverse among 64-bit numbers, so only 0 yields 0.
  case .multiply where y & 1 == 1 && constant == 0: return .comparison(comparison, operand, 0)
  case .multiply, .divide, .modulo, .and, .or, .shiftLeft, .shiftRight, .shiftRightLogical:
    return nil
  }
}

/// Returns what a comparison of `a` with 0 can be replaced by if `a` is 0 or 1 anyway.
private func simplifiedTruth(
  _ comparison: Comparison, _ a: ValueID, _ function: Function
) -> Simplification? {
  guard function.isTruth(a) else { return nil }
  switch comparison {
  case .notEqual, .greater: return .value(a)
  case .equal, .lessOrEqual: return .operation(.unary(.not, a))
  case .less: return .long(0)
  case .greaterOrEqual: return .long(1)
  }
}

extension UnaryOperator {
  /// Returns the result for a constant.
  func result(of a: Int64) -> Int64 {
    switch self {
    case .negate: 0 &- a
    case .complement: ~a
    case .not: a == 0 ? 1 : 0
    }
  }
}

extension BinaryOperator {
  /// `true` iff the operands can change places.
  fileprivate var isCommutative: Bool {
    switch self {
    case .add, .multiply, .and, .or, .xor: true
    case .subtract, .divide, .modulo, .shiftLeft, .shiftRight, .shiftRightLogical: false
    }
  }

  /// Returns the result for constants; `nil` if the operation fails.
  func result(of a: Int64, _ b: Int64) -> Int64? {
    switch self {
    case .add: a &+ b
    case .subtract: a &- b
    case .multiply: a &* b
    case .divide: b == 0 ? nil : b == -1 ? 0 &- a : a / b
    case .modulo: b == 0 ? nil : b == -1 ? 0 : a % b
    case .and: a & b
    case .or: a | b
    case .xor: a ^ b
    case .shiftLeft: a &<< b
    case .shiftRight: a &>> b
    case .shiftRightLogical: Int64(bitPattern: UInt64(bitPattern: a) &>> UInt64(bitPattern: b))
    }
  }

  /// Returns what the operation on `a` and `a` again can be replaced by.
  fileprivate func resultOfEqualOperands(_ a: ValueID) -> Simplification? {
    switch self {
    case .subtract, .xor: .long(0)
    case .and, .or: .value(a)
    case .add, .multiply, .divide, .modulo, .shiftLeft, .shiftRight, .shiftRightLogical: nil
    }
  }
}

/// How two operands lie to each other.
enum OperandOrder {
  /// The first is less.
  case ascending
  /// They are equal.
  case same
  /// The first is greater.
  case descending
}

extension Comparison {
  /// Returns the result for operands in `order`.
  func holds(for order: OperandOrder) -> Bool {
    switch (self, order) {
    case (.equal, .same), (.notEqual, .ascending), (.notEqual, .descending), (.less, .ascending),
      (.lessOrEqual, .ascending), (.lessOrEqual, .same), (.greater, .descending),
      (.greaterOrEqual, .descending), (.greaterOrEqual, .same):
      true
    default: false
    }
  }

  /// The comparison that holds iff this one does not.
  var negated: Comparison {
    switch self {
    case .equal: .notEqual
    case .notEqual: .equal
    case .less: .greaterOrEqual
    case .lessOrEqual: .greater
    case .greater: .lessOrEqual
    case .greaterOrEqual: .less
    }
  }

  /// The comparison that holds for the operands in the other order.
  var mirrored: Comparison {
    switch self {
    case .equal, .notEqual: self
    case .less: .greater
    case .lessOrEqual: .greaterOrEqual
    case .greater: .less
    case .greaterOrEqual: .lessOrEqual
    }
  }
}
