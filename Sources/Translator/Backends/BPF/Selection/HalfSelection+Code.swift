import BPF
import IR

/// Appending code.
extension HalfSelection {
  /// How often a block runs that only failures and losses lead to.
  static let rare = 0.01

  /// Appends an operation to the current block.
  mutating func append(_ operation: MachineOperation, relocation: TypeRelocation? = nil) {
    precondition(!isTerminated, "code behind the end of a block")
    code[current].instructions.append(
      MachineInstruction(operation, location: location, relocation: relocation))
  }

  /// Ends the current block.
  mutating func terminate(_ terminator: MachineTerminator) {
    precondition(!isTerminated, "a block ends twice")
    code[current].terminator = terminator
    code[current].location = location
    isTerminated = true
  }

  /// Goes on in `block`.
  mutating func move(to block: MachineBlockID) {
    current = block
    isTerminated = false
  }

  /// Returns a new block that runs as often as the current one.
  mutating func makeBlock() -> MachineBlockID {
    code.makeBlock(frequency: code[current].frequency)
  }

  /// Returns a new block that hardly ever runs.
  mutating func makeRareBlock() -> MachineBlockID { code.makeBlock(frequency: Self.rare) }

  /// Appends code to a rare block of its own, and returns that block.
  ///
  /// - Requires: `body` ends the block, or another one that it goes on in.
  mutating func aside(_ body: (inout HalfSelection) -> Void) -> MachineBlockID {
    let place = (current, isTerminated, commitState)
    let block = makeRareBlock()
    move(to: block)
    body(&self)
    precondition(isTerminated, "a block beside the way does not end")
    (current, isTerminated, commitState) = place
    return block
  }

  /// Ends the current block with a decision, and goes on in a new block if the comparison does not hold.
  mutating func leave(
    if comparison: BPF.Comparison, _ left: VirtualRegister, _ right: MachineOperand,
    to target: MachineBlockID
  ) {
    let next = makeBlock()
    terminate(.branch(comparison, left, right, then: target, otherwise: next))
    move(to: next)
  }

  /// Runs `body` only if the comparison holds.
  mutating func when(
    _ comparison: BPF.Comparison, _ left: VirtualRegister, _ right: MachineOperand,
    _ body: (inout HalfSelection) -> Void
  ) {
    let inside = makeBlock()
    let behind = makeBlock()
    terminate(.branch(comparison, left, right, then: inside, otherwise: behind))
    move(to: inside)
    body(&self)
    if !isTerminated { terminate(.jump(behind)) }
    move(to: behind)
  }

  /// Returns a new register that holds what `constant` makes.
  mutating func make(_ constant: MachineConstant) -> VirtualRegister {
    let register = code.makeRegister()
    append(.make(register, constant))
    return register
  }

  /// Returns a new register with the value of `operand`.
  mutating func copy(_ operand: MachineOperand) -> VirtualRegister {
    let register = code.makeRegister()
    append(.move(register, operand))
    return register
  }

  /// Returns a new register that holds `left operation right`.
  mutating func compute(
    _ operation: Arithmetic, _ left: MachineOperand, _ right: MachineOperand
  ) -> VirtualRegister {
    let register = copy(left)
    append(.arithmetic(operation, register, right))
    return register
  }

  /// Returns a new register with what stands at `address`.
  mutating func load(_ address: MachineAddress, _ width: MemoryWidth = .double) -> VirtualRegister {
    let register = code.makeRegister()
    append(.load(register, address, width))
    return register
  }

  /// Stores the low bytes of `operand` at `address`.
  mutating func store(
    _ operand: MachineOperand, _ address: MachineAddress, _ width: MemoryWidth = .double
  ) {
    append(.store(operand, address, width))
  }

  /// Returns a new register with the result of a call.
  mutating func call(_ helper: Helper, _ arguments: [CallArgument]) -> VirtualRegister {
    let register = code.makeRegister()
    append(.call(helper, arguments, result: register))
    return register
  }

  /// Calls a helper whose result does not matter.
  mutating func perform(_ helper: Helper, _ arguments: [CallArgument]) {
    append(.call(helper, arguments, result: nil))
  }

  /// Returns the result of a helper that yields the same all through one run, called once on each way.
  mutating func constantResult(of helper: Helper) -> VirtualRegister {
    if let register = known.results[helper] { return register }
    let register = call(helper, [])
    known.results[helper] = register
    return register
  }

  /// Returns the address behind `address`, as a helper takes it.
  func argument(_ address: MachineAddress) -> CallArgument {
    switch address.base {
    case .register(let register): .sum(register, address.offset)
    case .frame(let slot): .constant(.frame(slot, offset: address.offset))
    }
  }

  /// Returns `operand` as a helper takes it.
  func argument(_ operand: MachineOperand) -> CallArgument {
    switch operand {
    case .register(let register): .register(register)
    case .constant(let value): .constant(.long(Int64(value)))
    }
  }

  /// Returns the stretch of the frame for a key of `size` bytes.
  mutating func keyAddress(size: Int) -> MachineAddress {
    let slot = keySlot ?? code.makeFrameSlot(size: size)
    code.enlarge(slot, to: size)
    keySlot = slot
    return MachineAddress(slot)
  }

  /// The stretch of the frame for 8 bytes that a helper reads or writes.
  mutating func valueAddress() -> MachineAddress {
    let slot = valueSlot ?? code.makeFrameSlot(size: 8)
    valueSlot = slot
    return MachineAddress(slot)
  }
}
