/// The ways through the blocks of a function, those by failures included.
package struct ControlFlowGraph: Sendable {
  /// For each block the blocks that may follow it, each once; its catch block last.
  private let successorLists: [[BlockID]]
  /// For each block the reachable blocks that it may follow.
  private let predecessorLists: [[BlockID]]
  /// The blocks that can be reached from the entry, each before its successors but for loops.
  package let reversePostorder: [BlockID]
  /// For each block its position in `reversePostorder`; -1 if it cannot be reached.
  private let order: [Int]
  /// For each block whether the function can end behind it.
  private let isExit: [Bool]

  /// Finds the ways through `function`.
  ///
  /// A block leads to its catch block iff one of its instructions can fail.
  package init(_ function: Function) {
    let successors = function.blocks.map { Self.successors(of: $0, in: function) }
    let postorder = Self.postorder(successors)
    var predecessors = [[BlockID]](repeating: [], count: successors.count)
    var order = [Int](repeating: -1, count: successors.count)
    reversePostorder = postorder.reversed()
    for (position, block) in reversePostorder.enumerated() {
      order[block.index] = position
      for successor in successors[block.index] { predecessors[successor.index].append(block) }
    }
    successorLists = successors
    predecessorLists = predecessors
    self.order = order
    isExit = function.blocks.map { if case .return = $0.terminator { true } else { false } }
  }

  /// The number of blocks, unreachable ones included.
  package var blockCount: Int { successorLists.count }

  /// Returns the blocks that may follow `block`.
  package func successors(of block: BlockID) -> [BlockID] { successorLists[block.index] }

  /// Returns the reachable blocks that `block` may follow.
  package func predecessors(of block: BlockID) -> [BlockID] { predecessorLists[block.index] }

  /// Returns whether the function can end behind `block`; what returns may have a catch block to go on with, too.
  package func isExit(_ block: BlockID) -> Bool { isExit[block.index] }

  /// Returns whether `block` can be reached from the entry.
  package func isReachable(_ block: BlockID) -> Bool { order[block.index] >= 0 }

  /// Returns the position of `block` in `reversePostorder`; -1 if it cannot be reached.
  package func position(of block: BlockID) -> Int { order[block.index] }

  /// Returns for each block whether it can run after `start`, or after `start` again.
  package func blocksReachable(from start: BlockID) -> [Bool] {
    var found = [Bool](repeating: false, count: successorLists.count)
    var pending = successorLists[start.index]
    while let block = pending.popLast() {
      if found[block.index] { continue }
      found[block.index] = true
      pending += successorLists[block.index].filter { !found[$0.index] }
    }
    return found
  }

  /// Returns the blocks that may follow `block`, each once.
  private static func successors(of block: Block, in function: Function) -> [BlockID] {
    var result: [BlockID] = []
    switch block.terminator {
    case .return: break
    case .jump(let target): result.append(target)
    case .branch(_, let then, let otherwise):
      result.append(then)
      if otherwise != then { result.append(otherwise) }
    case .choose:
      // There may be hundreds.
      var seen: Set<BlockID> = []
      result = block.terminator.successors.filter { seen.insert($0).inserted }
    }
    if let target = block.catchBlock,
      block.instructions.contains(where: { function[$0].operation.canFail }),
      !result.contains(target)
    {
      result.append(target)
    }
    return result
  }

  /// Returns the blocks that can be reached from the entry, each behind those that it leads to.
  private static func postorder(_ successors: [[BlockID]]) -> [BlockID] {
    var result: [BlockID] = []
    var visited = [Bool](repeating: false, count: successors.count)
    var stack: [(block: BlockID, next: Int)] = [(.entry, 0)]
    visited[0] = true
    while let top = stack.last {
      let following = successors[top.block.index]
      if top.next < following.count {
        stack[stack.count - 1].next += 1
        // From the last to the first: what stands first in the script comes first in the result.
        let successor = following[following.count - 1 - top.next]
        if !visited[successor.index] {
          visited[successor.index] = true
          stack.append((successor, 0))
        }
      } else {
        result.append(top.block)
        stack.removeLast()
      }
    }
    return result
  }
}
