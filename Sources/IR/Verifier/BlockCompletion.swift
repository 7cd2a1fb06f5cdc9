/// Which blocks have run to their end, without a failure, on every path to which.
///
/// It is less than dominance: a block that is left by its catch edge has not run to its end.
struct BlockCompletion {
  /// For each block the blocks that have run before it, one bit each; unreachable blocks have all.
  private var completed: [UInt64]
  /// The words that one block takes in `completed`.
  private let stride: Int

  /// Finds the completion of the blocks of `function`.
  init(of function: Function, _ graph: ControlFlowGraph) {
    let count = function.blocks.count
    stride = (count + 63) / 64
    completed = Array(repeating: ~0, count: stride * count)
    for word in 0..<stride { completed[word] = 0 }
    var hasChanged = true
    while hasChanged {
      hasChanged = false
      for block in graph.reversePostorder {
        let successors = function[block].terminator.successors
        for target in graph.successors(of: block) {
          // The catch edge leaves from the start, and may lead where the terminator leads too.
          let isCaught = function[block].catchBlock == target || !successors.contains(target)
          if narrow(target, by: block, isCompleted: !isCaught) { hasChanged = true }
        }
      }
    }
  }

  /// Takes out of the set of `target` what is not in that of `block`, and returns whether that was anything.
  private mutating func narrow(
    _ target: BlockID, by block: BlockID, isCompleted: Bool
  ) -> Bool {
    var hasChanged = false
    for word in 0..<stride {
      var incoming = completed[block.index * stride + word]
      if isCompleted, word == block.index / 64 { incoming |= 1 << UInt64(block.index % 64) }
      let old = completed[target.index * stride + word]
      completed[target.index * stride + word] = old & incoming
      if old & incoming != old { hasChanged = true }
    }
    return hasChanged
  }

  /// Returns `true` iff `first` has run to its end on every path to the start of `second`.
  func completes(_ first: BlockID, before second: BlockID) -> Bool {
    completed[second.index * stride + first.index / 64] >> UInt64(first.index % 64) & 1 != 0
  }
}
