extension MachineCode {
  /// Returns the code without operations whose results nobody needs.
  func withoutDeadCode() -> MachineCode {
    var result = self
    var isSettled = false
    while !isSettled {
      isSettled = true
      let order = result.order
      let liveness = Liveness(of: result, order: order)
      for id in order {
        let kept = result.neededInstructions(of: id, liveBehind: liveness.liveOut[id.index])
        if kept.count < result[id].instructions.count {
          result[id].instructions = kept
          isSettled = false
        }
      }
    }
    return result
  }

  /// Returns the instructions of a block that have an effect or a result that is needed.
  private func neededInstructions(
    of id: MachineBlockID, liveBehind: RegisterSet
  ) -> [MachineInstruction] {
    var live = liveBehind
    for register in self[id].terminator.uses { live.insert(register.number) }
    var kept: [MachineInstruction] = []
    for instruction in self[id].instructions.reversed() {
      let operation = instruction.operation
      let isNeeded =
        operation.hasEffect || operation.definitions.contains { live.contains($0.number) }
      if !isNeeded { continue }
      operation.step(over: &live)
      kept.append(instruction)
    }
    return kept.reversed()
  }
}

extension MachineOperation {
  /// `true` iff the operation does more than to set a register.
  fileprivate var hasEffect: Bool {
    switch self {
    case .receive, .store, .atomic, .call: true
    case .move, .make, .arithmetic, .negate, .swapBytes, .load: false
    }
  }
}
