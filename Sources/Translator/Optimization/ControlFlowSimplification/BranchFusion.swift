import IR

extension FunctionPass {
  /// Joins two branches on the same value that follow each other, so that the value is looked at once.
  ///
  ///           a                            a
  ///         ↙   ↘                        ↙   ↘
  ///     first   first'               first   first'
  ///         ↘   ↙                      ↓       ↓
  ///        between         becomes   second  second'
  ///         ↙   ↘                        ↘   ↙
  ///     second  second'                   end
  ///         ↘   ↙
  ///          end
  ///
  /// What stands between may only read locals and compute, and is done at the end instead. The arguments of one system
  /// call, which each depend on its calling convention, make such branches.
  package static let fuseBranches = FunctionPass("fuse-branches") { function, _ in
    guard function.blocks.count > 6 else { return false }
    let graph = ControlFlowGraph(function)
    var hasChanged = false
    var isTaken = [Bool](repeating: false, count: function.blocks.count)
    for block in graph.reversePostorder {
      guard let first = Diamond(at: block, in: function, graph),
        let second = Diamond(at: first.end, in: function, graph), first.value == second.value,
        canMove(between: first, second, in: function),
        !first.blocks.contains(where: { isTaken[$0.index] }),
        !second.blocks.contains(where: { isTaken[$0.index] })
      else { continue }
      fuse(first, second, in: &function)
      for block in first.blocks + second.blocks { isTaken[block.index] = true }
      hasChanged = true
    }
    return hasChanged
  }
}

/// A branch whose ways meet again at once.
private struct Diamond {
  /// The value that decides.
  let value: ValueID
  /// The block that decides.
  let head: BlockID
  /// The block for other values than 0.
  let then: BlockID
  /// The block for 0.
  let otherwise: BlockID
  /// Where the ways meet.
  let end: BlockID

  /// The blocks.
  var blocks: [BlockID] { [head, then, otherwise, end] }

  /// Finds out whether the branch at the end of `head` is one; `nil` if it is not.
  init?(at head: BlockID, in function: Function, _ graph: ControlFlowGraph) {
    guard case .branch(let value, let then, let otherwise) = function[head].terminator,
      then != otherwise, graph.predecessors(of: then) == [head],
      graph.predecessors(of: otherwise) == [head],
      case .jump(let end) = function[then].terminator,
      case .jump(end) = function[otherwise].terminator,
      graph.predecessors(of: end).count == 2,
      function[then].catchBlock == nil, function[otherwise].catchBlock == nil
    else { return nil }
    self.value = value
    self.head = head
    self.then = then
    self.otherwise = otherwise
    self.end = end
  }
}

/// Returns `true` iff what stands between `first` and `second` can as well be done behind `second`.
private func canMove(between first: Diamond, _ second: Diamond, in function: Function) -> Bool {
  let between = function[first.end].instructions
  let passed = function[second.then].instructions + function[second.otherwise].instructions
  var isBetween: Set<ValueID> = []
  var readLocals: Set<LocalID> = []
  for id in between {
    let operation = function[id].operation
    if case .readLocal(let local) = operation {
      readLocals.insert(local)
    } else if operation.stability != .pure || operation.canFail {
      return false
    }
    isBetween.insert(id)
  }
  return !isBetween.contains(second.value)
    && passed.allSatisfy { id in
      if case .writeLocal(let local, _) = function[id].operation, readLocals.contains(local) {
        return false
      }
      return !function[id].operation.operands.contains { isBetween.contains($0) }
    }
}

/// Leads the ways of `first` into those of `second`.
private func fuse(_ first: Diamond, _ second: Diamond, in function: inout Function) {
  function[second.end].instructions.insert(contentsOf: function[first.end].instructions, at: 0)
  function[first.end].instructions = []
  function[first.then].terminator = .jump(second.then)
  function[first.otherwise].terminator = .jump(second.otherwise)
}
