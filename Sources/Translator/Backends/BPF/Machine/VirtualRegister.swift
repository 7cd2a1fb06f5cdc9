/// A place for one 64-bit value, before it is known whether it is a register or lies in the frame.
struct VirtualRegister: Hashable {
  /// The number within its code, from 0.
  let number: Int
}

/// The number of a block of machine code.
struct MachineBlockID: Hashable {
  /// The position in `MachineCode.blocks`.
  let index: Int
}

/// The number of a stretch of the stack frame.
struct FrameSlot: Hashable {
  /// The position in `MachineCode.frameSlots`.
  let index: Int
}
