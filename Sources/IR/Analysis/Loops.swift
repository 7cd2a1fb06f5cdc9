/// Which blocks can run more than once.
package struct LoopMembership: Sendable {
  /// For each block whether it stands in a cycle.
  package let isInLoop: [Bool]

  /// Finds the cycles of `graph` (Tarjan's strongly connected components).
  package init(_ graph: ControlFlowGraph) {
    var search = ComponentSearch(graph)
    for block in graph.reversePostorder where search.numbers[block.index] < 0 {
      search.visit(from: block)
    }
    isInLoop = search.isInCycle
  }
}

/// The state of a search for strongly connected components.
private struct ComponentSearch {
  /// The graph.
  private let graph: ControlFlowGraph
  /// The order in which blocks were met; -1 for those not met yet.
  private(set) var numbers: [Int]
  /// The lowest number that is known to be reachable from each block.
  private var lowest: [Int]
  /// The blocks whose component is not known yet.
  private var open: [BlockID] = []
  /// For each block whether it stands in `open`.
  private var isOpen: [Bool]
  /// For each block whether it stands in a cycle.
  private(set) var isInCycle: [Bool]
  /// The next number.
  private var count = 0

  /// Creates a search of `graph` that has met nothing.
  init(_ graph: ControlFlowGraph) {
    self.graph = graph
    numbers = .init(repeating: -1, count: graph.blockCount)
    lowest = numbers
    isOpen = .init(repeating: false, count: graph.blockCount)
    isInCycle = isOpen
  }

  /// Searches from `start`.
  mutating func visit(from start: BlockID) {
    var stack: [(block: BlockID, next: Int)] = [(start, 0)]
    meet(start)
    while let top = stack.last {
      let successors = graph.successors(of: top.block)
      if top.next < successors.count {
        stack[stack.count - 1].next += 1
        let block = successors[top.next]
        if numbers[block.index] < 0 {
          meet(block)
          stack.append((block, 0))
        } else if isOpen[block.index] {
          lowest[top.block.index] = min(lowest[top.block.index], numbers[block.index])
        }
      } else {
        stack.removeLast()
        if let parent = stack.last {
          lowest[parent.block.index] = min(lowest[parent.block.index], lowest[top.block.index])
        }
        if lowest[top.block.index] == numbers[top.block.index] { close(at: top.block) }
      }
    }
  }

  /// Numbers `block`.
  private mutating func meet(_ block: BlockID) {
    numbers[block.index] = count
    lowest[block.index] = count
    count += 1
    open.append(block)
    isOpen[block.index] = true
  }

  /// Takes the component out that was entered at `block`.
  private mutating func close(at block: BlockID) {
    var component: [BlockID] = []
    while let last = open.popLast() {
      isOpen[last.index] = false
      component.append(last)
      if last == block { break }
    }
    let isCycle = component.count > 1 || graph.successors(of: block).contains(block)
    for member in component { isInCycle[member.index] = isCycle }
  }
}
