import BPF

/// Writes allocated machine code into an assembler.
struct Emitter {
  /// The code and where its values live.
  private let allocation: RegisterAllocation
  /// Where the frame's stretches lie.
  private let frame: FrameLayout
  /// The lines of the script by number.
  private let lines: [SourceLine?]
  /// The labels of the blocks.
  private var labels: [MachineBlockID: Label] = [:]
  /// What happens when the code is left.
  private let ending: Ending

  /// What happens when code is left.
  enum Ending {
    /// The program or function ends with the result 0.
    case exit
    /// Other code goes on somewhere.
    case jump(Label)
    /// Other code goes on directly behind.
    case fallThrough(Label)
  }

  /// Prepares to write `allocation`, which ends as `ending` says.
  init(
    _ allocation: RegisterAllocation, frame: FrameLayout, lines: [SourceLine?], ending: Ending
  ) {
    self.allocation = allocation
    self.frame = frame
    self.lines = lines
    self.ending = ending
  }

  /// Appends the code to `assembler`; what is rare stands behind the rest.
  mutating func emit(into assembler: inout Assembler) {
    let blocks = allocation.code.blocks
    let isRare = { (id: MachineBlockID) in blocks[id.index].frequency < 0.1 }
    let order = allocation.order.filter { !isRare($0) } + allocation.order.filter(isRare)
    for id in order { labels[id] = assembler.makeLabel() }
    for (position, id) in order.enumerated() {
      assembler.bind(label(id))
      let block = allocation.code[id]
      for instruction in block.instructions {
        note(instruction.location, in: &assembler)
        emit(instruction, into: &assembler)
      }
      note(block.location, in: &assembler)
      let next = position + 1 < order.count ? order[position + 1] : nil
      emit(block.terminator, next: next, into: &assembler)
    }
  }

  /// Returns the label of a block.
  private func label(_ id: MachineBlockID) -> Label {
    guard let label = labels[id] else { preconditionFailure("a block was laid out twice or never") }
    return label
  }

  /// Makes what is emitted from now on come from the place numbered `location`.
  private func note(_ location: Int, in assembler: inout Assembler) {
    if let line = lines[location] { assembler.line = line }
  }

  /// Appends `instruction`.
  private func emit(_ instruction: MachineInstruction, into assembler: inout Assembler) {
    switch instruction.operation {
    case .receive(let arrivals): emit(arrivals, into: &assembler)
    case .move(let register, .register(let source)):
      let (target, source) = (allocation[register], allocation[source])
      if target != source { assembler.emit(.move(target, source)) }
    case .move(let register, .constant(let value)):
      assembler.emit(.move(allocation[register], value))
    case .make(let register, let constant): emit(constant, in: allocation[register], &assembler)
    case .arithmetic(let operation, let register, let operand):
      assembler.emit(
        .arithmetic(operation, allocation[register], real(operand), width: .bits64),
        relocation: instruction.relocation)
    case .negate(let register): assembler.emit(.negate(allocation[register]))
    case .swapBytes(let register):
      assembler.emit(.swapBytes(allocation[register], to: .big, width: .double))
    case .load(let register, let address, let width):
      let (base, offset) = real(address)
      assembler.emit(
        .load(allocation[register], at: base, offset: offset, width: width),
        relocation: instruction.relocation)
    case .store(let operand, let address, let width):
      let (base, offset) = real(address)
      assembler.emit(.store(real(operand), at: base, offset: offset, width: width))
    case .atomic(let operation, let register, let address):
      let (base, offset) = real(address)
      assembler.emit(
        .atomic(operation, allocation[register], at: base, offset: offset, width: .double))
    case .call(let helper, let arguments, let result):
      emit(arguments, into: &assembler)
      assembler.emit(.call(helper))
      if let result, allocation[result] != .r0 { assembler.emit(.move(allocation[result], .r0)) }
    }
  }

  /// Appends what takes over the values that are there at the start.
  private func emit(_ arrivals: [MachineOperation.Arrival], into assembler: inout Assembler) {
    let steps = arrivals.map {
      ParallelMove.Step(destination: allocation[$0.destination], source: $0.register)
    }
    let spare = Register.allCases.first { register in
      !arrivals.contains {
        $0.register == register || allocation[$0.destination] == register
      }
    }
    // There are eleven registers and at most two arrivals.
    for step in ParallelMove(steps).sequence(spare: spare!) {
      assembler.emit(.move(step.destination, step.source))
    }
  }

  /// Appends what puts `arguments` into the registers of a call.
  private func emit(_ arguments: [CallArgument], into assembler: inout Assembler) {
    let placed = Array(zip(arguments, Register.arguments))
    let steps = placed.flatMap { argument, register in
      argument.registers.map {
        ParallelMove.Step(destination: register, source: allocation[$0])
      }
    }
    // The result register is no argument, and a call destroys it anyway.
    for step in ParallelMove(steps).sequence(spare: .r0) {
      assembler.emit(.move(step.destination, step.source))
    }
    for (argument, register) in placed {
      switch argument {
      case .register: break
      case .sum(_, let distance): add(distance, to: register, &assembler)
      case .constant(let constant): emit(constant, in: register, &assembler)
      case .spilled(let slot, let distance):
        assembler.emit(.load(register, at: .frame, offset: Int16(frame[slot]), width: .double))
        add(distance, to: register, &assembler)
      }
    }
  }

  /// Appends what adds `distance` to `register`.
  private func add(_ distance: Int, to register: Register, _ assembler: inout Assembler) {
    if distance != 0 { assembler.emit(.add(register, Int32(distance))) }
  }

  /// Appends what makes `constant` in `register`.
  private func emit(
    _ constant: MachineConstant, in register: Register, _ assembler: inout Assembler
  ) {
    switch constant {
    case .long(let value):
      if let small = Int32(exactly: value) {
        assembler.emit(.move(register, small))
      } else {
        assembler.emit(.loadImmediate(register, value))
      }
    case .map(let name): assembler.emit(.loadMapFD(register, name))
    case .mapValue(let name, let offset):
      assembler.emit(.loadMapValue(register, name, offset: Int32(offset)))
    case .frame(let slot, let offset):
      assembler.emit(.move(register, .frame))
      assembler.emit(.add(register, Int32(frame[slot] + offset)))
    }
  }

  /// Appends `terminator`; the block `next` follows directly.
  private func emit(
    _ terminator: MachineTerminator, next: MachineBlockID?, into assembler: inout Assembler
  ) {
    switch terminator {
    case .jump(let target): jump(to: target, next: next, &assembler)
    case .branch(let comparison, let left, let right, let then, let otherwise):
      if then == next, let inverse = comparison.inverse {
        emitJump(if: inverse, left, right, to: otherwise, &assembler)
      } else {
        emitJump(if: comparison, left, right, to: then, &assembler)
        jump(to: otherwise, next: next, &assembler)
      }
    case .budget(let spent, let otherwise):
      assembler.emit(.mayGoto(to: label(spent)))
      jump(to: otherwise, next: next, &assembler)
    case .leave:
      switch ending {
      case .jump(let label): assembler.emit(.jump(to: label))
      case .fallThrough(let label): if next != nil { assembler.emit(.jump(to: label)) }
      case .exit:
        assembler.emit(.move(.r0, 0))
        assembler.emit(.exit)
      }
    }
  }

  /// Appends a jump to `target` unless it follows directly.
  private func jump(
    to target: MachineBlockID, next: MachineBlockID?, _ assembler: inout Assembler
  ) {
    if target != next { assembler.emit(.jump(to: label(target))) }
  }

  /// Appends a conditional jump.
  private func emitJump(
    if comparison: BPF.Comparison, _ left: VirtualRegister, _ right: MachineOperand,
    to target: MachineBlockID, _ assembler: inout Assembler
  ) {
    assembler.emit(
      .jumpIf(
        comparison, allocation[left], real(right), width: .bits64, to: .label(label(target))))
  }

  /// Returns `operand` over real registers.
  private func real(_ operand: MachineOperand) -> Operand {
    switch operand {
    case .register(let register): .register(allocation[register])
    case .constant(let value): .immediate(value)
    }
  }

  /// Returns the real base and the distance of `address`.
  private func real(_ address: MachineAddress) -> (Register, Int16) {
    switch address.base {
    case .register(let register): (allocation[register], Int16(address.offset))
    case .frame(let slot): (.frame, Int16(frame[slot] + address.offset))
    }
  }
}
