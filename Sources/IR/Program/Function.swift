/// A local variable of a function.
package struct Local: Hashable, Sendable {
  /// The name, for people; not unique.
  package var name: String
  /// The type.
  package var type: ValueType

  /// Creates a local variable.
  package init(name: String, type: ValueType) {
    self.name = name
    self.type = type
  }
}

/// One operation and the place of the script that asked for it.
package struct Instruction: Hashable, Sendable {
  /// What is done.
  package var operation: Operation
  /// The type of the result; `nil` if there is none.
  package var type: ValueType?
  /// The place in the script.
  package var location: LocationID

  /// Creates an instruction.
  package init(_ operation: Operation, type: ValueType?, location: LocationID = .none) {
    self.operation = operation
    self.type = type
    self.location = location
  }
}

/// How a block ends.
package enum Terminator: Hashable, Sendable {
  /// Goes on with a block.
  case jump(BlockID)
  /// Goes on with `then` if the long is not 0, else with `otherwise`.
  case branch(ValueID, then: BlockID, otherwise: BlockID)
  /// Goes on with the block whose number equals the long, else with `otherwise`.
  case choose(ValueID, cases: [ChoiceCase], otherwise: BlockID)
  /// Leaves the function, with a value if it has a result.
  case `return`(ValueID?)

  /// The blocks that may follow, in order, possibly with repetitions.
  package var successors: [BlockID] {
    switch self {
    case .jump(let target): [target]
    case .branch(_, let then, let otherwise): [then, otherwise]
    case .choose(_, let cases, let otherwise): cases.map(\.target) + [otherwise]
    case .return: []
    }
  }

  /// The value that decides, or that is returned.
  package var operand: ValueID? {
    switch self {
    case .jump: nil
    case .branch(let value, _, _), .choose(let value, _, _): value
    case .return(let value): value
    }
  }
}

/// One case of a `choose`.
package struct ChoiceCase: Hashable, Sendable {
  /// The number.
  package var value: Int64
  /// Where to go on.
  package var target: BlockID

  /// Creates a case.
  package init(_ value: Int64, _ target: BlockID) {
    self.value = value
    self.target = target
  }
}

/// Instructions that run one after another.
package struct Block: Hashable, Sendable {
  /// The instructions, in order.
  package var instructions: [ValueID] = []
  /// How it ends.
  package var terminator: Terminator = .return(nil)
  /// Where to go on when an instruction of the block fails; `nil` leaves the handler with the error.
  package var catchBlock: BlockID?

  /// Creates a block that returns at once.
  package init(catchBlock: BlockID? = nil) { self.catchBlock = catchBlock }
}

/// A handler, a half of one, or a function of the script.
///
/// Invariants, which `Verifier` checks:
/// - Block 0 is the entry and has no predecessors.
/// - Each instruction stands in at most one block that can be reached; its operands are computed on every path
///   to it.
/// - Locals start as 0 or the empty string, parameters as the arguments.
package struct Function: Hashable, Sendable {
  /// The name, unique in the program.
  package var name: String
  /// The number of locals that are parameters.
  package var parameterCount: Int
  /// The parameters, then the other locals.
  package var locals: [Local]
  /// The type of the result; `nil` if it has none.
  package var result: ValueType?
  /// All instructions, by number; which of them run is said by the blocks.
  package var instructions: [Instruction]
  /// The blocks; the first is the entry.
  package var blocks: [Block]

  /// Creates a function with an empty entry block.
  package init(name: String, parameters: [Local] = [], result: ValueType? = nil) {
    self.name = name
    parameterCount = parameters.count
    locals = parameters
    self.result = result
    instructions = []
    blocks = [Block()]
  }

  /// The instruction numbered `id`.
  package subscript(id: ValueID) -> Instruction {
    get { instructions[id.index] }
    // In place: with a setter, changing an operation would copy its operands.
    _modify { yield &instructions[id.index] }
  }

  /// The block numbered `id`.
  package subscript(id: BlockID) -> Block {
    get { blocks[id.index] }
    // In place: with a setter, appending an instruction would copy the block's list.
    _modify { yield &blocks[id.index] }
  }

  /// The local numbered `id`.
  package subscript(id: LocalID) -> Local { locals[id.index] }
}
