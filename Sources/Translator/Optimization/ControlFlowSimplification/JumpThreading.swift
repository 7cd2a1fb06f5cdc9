import IR

extension FunctionPass {
  /// Leads ways past blocks that do nothing, and past blocks that decide what the way that led there has
  /// decided already.
  package static let threadJumps = FunctionPass("thread-jumps") { function, _ in
    guard function.blocks.count > 1 else { return false }
    let hasSkippedBlocks = skipEmptyBlocks(of: &function)
    return skipGlances(of: &function) || hasSkippedBlocks
  }
}

/// Leads ways through empty blocks to where these lead, and returns whether there were any.
private func skipEmptyBlocks(of function: inout Function) -> Bool {
  let targets = function.blocks.indices.map { end(ofEmptyBlocksFrom: BlockID($0), function) }
  var hasChanged = false
  for index in function.blocks.indices {
    let before = (function.blocks[index].terminator, function.blocks[index].catchBlock)
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
    if before != (function.blocks[index].terminator, function.blocks[index].catchBlock) {
      hasChanged = true
    }
  }
  return hasChanged
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

/// Leads ways past blocks that only look at a local, where the way wrote to the local last: `a && b` as a
/// value, nested `a ? b : c`, and functions that were put into others make such blocks. Returns whether there
/// were any.
private func skipGlances(of function: inout Function) -> Bool {
  let useCounts = useCounts(in: function)
  let glances = function.blocks.map { Glance(of: $0, in: function, useCounts) }
  var hasChanged = false
  for index in function.blocks.indices {
    guard case .jump(let target) = function.blocks[index].terminator,
      let glance = glances[target.index],
      let value = lastValue(of: glance.local, in: function.blocks[index], function)
    else { continue }
    switch glance.use {
    case .decision(let terminator):
      guard let constant = function.constantLong(value) else { continue }
      function.blocks[index].terminator = .jump(terminator.target(for: constant))
    case .result: function.blocks[index].terminator = .return(value)
    case .copy(let local, let location, let next):
      function.instructions.append(
        Instruction(.writeLocal(local, value), type: nil, location: location))
      function.blocks[index].instructions.append(ValueID(function.instructions.count - 1))
      function.blocks[index].terminator = .jump(next)
    }
    hasChanged = true
  }
  return hasChanged
}

/// A block that does nothing but look at a local.
private struct Glance {
  /// What it looks for.
  enum Use {
    /// To choose the way by it.
    case decision(Terminator)
    /// To return it.
    case result
    /// To copy it into another local, and go on.
    case copy(LocalID, LocationID, BlockID)
  }

  /// The local.
  let local: LocalID
  /// What it looks for.
  let use: Use

  /// Finds out whether `block` is one; `nil` if it is not, or if others use the value that it reads.
  init?(of block: Block, in function: Function, _ useCounts: [Int]) {
    guard let read = block.instructions.first,
      case .readLocal(let local) = function[read].operation,
      useCounts[read.index] == 1
    else { return nil }
    self.local = local
    switch (block.instructions.count, block.terminator) {
    case (1, .branch(read, _, _)), (1, .choose(read, _, _)): use = .decision(block.terminator)
    case (1, .return(read)): use = .result
    case (2, .jump(let next)):
      let write = function[block.instructions[1]]
      guard case .writeLocal(let target, read) = write.operation else { return nil }
      use = .copy(target, write.location, next)
    default: return nil
    }
  }
}

extension Terminator {
  /// Returns where the way leads if the value that decides is `value`.
  ///
  /// - Requires: something decides.
  fileprivate func target(for value: Int64) -> BlockID {
    switch self {
    case .branch(_, let then, let otherwise): value != 0 ? then : otherwise
    case .choose(_, let cases, let otherwise):
      cases.first { $0.value == value }?.target ?? otherwise
    case .jump, .return: fatalError("nothing decides")
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

/// Returns the value that `block` wrote last to `local`; `nil` if it wrote none.
private func lastValue(of local: LocalID, in block: Block, _ function: Function) -> ValueID? {
  for id in block.instructions.reversed() {
    if case .writeLocal(local, let value) = function[id].operation { return value }
  }
  return nil
}
