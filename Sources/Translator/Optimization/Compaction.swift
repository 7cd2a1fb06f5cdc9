import IR

extension FunctionPass {
  /// Drops unreachable blocks and instructions that stand in no block, and numbers the rest in the order
  /// in which they run.
  package static let compact = FunctionPass("compact") { function, _ in
    let order = ControlFlowGraph(function).reversePostorder
    var numbers = [BlockID](repeating: .entry, count: function.blocks.count)
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
      blocks[index].catchBlock = blocks[index].catchBlock.map { numbers[$0.index] }
      blocks[index].terminator = blocks[index].terminator
        .mappingTargets { numbers[$0.index] }
        .mappingOperand { values[$0.index] }
    }
    function.instructions = instructions
    function.blocks = blocks
  }
}
