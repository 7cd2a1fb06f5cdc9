import IR

extension FunctionPass {
  /// Drops writes of locals that nothing reads before the next write.
  package static let removeDeadWrites = FunctionPass("remove-dead-writes") { function, _ in
    guard !function.locals.isEmpty else { return false }
    let liveness = LocalLiveness(of: function)
    var hasChanged = false
    for index in function.blocks.indices
    where liveness.removeDeadWrites(from: &function, in: BlockID(index)) {
      hasChanged = true
    }
    return hasChanged
  }
}

/// Which locals may still be read at which place.
private struct LocalLiveness {
  /// A set of locals.
  private struct Locals: Equatable {
    /// A bit for each local.
    var words: [UInt64]

    /// Creates an empty set of locals of a function that has `count`.
    init(count: Int) { words = [UInt64](repeating: 0, count: (count + 63) / 64) }

    /// Returns `true` iff `local` is in the set.
    func contains(_ local: LocalID) -> Bool {
      words[local.index / 64] >> (local.index % 64) & 1 == 1
    }

    /// Adds `local`.
    mutating func insert(_ local: LocalID) { words[local.index / 64] |= 1 << (local.index % 64) }

    /// Removes `local`.
    mutating func remove(_ local: LocalID) { words[local.index / 64] &= ~(1 << (local.index % 64)) }

    /// Adds all of `other`.
    mutating func formUnion(_ other: Locals) {
      for index in words.indices { words[index] |= other.words[index] }
    }
  }

  /// The locals that may be read after the start of each block before they are written.
  private var liveAtStart: [Locals]

  /// Creates the liveness of the locals of `function`.
  init(of function: Function) {
    let graph = ControlFlowGraph(function)
    liveAtStart = [Locals](
      repeating: Locals(count: function.locals.count), count: function.blocks.count)
    var isStable = false
    while !isStable {
      isStable = true
      for block in graph.reversePostorder.reversed() {
        var live = liveAtEnd(of: block, in: function)
        for id in function[block].instructions.reversed() {
          step(over: function[id].operation, of: function[block], &live)
        }
        if live != liveAtStart[block.index] {
          liveAtStart[block.index] = live
          isStable = false
        }
      }
    }
  }

  /// Drops the writes in `block` that nothing reads, and returns whether there were any.
  func removeDeadWrites(from function: inout Function, in block: BlockID) -> Bool {
    var live = liveAtEnd(of: block, in: function)
    var kept: [ValueID] = []
    for id in function[block].instructions.reversed() {
      let operation = function[id].operation
      if case .writeLocal(let local, _) = operation, !live.contains(local) { continue }
      step(over: operation, of: function[block], &live)
      kept.append(id)
    }
    guard kept.count < function[block].instructions.count else { return false }
    function[block].instructions = kept.reversed()
    return true
  }

  /// Returns the locals that may be read after the last instruction of `block`.
  private func liveAtEnd(of block: BlockID, in function: Function) -> Locals {
    var live = Locals(count: function.locals.count)
    for successor in function[block].terminator.successors {
      live.formUnion(liveAtStart[successor.index])
    }
    if let catchBlock = function[block].catchBlock { live.formUnion(liveAtStart[catchBlock.index]) }
    return live
  }

  /// Changes `live` from what is live after `operation` to what is live before it. What the catch block
  /// reads stays live, because the write may not be reached.
  private func step(over operation: Operation, of block: Block, _ live: inout Locals) {
    switch operation {
    case .readLocal(let local): live.insert(local)
    case .writeLocal(let local, _):
      let isCaught = block.catchBlock.map { liveAtStart[$0.index].contains(local) } ?? false
      if !isCaught { live.remove(local) }
    default: break
    }
  }
}
