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
struct DominatorWalk {
  /// The function's control flow.
  let graph: ControlFlowGraph
  /// The tree.
  private let tree: DominatorTree
  /// The blocks next below each block, in order of the control flow.
  private let children: [[BlockID]]

  /// Creates the walk of `function`.
  init(of function: Function) {
    graph = ControlFlowGraph(function)
    tree = DominatorTree(graph)
    var children = [[BlockID]](repeating: [], count: function.blocks.count)
    for block in graph.reversePostorder {
      if let parent = tree.immediateDominator(of: block) { children[parent.index].append(block) }
    }
    self.children = children
  }

  /// Returns the steps of a walk down the tree of `function`.
  ///
  /// The catch block of a block may run after any of its instructions failed, so if it lies next below, it
  /// is walked before the instructions are visited: none of them counts there.
  func steps(of function: Function) -> [DominatorStep] {
    var steps: [DominatorStep] = []
    var pending: [DominatorStep] = [.enter(.entry)]
    while let step = pending.popLast() {
      steps.append(step)
      guard case .enter(let block) = step else { continue }
      let early = children[block.index].filter { $0 == function[block].catchBlock }
      let late = children[block.index].filter { $0 != function[block].catchBlock }
      pending.append(.leave(block))
      pending += late.reversed().map { .enter($0) }
      pending.append(.visit(block))
      pending += early.map { .enter($0) }
    }
    return steps
  }

  /// For each block the blocks where ways through it first meet ways around it.
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
