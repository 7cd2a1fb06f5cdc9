import BPF

/// Moves registers to the frame.
struct Spilling {
  /// The code that is rewritten.
  private var code: MachineCode
  /// The graph that says who speaks for whom.
  private let graph: InterferenceGraph
  /// For each spilled representative what stands for it.
  private var homes: [Int: Home] = [:]
  /// The short-lived registers that carry values from and to the frame.
  private(set) var temporaries: Set<VirtualRegister> = []

  /// What stands for a spilled register.
  private enum Home {
    /// A stretch of the frame.
    case frame(FrameSlot)
    /// Nothing: the value is made again at each use.
    case constant(MachineConstant)
  }

  /// Prepares to move the representatives `spilled` of `graph` out of the registers of `code`.
  init(of code: MachineCode, graph: InterferenceGraph, spilled: [Int]) {
    self.code = code
    self.graph = graph
    let constants = Spilling.constants(of: code, graph)
    var slots: [(slot: FrameSlot, owners: [Int])] = []
    for register in spilled {
      if let constant = constants[register] {
        homes[register] = .constant(constant)
        continue
      }
      // Registers that are never needed together share their place in the frame.
      let shared = slots.firstIndex {
        $0.owners.allSatisfy { !graph.neighbours[register].contains($0) }
      }
      if let shared {
        slots[shared].owners.append(register)
        homes[register] = .frame(slots[shared].slot)
      } else {
        let slot = self.code.makeFrameSlot(size: 8)
        slots.append((slot, [register]))
        homes[register] = .frame(slot)
      }
    }
  }

  /// Returns the values of the representatives whose only definition makes a constant.
  private static func constants(
    of code: MachineCode, _ graph: InterferenceGraph
  ) -> [Int: MachineConstant] {
    var counts: [Int: Int] = [:]
    var result: [Int: MachineConstant] = [:]
    for block in code.blocks {
      for instruction in block.instructions {
        for register in instruction.operation.definitions {
          let node = graph.representative(of: register.number)
          counts[node, default: 0] += 1
          if case .make(_, let constant) = instruction.operation { result[node] = constant }
        }
      }
    }
    return result.filter { counts[$0.key] == 1 }
  }

  /// Returns the code in which the spilled registers do not occur any more.
  mutating func rewritten() -> MachineCode {
    for index in code.blocks.indices {
      let id = MachineBlockID(index: index)
      var block = code[id]
      var instructions: [MachineInstruction] = []
      instructions.reserveCapacity(block.instructions.count)
      for instruction in block.instructions { rewrite(instruction, into: &instructions) }
      block.terminator = rewritten(block.terminator, of: block, into: &instructions)
      block.instructions = instructions
      code[id] = block
    }
    return code
  }

  /// Returns where a register lives, or nil if it was not spilled.
  private func home(of register: VirtualRegister) -> Home? {
    homes[graph.representative(of: register.number)]
  }

  /// Appends `instruction` with loads before it and stores behind it.
  private mutating func rewrite(
    _ instruction: MachineInstruction, into output: inout [MachineInstruction]
  ) {
    var instruction = instruction
    if case .make(let register, _) = instruction.operation, case .constant? = home(of: register) {
      return
    }
    if case .call(let helper, let arguments, let result) = instruction.operation {
      instruction.operation = .call(helper, arguments.map(rewritten), result: result)
    }
    let uses = instruction.operation.uses
    let definitions = instruction.operation.definitions
    var substitutes: [VirtualRegister: VirtualRegister] = [:]
    for register in uses + definitions
    where home(of: register) != nil && substitutes[register] == nil {
      substitutes[register] = makeTemporary()
    }
    for register in uses {
      load(register, as: substitutes, instruction.location, into: &output)
    }
    instruction.operation = instruction.operation.mappingRegisters { substitutes[$0] ?? $0 }
    output.append(instruction)
    for register in definitions {
      guard let substitute = substitutes[register], case .frame(let slot)? = home(of: register)
      else { continue }
      output.append(
        MachineInstruction(
          .store(.register(substitute), MachineAddress(slot), .double),
          location: instruction.location))
    }
  }

  /// Returns `terminator` of `block` over short-lived registers, appending what loads them.
  private mutating func rewritten(
    _ terminator: MachineTerminator, of block: MachineBlock,
    into output: inout [MachineInstruction]
  ) -> MachineTerminator {
    var substitutes: [VirtualRegister: VirtualRegister] = [:]
    for register in terminator.uses
    where home(of: register) != nil && substitutes[register] == nil {
      substitutes[register] = makeTemporary()
      load(register, as: substitutes, block.location, into: &output)
    }
    let result = terminator.mappingRegisters { substitutes[$0] ?? $0 }
    guard case .branch(let comparison, let register, .constant, _, _) = terminator,
      comparison.isOrder, let substitute = substitutes[register],
      case .frame(let slot)? = home(of: register)
    else { return result }
    return withBounds(result, of: substitute, in: slot, behind: block)
  }

  /// Returns `terminator` of `block` with ways that put `register` back into `slot`.
  ///
  /// Before Linux 6.8 the verifier knows only of the register that is compared which bounds it has then, and not of the place
  /// in the frame that it was loaded from (kernel/bpf/verifier.c, find_equal_scalars).
  private mutating func withBounds(
    _ terminator: MachineTerminator, of register: VirtualRegister, in slot: FrameSlot,
    behind block: MachineBlock
  ) -> MachineTerminator {
    guard case .branch(let comparison, let left, let right, let then, let otherwise) = terminator
    else { return terminator }
    let store = MachineInstruction(
      .store(.register(register), MachineAddress(slot), .double), location: block.location)
    let ways = [then, otherwise].map { target in
      let way = code.makeBlock(frequency: block.frequency / 2)
      code[way].instructions = [store]
      code[way].terminator = .jump(target)
      code[way].location = block.location
      return way
    }
    return .branch(comparison, left, right, then: ways[0], otherwise: ways[1])
  }

  /// Returns `argument`, taken directly from the frame if its register was spilled.
  private func rewritten(_ argument: CallArgument) -> CallArgument {
    switch argument {
    case .register(let register): rewritten(argument, register, plus: 0)
    case .sum(let register, let distance): rewritten(argument, register, plus: distance)
    case .constant, .spilled: argument
    }
  }

  /// Returns what stands for `argument`, which is `register` plus `distance`.
  private func rewritten(
    _ argument: CallArgument, _ register: VirtualRegister, plus distance: Int
  ) -> CallArgument {
    switch home(of: register) {
    case nil: argument
    case .frame(let slot)?: .spilled(slot, plus: distance)
    case .constant(let constant)?:
      constant.advanced(by: distance).map { .constant($0) } ?? argument
    }
  }

  /// Appends what puts the value of `register` into its substitute.
  private func load(
    _ register: VirtualRegister, as substitutes: [VirtualRegister: VirtualRegister],
    _ location: Int, into output: inout [MachineInstruction]
  ) {
    guard let substitute = substitutes[register], let home = home(of: register) else { return }
    let operation: MachineOperation =
      switch home {
      case .frame(let slot): .load(substitute, MachineAddress(slot), .double)
      case .constant(let constant): .make(substitute, constant)
      }
    let instruction = MachineInstruction(operation, location: location)
    if output.last != instruction { output.append(instruction) }
  }

  /// Returns a new short-lived register.
  private mutating func makeTemporary() -> VirtualRegister {
    let register = code.makeRegister()
    temporaries.insert(register)
    return register
  }
}

extension BPF.Comparison {
  /// `true` iff it is one by size.
  fileprivate var isOrder: Bool {
    switch self {
    case .equal, .notEqual, .anyBitSet: false
    default: true
    }
  }
}

extension MachineConstant {
  /// Returns the value `distance` further on, if that is a constant of this kind too.
  fileprivate func advanced(by distance: Int) -> MachineConstant? {
    if distance == 0 { return self }
    return switch self {
    case .long(let value): .long(value &+ Int64(distance))
    case .mapValue(let name, let offset): .mapValue(name, offset: offset + distance)
    case .frame(let slot, let offset): .frame(slot, offset: offset + distance)
    case .map: nil
    }
  }
}
