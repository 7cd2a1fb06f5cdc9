import IR

/// Moves computations to where they are first needed, so that filters that do not need them come first.
///
/// The prologue of an alias sets variables before the script's own conditions run; what only the code
/// behind a condition needs must not cost anything where the condition fails. A division by what may be 0 stays: its failure
/// is the script's, and comes before or behind what the script prints.
///
/// - Parameter purity: what is known of the functions of the program.
func sink(_ function: Function, purity: PurityTable) -> Function {
  var result = function
  let shape = HandlerShape(function)
  let changesMemory = function.contains(\.changesMemory)
  var uses = UseTable(shape)
  for block in shape.graph.reversePostorder.reversed() {
    for id in function[block].instructions.reversed() {
      let operation = function[id].operation
      guard purity.isMovable(operation, in: function),
        !(changesMemory && operation.stability == .memory), let place = uses.place(of: id),
        place.block != block || place.position > shape.positions[id.index] + 1,
        canMove(id, from: block, to: place.block, shape)
      else { continue }
      uses.move(id, to: place)
    }
  }
  for index in result.blocks.indices { result.blocks[index].instructions = uses.order[index] }
  return result
}

/// `true` iff the instruction `id` may stand in `target` instead of `block`.
private func canMove(
  _ id: ValueID, from block: BlockID, to target: BlockID, _ shape: HandlerShape
) -> Bool {
  if shape.isInLoop[target.index], !shape.isInLoop[block.index] { return false }
  if shape.isInLoop[block.index], block != target { return false }
  return !shape.function[id].operation.canFail
    || shape.function[target].catchBlock == shape.function[block].catchBlock
}

/// Which operations give the same result wherever they stand in a run of a handler.
struct PurityTable {
  /// For each function whether its result depends on its arguments alone, and it has no effect.
  private let isPure: [Bool]

  /// Finds the pure functions of `program`.
  init(program: Program) {
    isPure = program.functionsDoing(some: { !Self.isPureByItself($0, in: $1) }).map { !$0 }
  }

  /// `true` iff `operation` of `function` may be done later than it is written.
  func isMovable(_ operation: Operation, in function: Function) -> Bool {
    switch operation {
    case .binary: !operation.mayDivideByZero(in: function)
    case .long, .string, .unary, .compare, .compareStrings, .concatenate, .name,
      .format, .argument, .eventField, .eventElement, .loadMember, .memberAddress, .load:
      true
    case .call(let function, _): isPure[function.index]
    case .intrinsic(let intrinsic, _):
      switch intrinsic.residence {
      case .context, .pure: true
      case .kernel: intrinsic.readsMemory
      case .user, .module: false
      }
    default: false
    }
  }

  /// `true` iff `operation` keeps `function`, which contains it, pure; calls are looked at apart.
  private static func isPureByItself(_ operation: Operation, in function: Function) -> Bool {
    if operation.global != nil || operation.mayDivideByZero(in: function) { return false }
    switch operation {
    case .intrinsic(let intrinsic, _): return intrinsic.residence == .pure
    case .print, .printHistogram, .formatHistogram, .matches, .argument, .eventField, .eventElement,
      .loadMember,
      .memberAddress, .load, .beginIteration, .beginBuckets:
      return false
    default: return true
    }
  }
}

/// Where values are used, while instructions move.
private struct UseTable {
  /// The shape of the function.
  private let shape: HandlerShape
  /// The instructions that use each value.
  private var users: [[ValueID]]
  /// The blocks whose terminators use each value.
  private var terminators: [[BlockID]]
  /// The present block of each instruction.
  private var blocks: [BlockID?]
  /// The instructions of each block, in their present order.
  private(set) var order: [[ValueID]]

  /// Finds the uses in the function of `shape`.
  init(_ shape: HandlerShape) {
    self.shape = shape
    users = .init(repeating: [], count: shape.function.instructions.count)
    terminators = .init(repeating: [], count: shape.function.instructions.count)
    blocks = shape.blocks
    order = shape.function.blocks.map(\.instructions)
    for block in shape.graph.reversePostorder {
      for id in shape.function[block].instructions {
        for operand in shape.function[id].operation.operands { users[operand.index].append(id) }
      }
      if let operand = shape.function[block].terminator.operand {
        terminators[operand.index].append(block)
      }
    }
  }

  /// Returns the last point that comes before all uses of `id`; `nil` if there is none.
  func place(of id: ValueID) -> CommitPoint? {
    let using = users[id.index].compactMap { blocks[$0.index] } + terminators[id.index]
    guard var block = using.first else { return nil }
    for other in using.dropFirst() { block = shape.dominators.common(block, other) }
    // A catch block sees only what was computed before the block that it covers. Where `id` stands now all see it.
    while block != blocks[id.index], shape.function[block].catchBlock != nil,
      using.contains(where: { $0 != block }),
      let above = shape.dominators.immediateDominator(of: block)
    {
      block = above
    }
    let position = order[block.index].firstIndex { users[id.index].contains($0) }
    return CommitPoint(block: block, position: position ?? order[block.index].count)
  }

  /// Moves the instruction `id` to `place`.
  mutating func move(_ id: ValueID, to place: CommitPoint) {
    guard let block = blocks[id.index], let old = order[block.index].firstIndex(of: id) else {
      return
    }
    order[block.index].remove(at: old)
    let shift = block == place.block && old < place.position ? 1 : 0
    order[place.block.index].insert(id, at: place.position - shift)
    blocks[id.index] = place.block
  }
}
