/// An operator on one long.
package enum UnaryOperator: String, Hashable, Sendable, CaseIterable {
  /// Two's complement.
  case negate
  /// Each bit inverted.
  case complement
  /// 1 for 0, else 0.
  case not
}

/// An operator on two longs.
package enum BinaryOperator: String, Hashable, Sendable, CaseIterable {
  /// Wrapping sum.
  case add
  /// Wrapping difference.
  case subtract
  /// Wrapping product.
  case multiply
  /// Quotient rounded towards zero; fails for a divisor of 0; the least long by -1 is the least long.
  case divide
  /// Remainder with the sign of the dividend; fails for a divisor of 0; 0 for a divisor of -1.
  case modulo
  /// Bitwise and.
  case and
  /// Bitwise or.
  case or
  /// Bitwise exclusive or.
  case xor
  /// Shift to the left by the low six bits of the second operand.
  case shiftLeft
  /// Arithmetic shift to the right by the low six bits of the second operand.
  case shiftRight
  /// Logical shift to the right by the low six bits of the second operand.
  case shiftRightLogical

  /// `true` iff the operation fails for some operands.
  package var canFail: Bool { self == .divide || self == .modulo }
}

/// How two values are compared; longs as signed numbers, strings byte by byte as unsigned bytes.
package enum Comparison: String, Hashable, Sendable, CaseIterable {
  /// Equal.
  case equal
  /// Not equal.
  case notEqual
  /// Less.
  case less
  /// Less or equal.
  case lessOrEqual
  /// Greater.
  case greater
  /// Greater or equal.
  case greaterOrEqual
}

/// Which address space an address belongs to.
package enum MemorySpace: String, Hashable, Sendable, CaseIterable {
  /// The kernel's.
  case kernel
  /// The current task's.
  case user
}

/// What is read of a statistic.
package enum Statistic: Hashable, Sendable {
  /// How many values were added.
  case count
  /// Their wrapping sum.
  case sum
  /// The least; fails if there is none.
  case minimum
  /// The greatest; fails if there is none.
  case maximum
  /// The sum divided by the count, after a shift to the left by so many bits; fails if there is none.
  case average(shift: Int)
  /// The variance, after a shift to the left by so many bits; fails if there is none.
  case variance(shift: Int)

  /// `true` iff it fails for a statistic without values.
  package var canFail: Bool { self != .count && self != .sum }
}
