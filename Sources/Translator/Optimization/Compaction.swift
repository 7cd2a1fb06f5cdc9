import IR

extension FunctionPass {
  /// Drops unreachable blocks, instructions that stand in no block and locals that nothing names, and
  /// numbers the rest in the order in which they run.
  package static let compact = FunctionPass("compact") { function, _ in
    compactBlocks(of: &function)
    compactLocals(of: &function)
    // Numbers concern nobody, and what is dropped was not run.
    return false
  }
}

/// Drops unreachable blocks and instructions that stand in no block, and numbers the rest.
private func compactBlocks(of function: inout Function) {
  let order = ControlFlowGraph(function).reversePostorder
  var numbers = [BlockID?](repeating: nil, count: function.blocks.count)
  for (index, block) in order.enumerated() { numbers[block.index] = BlockID(index) }
  var blocks = order.map { function[$0] }
  var instructions: [Instruction] = []
  var values = [ValueID](repeating: ValueID(-1), count: function.instructions.count)
  for block in blocks {
    for id in block.instructions {
      values[id.index] = ValueID(instructions.count)
      instructions.append(function[id])
    }
  }
  for index in instructions.indices {
    instructions[index].operation = instructions[index].operation.mappingOperands {
      values[$0.index]
    }
  }
  for index in blocks.indices {
    blocks[index].instructions = blocks[index].instructions.map { values[$0.index] }
    // A catch block is unreachable if nothing that it covers can fail.
    blocks[index].catchBlock = blocks[index].catchBlock.flatMap { numbers[$0.index] }
    blocks[index].terminator = blocks[index].terminator
      // What a reachable block leads to is reachable, and so has a number.
      .mappingTargets { numbers[$0.index]! }
      .mappingOperand { values[$0.index] }
  }
  function.instructions = instructions
  function.blocks = blocks
}

/// Drops locals that are no parameters and that nothing names, and numbers the rest.
private func compactLocals(of function: inout Function) {
  var isNamed = function.locals.indices.map { $0 < function.parameterCount }
  for instruction in function.instructions {
    if let local = instruction.operation.local { isNamed[local.index] = true }
  }
  guard isNamed.contains(false) else { return }
  var numbers: [LocalID] = []
  var count = 0
  for isNamed in isNamed {
    numbers.append(LocalID(count))
    if isNamed { count += 1 }
  }
  function.locals = zip(function.locals, isNamed).filter(\.1).map(\.0)
  for index in function.instructions.indices {
    function.instructions[index].operation = function.instructions[index].operation
      .mappingLocal { numbers[$0.index] }
  }
}

extension Operation {
  /// The local that the operation reads or writes.
  var local: LocalID? {
    switch self {
    case .readLocal(let local), .writeLocal(let local, _): local
    default: nil
    }
  }

  /// Returns the operation with its local replaced by what `substitute` makes of it.
  func mappingLocal(_ substitute: (LocalID) -> LocalID) -> Operation {
    switch self {
    case .readLocal(let local): .readLocal(substitute(local))
    case .writeLocal(let local, let value): .writeLocal(substitute(local), value)
    default: self
    }
  }
}
