import IR

extension FunctionPass {
  /// Leads ways past blocks that do nothing, and past blocks that decide what the way that led there has
  /// decided already.
  package static let threadJumps = FunctionPass("thread-jumps") { function, _ in
    skipEmptyBlocks(of: &function)
    skipDecisions(of: &function)
  }
}

/// Leads ways through empty blocks to where these lead.
private func skipEmptyBlocks(of function: inout Function) {
  let targets = function.blocks.indices.map { end(ofEmptyBlocksFrom: BlockID($0), function) }
  for index in function.blocks.indices {
    function.blocks[index].terminator = function.blocks[index].terminator
      .mappingTargets { targets[$0.index] }
    function.blocks[index].catchBlock = function.blocks[index].catchBlock.map {
      targets[$0.index]
    }
    // Whatever a bare return hands back is known wherever a way leads to it.
    if case .jump(let target) = function.blocks[index].terminator,
      function[target].instructions.isEmpty, case .return = function[target].terminator
    {
      function.blocks[index].terminator = function[target].terminator
    }
  }
}

/// Returns where the way from the start of `block` leads before anything happens.
private func end(ofEmptyBlocksFrom block: BlockID, _ function: Function) -> BlockID {
  var end = block
  // A circle of empty blocks is a loop for ever: it is followed no longer than there are blocks.
  for _ in function.blocks {
    guard function[end].instructions.isEmpty, case .jump(let next) = function[end].terminator,
      next != end
    else { break }
    end = next
  }
  return end
}

/// Leads ways past blocks that only read a local and branch on it, where the way wrote a constant to the
/// local last: `a && b` as a value, and inlined functions that return 0 or 1, make such blocks.
private func skipDecisions(of function: inout Function) {
  let useCounts = useCounts(in: function)
  let decisions = function.blocks.map { Decision(of: $0, in: function, useCounts) }
  for index in function.blocks.indices {
    guard case .jump(let target) = function.blocks[index].terminator,
      let decision = decisions[target.index],
      let constant = lastConstant(in: decision.local, of: function.blocks[index], function)
    else { continue }
    function.blocks[index].terminator = .jump(decision.target(for: constant))
  }
}

/// A block that does nothing but look at a local and choose the way by it.
private struct Decision {
  /// The local.
  let local: LocalID
  /// Where the way leads on.
  private let terminator: Terminator

  /// Finds out whether `block` is one; `nil` if it is not, or if others use the value that it reads.
  init?(of block: Block, in function: Function, _ useCounts: [Int]) {
    guard block.instructions.count == 1, let read = block.instructions.first,
      case .readLocal(let local) = function[read].operation, useCounts[read.index] == 1,
      block.terminator.operand == read
    else { return nil }
    if case .return = block.terminator { return nil }
    self.local = local
    terminator = block.terminator
  }

  /// Returns where the way leads if the local holds `value`.
  func target(for value: Int64) -> BlockID {
    switch terminator {
    case .branch(_, let then, let otherwise): value != 0 ? then : otherwise
    case .choose(_, let cases, let otherwise):
      cases.first { $0.value == value }?.target ?? otherwise
    case .jump, .return: fatalError("a decision has a choice")
    }
  }
}

/// Returns how often each value is used.
private func useCounts(in function: Function) -> [Int] {
  var counts = [Int](repeating: 0, count: function.instructions.count)
  for block in function.blocks {
    for id in block.instructions {
      for operand in function[id].operation.operands { counts[operand.index] += 1 }
    }
    if let operand = block.terminator.operand { counts[operand.index] += 1 }
  }
  return counts
}

/// Returns the constant that `block` wrote last to `local`; `nil` if it wrote none, or no constant.
private func lastConstant(
  in local: LocalID, of block: Block, _ function: Function
) -> Int64? {
  for id in block.instructions.reversed() {
    guard case .writeLocal(local, let value) = function[id].operation else { continue }
    return function.constantLong(value)
  }
  return nil
}
