import IR

/// What splitting has to know of the shape of one handler.
struct HandlerShape {
  /// One way in which a block depends on how another one ends.
  struct Control: Hashable {
    /// The block that decides.
    let block: BlockID
    /// `true` iff it decides by whether one of its instructions fails, too.
    let isByFailure: Bool
  }

  /// The handler.
  let function: Function
  /// The ways through it.
  let graph: ControlFlowGraph
  /// Which blocks stand on every way to which.
  let dominators: DominatorTree
  /// Which blocks stand on every way from which to the end.
  let postDominators: PostDominatorTree
  /// For each block, what decides whether it runs.
  let controls: [[Control]]
  /// For each block whether it can run more than once.
  let isInLoop: [Bool]
  /// For each instruction the block it stands in; `nil` if it stands in none.
  let blocks: [BlockID?]
  /// For each instruction its position within its block.
  let positions: [Int]
  /// For each local the instructions that set it.
  let writes: [[ValueID]]
  /// All instructions that can run, in an order in which dominating ones come first.
  let instructions: [ValueID]
  /// The globals that it names, by number, in order.
  let globals: [Int]

  /// Finds the shape of `function`.
  init(_ function: Function) {
    self.function = function
    graph = ControlFlowGraph(function)
    dominators = DominatorTree(graph)
    postDominators = PostDominatorTree(graph)
    isInLoop = LoopMembership(graph).isInLoop
    var blocks = [BlockID?](repeating: nil, count: function.instructions.count)
    var positions = [Int](repeating: 0, count: function.instructions.count)
    var writes = [[ValueID]](repeating: [], count: function.locals.count)
    for index in function.blocks.indices where graph.isReachable(BlockID(index)) {
      for (position, id) in function.blocks[index].instructions.enumerated() {
        blocks[id.index] = BlockID(index)
        positions[id.index] = position
        if case .writeLocal(let local, _) = function[id].operation {
          writes[local.index].append(id)
        }
      }
    }
    self.blocks = blocks
    self.positions = positions
    self.writes = writes
    instructions = graph.reversePostorder.flatMap { function[$0].instructions }
    globals = Set(instructions.compactMap { function[$0].operation.global?.index }).sorted()
    controls = Self.controls(in: function, graph, postDominators)
  }

  /// Returns for each block of `function` what decides whether it runs.
  ///
  /// Block `b` depends on block `a` iff it stands on every way from some successor of `a` to the end, but
  /// not on every way from `a` itself (Ferrante, Ottenstein, Warren 1987).
  private static func controls(
    in function: Function, _ graph: ControlFlowGraph, _ postDominators: PostDominatorTree
  ) -> [[Control]] {
    var found = [[Control]](repeating: [], count: function.blocks.count)
    for index in function.blocks.indices where graph.isReachable(BlockID(index)) {
      let block = BlockID(index)
      let stop = postDominators.immediatePostDominator(of: block)
      let control = Control(block: block, isByFailure: function[block].catchBlock != nil)
      for successor in graph.successors(of: block) {
        var walker: BlockID? = successor
        while let current = walker, current != stop {
          if !found[current.index].contains(control) { found[current.index].append(control) }
          walker = postDominators.immediatePostDominator(of: current)
        }
      }
    }
    return found
  }

  /// Returns the instructions by which `control` decides.
  func deciders(of control: Control) -> [ValueID] {
    let block = function[control.block]
    var deciders = block.terminator.operand.map { [$0] } ?? []
    if case .return = block.terminator { deciders = [] }
    if control.isByFailure {
      deciders += block.instructions.filter { function[$0].operation.canFail }
    }
    return deciders
  }

  /// Returns what stands before the instruction `id` in its block and by a failure keeps it from running, though the
  /// handler goes on in a catch block.
  func failures(before id: ValueID) -> [ValueID] {
    guard let block = blocks[id.index], function[block].catchBlock != nil else { return [] }
    return function[block].instructions[..<positions[id.index]].filter {
      function[$0].operation.canFail
    }
  }

  /// Returns whether the handler can go on in a catch block from the middle of `block`.
  func canBeLeftByFailure(_ block: BlockID) -> Bool {
    function[block].catchBlock != nil
      && function[block].instructions.contains { function[$0].operation.canFail }
  }

  /// Returns whether the handler can come by the instruction `first` and then by `second`.
  func canPrecede(_ first: ValueID, _ second: ValueID) -> Bool {
    guard let block = blocks[first.index], let other = blocks[second.index] else { return false }
    if block == other, positions[first.index] < positions[second.index] { return true }
    return graph.blocksReachable(from: block)[other.index]
  }
}

extension Function {
  /// `true` iff the instruction `id` fails for some operands that it can have.
  func canFail(_ id: ValueID) -> Bool {
    let operation = self[id].operation
    if case .binary = operation { return operation.mayDivideByZero(in: self) }
    return operation.canFail
  }
}

extension Operation {
  /// `true` iff it divides by what may be 0 in `function`, which it is part of.
  func mayDivideByZero(in function: Function) -> Bool {
    guard case .binary(let op, _, let divisor) = self, op.canFail else { return false }
    if case .long(let number) = function[divisor].operation { return number == 0 }
    return true
  }
}
