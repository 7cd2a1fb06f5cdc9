/// The eight bytes of one slot, taken apart.
///
///      63            32 31        16 15  12 11   8 7             0
///     ┌────────────────┬────────────┬──────┬──────┬───────────────┐
///     │    constant    │   offset   │source│ dest.│operation code │
///     └────────────────┴────────────┴──────┴──────┴───────────────┘
struct InstructionWord: Hashable {
  /// What to do.
  var code: UInt8
  /// The number of the destination register.
  var destination: UInt8 = 0
  /// The number of the source register, or what kind of thing the constant names.
  var source: UInt8 = 0
  /// The distance of a jump or the offset of an access.
  var offset: Int16 = 0
  /// The constant operand.
  var constant: Int32 = 0

  /// Creates the word with these fields.
  init(
    code: UInt8, destination: Register? = nil, source: UInt8 = 0, offset: Int16 = 0,
    constant: Int32 = 0
  ) {
    self.code = code
    self.destination = destination?.rawValue ?? 0
    self.source = source
    self.offset = offset
    self.constant = constant
  }

  /// Creates the word that `bits` encode.
  init(bits: UInt64) {
    code = UInt8(truncatingIfNeeded: bits)
    destination = UInt8(truncatingIfNeeded: bits >> 8) & 0xf
    source = UInt8(truncatingIfNeeded: bits >> 12) & 0xf
    offset = Int16(truncatingIfNeeded: bits >> 16)
    constant = Int32(truncatingIfNeeded: bits >> 32)
  }

  /// The encoding.
  var bits: UInt64 {
    UInt64(code) | UInt64(destination) << 8 | UInt64(source) << 12
      | UInt64(UInt16(bitPattern: offset)) << 16
      | UInt64(UInt32(bitPattern: constant)) << 32
  }
}

/// The parts that operation codes are made of.
enum OperationCode {
  /// 64-bit loads of constants.
  static let load: UInt8 = 0x00
  /// Loads from memory.
  static let loadMemory: UInt8 = 0x01
  /// Stores of constants.
  static let storeConstant: UInt8 = 0x02
  /// Stores of registers.
  static let storeRegister: UInt8 = 0x03
  /// 32-bit arithmetic.
  static let arithmetic32: UInt8 = 0x04
  /// Jumps on 64-bit comparisons.
  static let jump: UInt8 = 0x05
  /// Jumps on 32-bit comparisons.
  static let jump32: UInt8 = 0x06
  /// 64-bit arithmetic.
  static let arithmetic64: UInt8 = 0x07

  /// The bit that says that the operand is a register.
  static let register: UInt8 = 0x08

  /// The mode of plain accesses.
  static let memory: UInt8 = 0x60
  /// The mode of loads that extend the sign.
  static let memorySigned: UInt8 = 0x80
  /// The mode of atomic accesses.
  static let atomic: UInt8 = 0xc0

  /// The whole code of a 64-bit load of a constant.
  static let loadImmediate: UInt8 = 0x18
  /// Negation among the arithmetic.
  static let negate: UInt8 = 0x80
  /// Byte swaps among the arithmetic.
  static let swapBytes: UInt8 = 0xd0

  /// The whole code of a jump.
  static let jumpAlways: UInt8 = 0x05
  /// The whole code of a jump with a 32-bit distance.
  static let longJump: UInt8 = 0x06
  /// The whole code of a call.
  static let call: UInt8 = 0x85
  /// The whole code of a return.
  static let exit: UInt8 = 0x95
  /// The whole code of `may_goto`.
  static let mayGoto: UInt8 = 0xe5
}

/// What the source field of a 64-bit load says of its constant.
package enum ConstantKind {
  /// The constant is the descriptor of a map.
  package static let mapDescriptor: UInt8 = 1
  /// The constants are the descriptor of a map and the offset into its value.
  package static let mapValue: UInt8 = 2
  /// The constant is the distance to a local function.
  package static let function: UInt8 = 4
}

/// What the source field of a call says of its constant.
package enum CallKind {
  /// The constant is the number of a helper.
  package static let helper: UInt8 = 0
  /// The constant is the distance to a local function.
  package static let function: UInt8 = 1
  /// The constant is the BTF number of a function of the kernel.
  package static let kfunc: UInt8 = 2
}
