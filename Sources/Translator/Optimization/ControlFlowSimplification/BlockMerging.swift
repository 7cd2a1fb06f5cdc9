import IR

extension FunctionPass {
  /// Joins blocks that always follow each other.
  package static let mergeBlocks = FunctionPass("merge-blocks") { function, facts in
    guard function.blocks.count > 1 else { return false }
    let graph = ControlFlowGraph(function)
    var hasChanged = false
    for block in graph.reversePostorder {
      // What was taken into an earlier block has been emptied.
      while case .jump(let next) = function[block].terminator, next != block, next != .entry,
        function[block].catchBlock != next,
        graph.predecessors(of: next).count == 1,
        let catchBlock = commonCatchBlock(of: block, next, function, facts)
      {
        function[block].instructions += function[next].instructions
        function[block].terminator = function[next].terminator
        function[block].catchBlock = catchBlock.block
        function[next] = Block()
        hasChanged = true
      }
    }
    return hasChanged
  }
}

/// A catch block, or that there is none.
private struct CatchBlock {
  /// The block.
  let block: BlockID?
}

/// Returns the catch block that can cover `first` and `second` together; `nil` if what they need differs.
private func commonCatchBlock(
  of first: BlockID, _ second: BlockID, _ function: Function, _ facts: ProgramFacts
) -> CatchBlock? {
  func mayFail(_ block: Block) -> Bool {
    block.instructions.contains { facts.mayFail(function[$0].operation) }
  }
  let a = function[first]
  let b = function[second]
  switch (mayFail(a), mayFail(b)) {
  // What never fails although its operations may must not seem to go on in the catch block.
  case (false, false): return CatchBlock(block: nil)
  case (true, false): return CatchBlock(block: a.catchBlock)
  case (true, true): return a.catchBlock == b.catchBlock ? CatchBlock(block: a.catchBlock) : nil
  // The catch block may use what the first block has made by the time when the second one fails.
  case (false, true): return b.catchBlock == nil ? CatchBlock(block: nil) : nil
  }
}
