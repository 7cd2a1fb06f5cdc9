/// One instruction of a BPF program, with names where the kernel wants addresses and numbers.
///
/// The 64-bit loads take two slots of eight bytes, everything else takes one.
package enum Instruction: Hashable, Sendable {
  /// `destination = destination operation operand`.
  case arithmetic(Arithmetic, Register, Operand, width: OperandWidth)
  /// `destination = -destination`.
  case negate(Register, width: OperandWidth = .bits64)
  /// `destination = source`, of which the low `from` bytes are extended with their sign (v4).
  case moveSigned(Register, Register, from: MemoryWidth, width: OperandWidth = .bits64)
  /// The low bytes of a register, brought into a byte order; `width` is half, word or double.
  case swapBytes(Register, to: ByteOrder, width: MemoryWidth)
  /// A load from memory that fills with zeros.
  case load(Register, at: Register, offset: Int16, width: MemoryWidth)
  /// A load from memory that fills with the sign; `width` is byte, half or word (v4).
  case loadSigned(Register, at: Register, offset: Int16, width: MemoryWidth)
  /// A store to memory.
  case store(Operand, at: Register, offset: Int16, width: MemoryWidth)
  /// An atomic operation on memory with the source `Register`; `width` is word or double.
  case atomic(AtomicOperation, Register, at: Register, offset: Int16, width: MemoryWidth)
  /// A 64-bit constant.
  case loadImmediate(Register, Int64)
  /// The address of the map that is named so.
  case loadMapFD(Register, String)
  /// The address of the byte `offset` in the first value of the data map that is named so.
  case loadMapValue(Register, String, offset: Int32 = 0)
  /// The address of the local function that is named so, for helpers that take callbacks.
  case loadFunction(Register, String)
  /// A call of a helper of the kernel.
  case call(Helper)
  /// A call of the function of the kernel that is named so and that its BTF exports to programs.
  case callKfunc(String)
  /// A call of the local function of the same object that is named so.
  case callLocal(String)
  /// A jump.
  case jump(to: JumpTarget)
  /// A jump with a 32-bit distance (v4); the assembler makes these from `jump` when needed.
  case longJump(to: JumpTarget)
  /// A jump if the comparison of the register with the operand holds.
  case jumpIf(Comparison, Register, Operand, width: OperandWidth, to: JumpTarget)
  /// A jump that is taken when the loop has used up its budget (v4, Linux 6.9).
  case mayGoto(to: JumpTarget)
  /// The return from the function or the program with the result `r0`.
  case exit

  /// The number of eight-byte slots that the instruction takes.
  package var slotCount: Int {
    switch self {
    case .loadImmediate, .loadMapFD, .loadMapValue, .loadFunction: 2
    case .arithmetic, .negate, .moveSigned, .swapBytes, .load, .loadSigned, .store, .atomic: 1
    case .call, .callKfunc, .callLocal, .jump, .longJump, .jumpIf, .mayGoto, .exit: 1
    }
  }

  /// The oldest instruction set that has the instruction.
  package var minimumCPU: CPUVersion {
    switch self {
    case .arithmetic(let operation, _, _, _): operation.isSignedDivision ? .v4 : .v1
    case .moveSigned, .loadSigned, .longJump, .mayGoto: .v4
    case .swapBytes(_, let order, _): order == .opposite ? .v4 : .v1
    case .atomic(let operation, _, _, _, _): operation == .add ? .v1 : .v3
    case .jumpIf(let comparison, _, _, let width, _):
      width == .bits32 ? .v3 : comparison.minimumCPU
    case .negate, .load, .store, .loadImmediate, .loadMapFD, .loadMapValue, .loadFunction: .v1
    case .call, .callKfunc, .callLocal, .jump, .exit: .v1
    }
  }

  /// Where the instruction may jump to, apart from falling through or returning; nil if it does not.
  package var target: JumpTarget? {
    switch self {
    case .jump(let target), .longJump(let target), .mayGoto(let target): target
    case .jumpIf(_, _, _, _, let target): target
    case .arithmetic, .negate, .moveSigned, .swapBytes, .load, .loadSigned, .store, .atomic: nil
    case .loadImmediate, .loadMapFD, .loadMapValue, .loadFunction: nil
    case .call, .callKfunc, .callLocal, .exit: nil
    }
  }

  /// Returns the same instruction with the target `target`; itself if it does not jump.
  package func jumping(to target: JumpTarget) -> Instruction {
    switch self {
    case .jump: .jump(to: target)
    case .longJump: .longJump(to: target)
    case .mayGoto: .mayGoto(to: target)
    case .jumpIf(let comparison, let register, let operand, let width, _):
      .jumpIf(comparison, register, operand, width: width, to: target)
    case .arithmetic, .negate, .moveSigned, .swapBytes, .load, .loadSigned, .store, .atomic: self
    case .loadImmediate, .loadMapFD, .loadMapValue, .loadFunction: self
    case .call, .callKfunc, .callLocal, .exit: self
    }
  }
}

/// A place in the code of one assembler, bound at most once.
package struct Label: Hashable, Sendable {
  /// The number of the label in its assembler.
  let number: Int
}

/// Where a jump goes.
package enum JumpTarget: Hashable, Sendable {
  /// To the place where the label is bound.
  case label(Label)
  /// Over this number of slots, counted from the slot behind the jump.
  case distance(Int32)
}
