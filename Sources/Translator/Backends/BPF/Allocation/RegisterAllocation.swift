import BPF

/// Where each virtual register of some code lives.
struct RegisterAllocation {
  /// The code, with loads and stores for what had to go to the frame.
  let code: MachineCode
  /// The blocks that can be reached, in the order in which they are laid out.
  let order: [MachineBlockID]
  /// For each virtual register the real one; nil where none is needed.
  private let registers: [Register?]

  /// Allocates registers by colouring the interference graph, after Chaitin and Briggs.
  ///
  /// What gets no colour goes to the frame, each use then has a short-lived register of its own, and
  /// colouring starts again; a value that can be made without operands is made again instead.
  init(of original: MachineCode) {
    var code = original.withoutDeadCode()
    var temporaries: Set<VirtualRegister> = []
    while true {
      let order = code.order
      let liveness = Liveness(of: code, order: order)
      var graph = InterferenceGraph(of: code, order: order, liveness: liveness)
      graph.joinMoves(of: code, order: order)
      let coloring = Coloring(
        of: graph, costs: SpillCosts(of: code, order: order, temporaries: temporaries, graph))
      if coloring.uncolored.isEmpty {
        self.code = code
        self.order = order
        registers = (0..<code.registerCount).map {
          coloring.colors[graph.representative(of: $0)]
        }
        return
      }
      var spilling = Spilling(of: code, graph: graph, spilled: coloring.uncolored)
      code = spilling.rewritten()
      temporaries.formUnion(spilling.temporaries)
    }
  }

  /// The real register of a virtual one.
  ///
  /// - Requires: the register is read or set in a block that can be reached.
  subscript(register: VirtualRegister) -> Register {
    guard let result = registers[register.number] else {
      preconditionFailure("virtual register \(register.number) was given no register")
    }
    return result
  }
}
