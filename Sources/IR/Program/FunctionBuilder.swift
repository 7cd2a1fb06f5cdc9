/// Builds a function instruction by instruction, at the end of a current block.
package struct FunctionBuilder {
  /// The function so far.
  package private(set) var function: Function
  /// The block that instructions are appended to.
  package private(set) var current: BlockID
  /// `true` iff the current block has its terminator.
  package private(set) var isTerminated = false
  /// The place in the script that is noted at new instructions.
  package var location: LocationID = .none
  /// The catch block that is noted at new blocks.
  package private(set) var catchBlock: BlockID?

  /// Creates a builder of the function `name`, at the start of its entry.
  package init(name: String, parameters: [Local] = [], result: ValueType? = nil) {
    function = Function(name: name, parameters: parameters, result: result)
    current = .entry
  }

  /// Adds a local variable that is not a parameter.
  package mutating func addLocal(_ name: String, _ type: ValueType) -> LocalID {
    function.locals.append(Local(name: name, type: type))
    return LocalID(function.locals.count - 1)
  }

  /// Adds an empty block, covered by the present catch block, and leaves the current block as it is.
  package mutating func addBlock() -> BlockID {
    function.blocks.append(Block(catchBlock: catchBlock))
    return BlockID(function.blocks.count - 1)
  }

  /// Goes on at the end of `block`.
  package mutating func move(to block: BlockID) {
    current = block
    isTerminated = false
  }

  /// Covers blocks added from now on by `block`, and goes on in a new block so covered.
  package mutating func setCatchBlock(_ block: BlockID?) {
    catchBlock = block
    let next = addBlock()
    if !isTerminated { terminate(.jump(next)) }
    move(to: next)
  }

  /// Appends an instruction and returns its number. Behind a terminator it goes into a new, unreachable
  /// block.
  @discardableResult
  package mutating func append(_ operation: Operation, type: ValueType?) -> ValueID {
    if isTerminated { move(to: addBlock()) }
    function.instructions.append(Instruction(operation, type: type, location: location))
    let id = ValueID(function.instructions.count - 1)
    function[current].instructions.append(id)
    return id
  }

  /// Ends the current block; has no effect if it is ended already.
  package mutating func terminate(_ terminator: Terminator) {
    guard !isTerminated else { return }
    function[current].terminator = terminator
    isTerminated = true
  }
}
