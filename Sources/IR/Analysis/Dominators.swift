/// Which blocks stand on every way from the entry to which.
package struct DominatorTree: Sendable {
  /// The tree.
  private let tree: ImmediateDominators

  /// Finds the dominators in `graph`.
  package init(_ graph: ControlFlowGraph) {
    tree = ImmediateDominators(
      root: 0, order: graph.reversePostorder.map(\.index), count: graph.blockCount
    ) { graph.predecessors(of: BlockID($0)).map(\.index) }
  }

  /// Returns the nearest other block that stands on every way to `block`; `nil` for the entry and for
  /// unreachable blocks.
  package func immediateDominator(of block: BlockID) -> BlockID? {
    tree.parent(of: block.index).map { BlockID($0) }
  }

  /// Returns whether `a` stands on every way to `b`; a block does so for itself.
  package func dominates(_ a: BlockID, _ b: BlockID) -> Bool { tree.dominates(a.index, b.index) }

  /// Returns the last block that stands on all ways to both blocks.
  package func common(_ first: BlockID, _ second: BlockID) -> BlockID {
    var block = first
    while !dominates(block, second) {
      guard let above = immediateDominator(of: block) else { return .entry }
      block = above
    }
    return block
  }
}

/// Which blocks stand on every way from which to the end of the function.
///
/// Blocks from which no way leads to the end, in endless loops, are taken to lead there at once.
package struct PostDominatorTree: Sendable {
  /// The tree, with one more node behind the blocks: the end.
  private let tree: ImmediateDominators
  /// The number of the end.
  private let end: Int

  /// Finds the post-dominators in `graph`.
  package init(_ graph: ControlFlowGraph) {
    let end = graph.blockCount
    self.end = end
    let exits = Self.exits(of: graph)
    var leadsToEnd = [Bool](repeating: false, count: end)
    for block in exits { leadsToEnd[block.index] = true }
    let order = Self.order(of: graph, exits: exits, end: end)
    tree = ImmediateDominators(root: end, order: order, count: end + 1) { block in
      var following = graph.successors(of: BlockID(block)).map(\.index)
      if leadsToEnd[block] { following.append(end) }
      return following
    }
  }

  /// Returns the nearest other block that stands on every way from `block` to the end; `nil` if that is
  /// the end itself, and for unreachable blocks.
  package func immediatePostDominator(of block: BlockID) -> BlockID? {
    tree.parent(of: block.index).flatMap { $0 == end ? nil : BlockID($0) }
  }

  /// Returns whether `a` stands on every way from `b` to the end; a block does so for itself.
  package func postDominates(_ a: BlockID, _ b: BlockID) -> Bool {
    tree.dominates(a.index, b.index)
  }

  /// Returns the blocks behind which the function ends, and one of each endless loop.
  private static func exits(of graph: ControlFlowGraph) -> [BlockID] {
    var exits = graph.reversePostorder.filter(graph.isExit)
    var reaches = [Bool](repeating: false, count: graph.blockCount)
    spread(from: exits, in: graph, &reaches)
    for block in graph.reversePostorder.reversed() where !reaches[block.index] {
      exits.append(block)
      spread(from: [block], in: graph, &reaches)
    }
    return exits
  }

  /// Marks `blocks` and all from which they can be reached.
  private static func spread(
    from blocks: [BlockID], in graph: ControlFlowGraph, _ reaches: inout [Bool]
  ) {
    var pending = blocks
    while let block = pending.popLast() {
      if reaches[block.index] { continue }
      reaches[block.index] = true
      pending += graph.predecessors(of: block)
    }
  }

  /// Returns the end and the blocks in reverse postorder of the reversed graph.
  private static func order(
    of graph: ControlFlowGraph, exits: [BlockID], end: Int
  ) -> [Int] {
    var postorder: [Int] = []
    var visited = [Bool](repeating: false, count: end)
    for exit in exits {
      if visited[exit.index] { continue }
      visited[exit.index] = true
      var stack: [(block: BlockID, next: Int)] = [(exit, 0)]
      while let top = stack.last {
        let preceding = graph.predecessors(of: top.block)
        if top.next < preceding.count {
          stack[stack.count - 1].next += 1
          let block = preceding[top.next]
          if !visited[block.index] {
            visited[block.index] = true
            stack.append((block, 0))
          }
        } else {
          postorder.append(top.block.index)
          stack.removeLast()
        }
      }
    }
    return [end] + postorder.reversed()
  }
}

/// A tree of immediate dominators over numbered nodes (Cooper, Harvey, Kennedy 2001).
private struct ImmediateDominators {
  /// The parent of each node; the root is its own, -1 stands for nodes that are not in the tree.
  private var parents: [Int]
  /// The depth of each node in the tree.
  private var depths: [Int]
  /// The root.
  private let root: Int

  /// Finds the tree of the nodes `order`, a reverse postorder that starts with `root`.
  init(root: Int, order: [Int], count: Int, predecessors: (Int) -> [Int]) {
    var rank = [Int](repeating: -1, count: count)
    for (position, node) in order.enumerated() { rank[node] = position }
    var found = [Int](repeating: -1, count: count)
    found[root] = root
    var changed = true
    while changed {
      changed = false
      for node in order.dropFirst() {
        var parent = -1
        for predecessor in predecessors(node) where found[predecessor] >= 0 {
          parent = parent < 0 ? predecessor : Self.meet(parent, predecessor, found, rank)
        }
        if parent >= 0, found[node] != parent {
          found[node] = parent
          changed = true
        }
      }
    }
    var depths = [Int](repeating: 0, count: count)
    for node in order.dropFirst() where found[node] >= 0 { depths[node] = depths[found[node]] + 1 }
    parents = found
    self.depths = depths
    self.root = root
  }

  /// Returns the nearest common ancestor of `a` and `b`.
  private static func meet(_ a: Int, _ b: Int, _ parents: [Int], _ rank: [Int]) -> Int {
    var a = a
    var b = b
    while a != b {
      while rank[a] > rank[b] { a = parents[a] }
      while rank[b] > rank[a] { b = parents[b] }
    }
    return a
  }

  /// Returns the parent of `node`; `nil` for the root and for nodes that are not in the tree.
  func parent(of node: Int) -> Int? {
    node == root || parents[node] < 0 ? nil : parents[node]
  }

  /// Returns whether `a` is `b` or above it.
  func dominates(_ a: Int, _ b: Int) -> Bool {
    guard parents[a] >= 0, parents[b] >= 0 else { return false }
    var node = b
    while depths[node] > depths[a] { node = parents[node] }
    return node == a
  }
}
