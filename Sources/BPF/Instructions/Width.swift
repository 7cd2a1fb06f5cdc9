/// How many bytes an access to memory touches.
package enum MemoryWidth: Int, CaseIterable, Hashable, Sendable {
  /// One byte.
  case byte = 1
  /// Two bytes.
  case half = 2
  /// Four bytes.
  case word = 4
  /// Eight bytes.
  case double = 8

  /// The size in bytes.
  package var byteCount: Int { rawValue }

  /// The size in bits.
  package var bitCount: Int { rawValue * 8 }

  /// The bits of an operation code that say this width.
  var operationBits: UInt8 {
    switch self {
    case .word: 0x00
    case .half: 0x08
    case .byte: 0x10
    case .double: 0x18
    }
  }

  /// Creates the width that the operation code `code` says.
  init(operationCode code: UInt8) {
    switch code & 0x18 {
    case 0x00: self = .word
    case 0x08: self = .half
    case 0x10: self = .byte
    default: self = .double
    }
  }
}

/// How many bits of its operands an arithmetic operation or a comparison regards.
package enum OperandWidth: Int, CaseIterable, Hashable, Sendable {
  /// The low half; a result clears the high half of its register.
  case bits32 = 32
  /// The whole register.
  case bits64 = 64
}

/// The version of the instruction set that a program may use, as in `clang -mcpu=`.
package enum CPUVersion: Int, CaseIterable, Comparable, Hashable, Sendable {
  /// The first instruction set.
  case v1 = 1
  /// Adds comparisons "less than", signed and unsigned (Linux 4.14).
  case v2 = 2
  /// Adds 32-bit jumps (Linux 5.1), fetching atomics (Linux 5.12).
  case v3 = 3
  /// Adds sign-extending loads and moves, signed division, byte swap, long jumps (Linux 6.6),
  /// and `may_goto` (Linux 6.9).
  case v4 = 4

  /// `true` iff `left` is the older version.
  package static func < (left: CPUVersion, right: CPUVersion) -> Bool {
    left.rawValue < right.rawValue
  }
}
