import IR

/// A step of a walk down the dominator tree of a function.
enum DominatorStep {
  /// What holds at the start of the block is established.
  case enter(BlockID)
  /// The instructions of the block are visited.
  case visit(BlockID)
  /// What was established since the block was entered is forgotten.
  case leave(BlockID)
}

/// The dominator tree of a function, seen from above.
///
/// A block that may fail has two nodes in the tree: its start, from which its catch block is reached, and
/// its end, from which the others are. For what a block does holds only where its end was passed.
struct DominatorWalk {
  /// The function's control flow, in which ends have numbers behind those of the blocks.
  private let graph: ControlFlowGraph
  /// The dominator tree of the nodes.
  private let tree: DominatorTree
  /// The nodes next below each node, in order of the control flow.
  private let children: [[BlockID]]
  /// The node of the end of each block: the block itself if it cannot fail.
  private let ends: [BlockID]

  /// Creates the walk of `function`.
  init(of function: Function) {
    var parted = function
    ends = function.blocks.enumerated().map { index, block in
      guard block.catchBlock != nil else { return BlockID(index) }
      let end = BlockID(parted.blocks.count)
      parted.blocks.append(Block())
      parted.blocks[end.index].terminator = block.terminator
      parted.blocks[index].terminator = .jump(end)
      return end
    }
    graph = ControlFlowGraph(parted)
    tree = DominatorTree(graph)
    var children = [[BlockID]](repeating: [], count: parted.blocks.count)
    for node in graph.reversePostorder {
      if let parent = tree.immediateDominator(of: node) { children[parent.index].append(node) }
    }
    self.children = children
  }

  /// The steps of the walk. Blocks below the start of a block that may fail come before its instructions are
  /// visited: none of them counts there.
  var steps: [DominatorStep] {
    var steps: [DominatorStep] = []
    var pending: [DominatorStep] = [.enter(.entry)]
    while let step = pending.popLast() {
      steps.append(step)
      guard case .enter(let block) = step else { continue }
      let end = ends[block.index]
      pending.append(.leave(block))
      pending += children[end.index].reversed().map { .enter($0) }
      pending.append(.visit(block))
      if end != block {
        pending += children[block.index].reversed().filter { $0 != end }.map { .enter($0) }
      }
    }
    return steps
  }

  /// The reachable blocks, each before those that it dominates.
  var blocks: [BlockID] { graph.reversePostorder.filter { $0.index < ends.count } }

  /// The node of the end of `block`, by which `frontiers` are numbered too.
  func end(of block: BlockID) -> BlockID { ends[block.index] }

  /// For each node the blocks where ways through it first meet ways around it.
  var frontiers: [[BlockID]] {
    var frontiers = [[BlockID]](repeating: [], count: children.count)
    for block in graph.reversePostorder {
      let parent = tree.immediateDominator(of: block)
      let predecessors = graph.predecessors(of: block)
      guard predecessors.count > 1 else { continue }
      for predecessor in predecessors {
        var runner: BlockID? = predecessor
        while let passed = runner, passed != parent {
          if frontiers[passed.index].last != block { frontiers[passed.index].append(block) }
          runner = tree.immediateDominator(of: passed)
        }
      }
    }
    return frontiers
  }
}
