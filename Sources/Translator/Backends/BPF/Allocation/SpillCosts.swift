/// What it would cost to keep each register in the frame.
struct SpillCosts {
  /// For each representative the estimated number of loads and stores in one run.
  private var costs: [Double]

  /// Estimates the costs for `code`; `temporaries` are too short to gain anything.
  init(
    of code: MachineCode, order: [MachineBlockID], temporaries: Set<VirtualRegister>,
    _ graph: InterferenceGraph
  ) {
    costs = Array(repeating: 0, count: code.registerCount)
    for id in order {
      let block = code[id]
      for instruction in block.instructions {
        let operation = instruction.operation
        for register in operation.uses { add(block.frequency, to: register, graph) }
        if case .make = operation { continue }
        for register in operation.definitions { add(block.frequency, to: register, graph) }
      }
      for register in block.terminator.uses { add(block.frequency, to: register, graph) }
    }
    for register in temporaries { costs[graph.representative(of: register.number)] = .infinity }
  }

  /// The cost for the representative `register`.
  subscript(register: Int) -> Double { costs[register] }

  /// Adds to what `register` costs.
  private mutating func add(
    _ cost: Double, to register: VirtualRegister, _ graph: InterferenceGraph
  ) {
    costs[graph.representative(of: register.number)] += cost
  }
}
