import BPF

/// The second operand of arithmetic, comparisons and stores.
enum MachineOperand: Hashable {
  /// The value of a register.
  case register(VirtualRegister)
  /// A constant, extended with its sign to 64 bits.
  case constant(Int32)
}

/// An address in memory: a base and a constant distance.
struct MachineAddress: Hashable {
  /// What the distance counts from.
  enum Base: Hashable {
    /// The address that a register holds.
    case register(VirtualRegister)
    /// The start of a stretch of the frame.
    case frame(FrameSlot)
  }

  /// What the distance counts from.
  var base: Base
  /// The distance in bytes.
  var offset: Int

  /// Creates the address `offset` bytes behind what `register` points to.
  init(_ register: VirtualRegister, _ offset: Int = 0) {
    base = .register(register)
    self.offset = offset
  }

  /// Creates the address `offset` bytes behind the start of `slot`.
  init(_ slot: FrameSlot, _ offset: Int = 0) {
    base = .frame(slot)
    self.offset = offset
  }

  /// Returns the address `distance` bytes further on.
  func advanced(by distance: Int) -> MachineAddress {
    var result = self
    result.offset += distance
    return result
  }
}

/// A value that can be made again wherever it is needed, without an operand.
enum MachineConstant: Hashable {
  /// A number.
  case long(Int64)
  /// A map, as helpers take it.
  case map(String)
  /// The address of a byte of a block of global memory.
  case mapValue(String, offset: Int)
  /// An address in the frame.
  case frame(FrameSlot, offset: Int)
}

/// What is handed to a helper or a function.
enum CallArgument: Hashable {
  /// The value of a register.
  case register(VirtualRegister)
  /// A register's value plus a constant.
  case sum(VirtualRegister, Int)
  /// A value made anew.
  case constant(MachineConstant)
  /// The value that was spilled into a stretch of the frame, plus a constant; made by the allocator.
  case spilled(FrameSlot, plus: Int)
}

/// What one machine instruction does.
enum MachineOperation: Hashable {
  /// Puts what arrives in real registers at the start of the code into virtual ones.
  case receive([Arrival])
  /// Sets a register to another one or to a constant.
  case move(VirtualRegister, MachineOperand)
  /// Sets a register to a value that can be made anywhere.
  case make(VirtualRegister, MachineConstant)
  /// `register = register operation operand`.
  case arithmetic(Arithmetic, VirtualRegister, MachineOperand)
  /// `register = -register`.
  case negate(VirtualRegister)
  /// Turns the order of the 8 bytes of a register around, on a little-endian machine.
  case swapBytes(VirtualRegister)
  /// Loads from memory, filling with zeros.
  case load(VirtualRegister, MachineAddress, MemoryWidth)
  /// Stores to memory.
  case store(MachineOperand, MachineAddress, MemoryWidth)
  /// An atomic operation on 8 bytes of memory; a fetching one leaves the old value in the register.
  case atomic(AtomicOperation, VirtualRegister, MachineAddress)
  /// Calls a helper.
  case call(Helper, [CallArgument], result: VirtualRegister?)

  /// A value that is in a real register at the start.
  struct Arrival: Hashable {
    /// Where it is.
    let register: Register
    /// Where it goes.
    let destination: VirtualRegister
  }
}

/// One machine instruction with what is noted of it.
struct MachineInstruction: Hashable {
  /// What it does.
  var operation: MachineOperation
  /// The number of the place in the script that asked for it.
  var location: Int
  /// The fact of the kernel's types that its offset or constant holds.
  var relocation: TypeRelocation?

  /// Creates an instruction.
  init(_ operation: MachineOperation, location: Int, relocation: TypeRelocation? = nil) {
    self.operation = operation
    self.location = location
    self.relocation = relocation
  }
}

/// How a block of machine code ends.
enum MachineTerminator: Hashable {
  /// Goes on with a block.
  case jump(MachineBlockID)
  /// Goes on with `then` if the comparison holds, else with `otherwise`.
  case branch(
    BPF.Comparison, VirtualRegister, MachineOperand, then: MachineBlockID,
    otherwise: MachineBlockID)
  /// Goes on with `spent` when the kernel's budget for loops is used up, else with `otherwise`.
  case budget(spent: MachineBlockID, otherwise: MachineBlockID)
  /// Leaves the code.
  case leave

  /// The blocks that may follow.
  var successors: [MachineBlockID] {
    switch self {
    case .jump(let target): [target]
    case .branch(_, _, _, let then, let otherwise): [then, otherwise]
    case .budget(let spent, let otherwise): [spent, otherwise]
    case .leave: []
    }
  }

  /// The registers that decide.
  var uses: [VirtualRegister] {
    switch self {
    case .branch(_, let left, .register(let right), _, _): [left, right]
    case .branch(_, let left, .constant, _, _): [left]
    case .jump, .budget, .leave: []
    }
  }
}
