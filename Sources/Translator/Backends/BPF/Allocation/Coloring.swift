import BPF

/// An assignment of real registers to the nodes of an interference graph.
struct Coloring {
  /// For each virtual register its real one; nil for joined and uncoloured ones.
  private(set) var colors: [Register?]
  /// The registers that got none, in ascending order.
  private(set) var uncolored: [Int] = []

  /// Colours `graph`; what is in the way is left over where `costs` are low.
  init(of graph: InterferenceGraph, costs: SpillCosts) {
    colors = Array(repeating: nil, count: graph.neighbours.count)
    for node in Coloring.removalOrder(of: graph, costs: costs).reversed() {
      var taken = graph.forbidden[node]
      for neighbour in graph.neighbours[node] {
        if let color = colors[neighbour] { taken.insert(RegisterMask(color)) }
      }
      if let color = Coloring.choice(wish: graph.wish(of: node), taken: taken) {
        colors[node] = color
      } else {
        uncolored.append(node)
      }
    }
    uncolored.sort()
  }

  /// Returns the nodes in an order such that, backwards, each finds a free register if possible.
  private static func removalOrder(of graph: InterferenceGraph, costs: SpillCosts) -> [Int] {
    var degrees = graph.neighbours.map(\.count)
    var remaining = graph.neighbours.indices.filter { graph.representative(of: $0) == $0 }
    var isRemoved = Array(repeating: false, count: degrees.count)
    var removed: [Int] = []
    while !remaining.isEmpty {
      let isEasy = { (node: Int) in degrees[node] < graph.forbidden[node].freeCount }
      var batch = remaining.filter(isEasy)
      if batch.isEmpty {
        // Every node is contested: give up hope first for the cheapest that frees the most.
        let victim = remaining.min { left, right in
          costs[left] / Double(degrees[left] + 1) < costs[right] / Double(degrees[right] + 1)
        }
        batch = victim.map { [$0] } ?? []
      }
      for node in batch {
        isRemoved[node] = true
        removed.append(node)
        for neighbour in graph.neighbours[node] { degrees[neighbour] -= 1 }
      }
      remaining.removeAll { isRemoved[$0] }
    }
    return removed
  }

  /// Returns the best register outside of `taken`, if there is one.
  private static func choice(wish: Register?, taken: RegisterMask) -> Register? {
    if let wish, !taken.contains(RegisterMask(wish)) { return wish }
    // High numbers first among those that calls destroy: the low ones are wanted for arguments.
    let preference: [Register] = [.r5, .r4, .r3, .r2, .r0, .r1, .r6, .r7, .r8, .r9]
    return preference.first { !taken.contains(RegisterMask($0)) }
  }
}

extension InterferenceGraph {
  /// Returns the real register that would save a move for `node`.
  fileprivate func wish(of node: Int) -> Register? { wishes[node] }
}
