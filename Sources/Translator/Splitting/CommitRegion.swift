import IR

/// A point between the instructions of a block.
struct CommitPoint: Hashable {
  /// The block.
  var block: BlockID
  /// How many of its instructions run before.
  var position: Int
}

/// What can run behind a commit point.
///
/// A commit point stands in no loop, so an instruction runs either before or behind it, never both. What is behind it on one way
/// may be come to on another one that leads past it.
struct CommitRegion {
  /// The point.
  let point: CommitPoint
  /// The handler.
  private let shape: HandlerShape
  /// For each block whether it can run after the one of the point.
  private let isBehind: [Bool]

  /// Finds what runs behind `point` in the handler of `shape`.
  init(_ point: CommitPoint, in shape: HandlerShape) {
    self.point = point
    self.shape = shape
    isBehind = shape.graph.blocksReachable(from: point.block)
  }

  /// Returns whether the instruction `id` can run behind the point.
  func contains(_ id: ValueID) -> Bool {
    guard let block = shape.blocks[id.index] else { return false }
    if block == point.block { return shape.positions[id.index] >= point.position }
    return isBehind[block.index]
  }

  /// Returns whether the instruction `id` runs behind the point on all ways that lead to it.
  func alwaysContains(_ id: ValueID) -> Bool {
    guard contains(id), let block = shape.blocks[id.index] else { return false }
    return shape.dominators.dominates(point.block, block)
  }

  /// Returns whether the decision at the end of `block` is taken behind the point.
  func contains(decisionOf block: BlockID) -> Bool { block == point.block || isBehind[block.index] }
}
