/// The second operand of an arithmetic operation or a comparison, or the value of a store.
package enum Operand: Hashable, Sendable {
  /// The value of a register.
  case register(Register)
  /// A constant, extended with its sign to 64 bits.
  case immediate(Int32)
}

/// What an arithmetic instruction does with its destination and its operand.
package enum Arithmetic: CaseIterable, Hashable, Sendable {
  /// Addition.
  case add
  /// Subtraction.
  case subtract
  /// Multiplication.
  case multiply
  /// Unsigned division; division by zero gives zero.
  case divide
  /// Signed division.
  case signedDivide
  /// Remainder of the unsigned division; by zero, the destination stays.
  case remainder
  /// Remainder of the signed division.
  case signedRemainder
  /// Bitwise or.
  case or
  /// Bitwise and.
  case and
  /// Bitwise exclusive or.
  case xor
  /// Shift to the left.
  case shiftLeft
  /// Shift to the right that fills with zeros.
  case shiftRight
  /// Shift to the right that fills with the sign.
  case shiftRightSigned
  /// Replacement of the destination by the operand.
  case move

  /// The bits of an operation code that say this operation.
  var operationBits: UInt8 {
    switch self {
    case .add: 0x00
    case .subtract: 0x10
    case .multiply: 0x20
    case .divide, .signedDivide: 0x30
    case .or: 0x40
    case .and: 0x50
    case .shiftLeft: 0x60
    case .shiftRight: 0x70
    case .remainder, .signedRemainder: 0x90
    case .xor: 0xa0
    case .move: 0xb0
    case .shiftRightSigned: 0xc0
    }
  }

  /// `true` iff the operation reads its operands as signed and is told so by an offset of 1.
  var isSignedDivision: Bool { self == .signedDivide || self == .signedRemainder }

  /// Creates the operation of the operation code `code` with the offset `offset`, if there is one.
  init?(operationCode code: UInt8, offset: Int16) {
    let operation = Arithmetic.allCases.first {
      $0.operationBits == code & 0xf0 && $0.isSignedDivision == (offset == 1)
    }
    guard let operation, offset == 0 || offset == 1 else { return nil }
    self = operation
  }
}

/// How a conditional jump compares its operands.
package enum Comparison: CaseIterable, Hashable, Sendable {
  /// The operands are equal.
  case equal
  /// The operands differ.
  case notEqual
  /// The operands have a common bit that is set.
  case anyBitSet
  /// Unsigned: the first is greater.
  case greater
  /// Unsigned: the first is greater or equal.
  case greaterOrEqual
  /// Unsigned: the first is less.
  case less
  /// Unsigned: the first is less or equal.
  case lessOrEqual
  /// Signed: the first is greater.
  case signedGreater
  /// Signed: the first is greater or equal.
  case signedGreaterOrEqual
  /// Signed: the first is less.
  case signedLess
  /// Signed: the first is less or equal.
  case signedLessOrEqual

  /// The comparison that holds exactly when this one does not; nil for `anyBitSet`.
  package var inverse: Comparison? {
    switch self {
    case .equal: .notEqual
    case .notEqual: .equal
    case .anyBitSet: nil
    case .greater: .lessOrEqual
    case .greaterOrEqual: .less
    case .less: .greaterOrEqual
    case .lessOrEqual: .greater
    case .signedGreater: .signedLessOrEqual
    case .signedGreaterOrEqual: .signedLess
    case .signedLess: .signedGreaterOrEqual
    case .signedLessOrEqual: .signedGreater
    }
  }

  /// The comparison that gives the same answer when the operands change places.
  package var mirrored: Comparison {
    switch self {
    case .equal, .notEqual, .anyBitSet: self
    case .greater: .less
    case .greaterOrEqual: .lessOrEqual
    case .less: .greater
    case .lessOrEqual: .greaterOrEqual
    case .signedGreater: .signedLess
    case .signedGreaterOrEqual: .signedLessOrEqual
    case .signedLess: .signedGreater
    case .signedLessOrEqual: .signedGreaterOrEqual
    }
  }

  /// The bits of an operation code that say this comparison.
  var operationBits: UInt8 {
    switch self {
    case .equal: 0x10
    case .greater: 0x20
    case .greaterOrEqual: 0x30
    case .anyBitSet: 0x40
    case .notEqual: 0x50
    case .signedGreater: 0x60
    case .signedGreaterOrEqual: 0x70
    case .less: 0xa0
    case .lessOrEqual: 0xb0
    case .signedLess: 0xc0
    case .signedLessOrEqual: 0xd0
    }
  }

  /// Creates the comparison of the operation code `code`, if there is one.
  init?(operationCode code: UInt8) {
    guard let found = Comparison.allCases.first(where: { $0.operationBits == code & 0xf0 })
    else { return nil }
    self = found
  }

  /// The oldest instruction set that has the comparison.
  var minimumCPU: CPUVersion {
    switch self {
    case .less, .lessOrEqual, .signedLess, .signedLessOrEqual: .v2
    case .equal, .notEqual, .anyBitSet, .greater, .greaterOrEqual: .v1
    case .signedGreater, .signedGreaterOrEqual: .v1
    }
  }
}

/// What an atomic instruction does with a place in memory.
package enum AtomicOperation: Int32, CaseIterable, Hashable, Sendable {
  /// Adds the source.
  case add = 0x00
  /// Adds the source and puts the old value into the source.
  case fetchAdd = 0x01
  /// Sets the bits of the source.
  case or = 0x40
  /// Sets the bits of the source and puts the old value into the source.
  case fetchOr = 0x41
  /// Keeps the bits of the source.
  case and = 0x50
  /// Keeps the bits of the source and puts the old value into the source.
  case fetchAnd = 0x51
  /// Flips the bits of the source.
  case xor = 0xa0
  /// Flips the bits of the source and puts the old value into the source.
  case fetchXor = 0xa1
  /// Exchanges memory and source.
  case exchange = 0xe1
  /// Stores the source if memory equals `r0`; puts the old value into `r0`.
  case compareExchange = 0xf1

  /// `true` iff the operation leaves the old value in a register.
  package var isFetching: Bool { rawValue & 1 == 1 }
}

/// Which byte order a byte swap produces.
package enum ByteOrder: CaseIterable, Hashable, Sendable {
  /// Little endian: on this machine it only truncates.
  case little
  /// Big endian: swaps and truncates.
  case big
  /// The opposite of what the register has, whatever the machine (v4).
  case opposite
}
