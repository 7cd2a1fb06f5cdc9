import IR

extension FunctionPass {
  /// Drops instructions that have no effect and of which nothing uses the result.
  package static let removeDeadCode = FunctionPass("remove-dead-code") { function, facts in
    var isUsed = [Bool](repeating: false, count: function.instructions.count)
    var pending: [ValueID] = []
    func use(_ id: ValueID) {
      guard !isUsed[id.index] else { return }
      isUsed[id.index] = true
      pending.append(id)
    }
    for block in function.blocks {
      for id in block.instructions where !facts.canDrop(function[id].operation) { use(id) }
      block.terminator.operand.map(use)
    }
    while let id = pending.popLast() { function[id].operation.operands.forEach(use) }
    var hasChanged = false
    for index in function.blocks.indices
    where function.blocks[index].instructions.contains(where: { !isUsed[$0.index] }) {
      function.blocks[index].instructions.removeAll { !isUsed[$0.index] }
      hasChanged = true
    }
    return hasChanged
  }
}
