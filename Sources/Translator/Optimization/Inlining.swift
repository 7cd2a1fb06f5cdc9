import IR

/// Returns `function` with the calls replaced by the bodies of the called functions wherever `isInlined`
/// says so, calls in these bodies included. A function is not put into itself: such calls stay.
///
/// What can fail gets a location of its own in `program`, which names the call that has brought it.
package func inlineCalls(
  in function: Function, where isInlined: (FunctionID) -> Bool, program: inout Program
) -> Function {
  let functions = program.functions
  return inlineCalls(in: function, locations: &program.locations) {
    isInlined($0) ? functions[$0.index] : nil
  }
}

/// Returns `function` with the calls of functions for which `body` has one replaced by that.
///
/// What can fail gets a location of its own in `locations`, which names the call that has brought it.
func inlineCalls(
  in function: Function, locations: inout [Location], bodies body: (FunctionID) -> Function?
) -> Function {
  withoutActuallyEscaping(body) { body in
    var inliner = Inliner(function, locations: locations, bodies: body)
    // The inliner has the only reference while it runs, so that it adds in place.
    locations = []
    inliner.run()
    locations = inliner.locations
    return inliner.function
  }
}

/// The state of one function into which others are put.
private struct Inliner {
  /// The function so far.
  private(set) var function: Function
  /// The locations of the program.
  private(set) var locations: [Location]
  /// The numbers of the locations that were made for what calls have brought.
  private var broughtLocations: [BroughtLocation: LocationID] = [:]
  /// What calls of a function are replaced by; `nil` if they stay.
  private let body: (FunctionID) -> Function?
  /// The blocks that have not been looked through, each with the functions that it came from.
  private var pending: [(block: BlockID, origins: [FunctionID])]

  /// Creates the state before anything was done.
  init(
    _ function: Function, locations: [Location], bodies body: @escaping (FunctionID) -> Function?
  ) {
    self.function = function
    self.locations = locations
    self.body = body
    pending = function.blocks.indices.map { (BlockID($0), []) }
  }

  /// Replaces all calls that are to be replaced.
  mutating func run() {
    while let (block, origins) = pending.popLast() {
      for (position, id) in function[block].instructions.enumerated() {
        guard case .call(let callee, let arguments) = function[id].operation,
          !origins.contains(callee), let body = body(callee)
        else { continue }
        pending += replace(id, at: position, of: block, by: body, arguments)
          .map { ($0, origins + [callee]) }
        pending.append((BlockID(function.blocks.count - 1), origins))
        break
      }
    }
  }

  /// Replaces the call `id`, the instruction at `position` of `block`, by `body`, and returns where the
  /// blocks of that stand. The rest of `block` becomes the last block.
  private mutating func replace(
    _ id: ValueID, at position: Int, of block: BlockID, by body: Function, _ arguments: [ValueID]
  ) -> [BlockID] {
    let location = function[id].location
    var rest = function[block]
    rest.instructions.removeSubrange(..<position)
    function[block].instructions.removeSubrange(position...)
    let copy = FunctionCopy(
      firstLocal: function.locals.count, firstValue: function.instructions.count,
      firstBlock: function.blocks.count)
    let end = BlockID(function.blocks.count + body.blocks.count)
    function.instructions += body.instructions.map { instruction in
      var copied = copy.instruction(instruction)
      copied.location = place(of: instruction, broughtBy: location)
      return copied
    }
    function.blocks += body.blocks.map { copy.block($0, catchBlock: rest.catchBlock) }
    function.locals += body.locals
    fillLocals(of: body, copy, arguments, in: block, location)
    let result = body.result.map { type in
      // The call becomes a read of what the body leaves in a local, so that its uses stay as they are.
      let local = LocalID(function.locals.count)
      function.locals.append(Local(name: ".\(body.name)", type: type))
      function[id] = Instruction(.readLocal(local), type: type, location: location)
      return local
    }
    if result == nil { rest.instructions.removeFirst() }
    let blocks = body.blocks.indices.map { copy.block(BlockID($0)) }
    for block in blocks { returnResult(of: block, in: result, to: end, location) }
    function[block].terminator = .jump(copy.block(.entry))
    function.blocks.append(rest)
    return blocks
  }

  /// Returns the location of the copy of `instruction` of a function that the call at `call` names: the place of
  /// the call if it has none of its own.
  private mutating func place(
    of instruction: Instruction, broughtBy call: LocationID
  ) -> LocationID {
    if instruction.location == .none { return call }
    guard call != .none, instruction.operation.canFail else { return instruction.location }
    let brought = BroughtLocation(location: instruction.location, call: call)
    if let known = broughtLocations[brought] { return known }
    let origin = locations[instruction.location.index]
    let id = LocationID(locations.count)
    locations.append(origin.called(from: call, text: origin.text))
    broughtLocations[brought] = id
    return id
  }

  /// Appends to `block` what gives the locals of `body` their first values: in a loop, the last run has left
  /// something in them.
  private mutating func fillLocals(
    of body: Function, _ copy: FunctionCopy, _ arguments: [ValueID], in block: BlockID,
    _ location: LocationID
  ) {
    for (index, local) in body.locals.enumerated() {
      let value: ValueID
      if index < body.parameterCount {
        value = arguments[index]
      } else {
        let operation: Operation = local.type == .long ? .long(0) : .string([])
        value = append(Instruction(operation, type: local.type, location: location), to: block)
      }
      _ = append(
        Instruction(.writeLocal(copy.local(LocalID(index)), value), type: nil, location: location),
        to: block)
    }
  }

  /// Appends `instruction` to `block` and returns its number.
  private mutating func append(_ instruction: Instruction, to block: BlockID) -> ValueID {
    function.instructions.append(instruction)
    let id = ValueID(function.instructions.count - 1)
    function[block].instructions.append(id)
    return id
  }

  /// If the copied `block` leaves its function, lets it put what it returns into `result` and go on with
  /// `end` instead.
  private mutating func returnResult(
    of block: BlockID, in result: LocalID?, to end: BlockID, _ location: LocationID
  ) {
    guard case .return(let value) = function[block].terminator else { return }
    if let result, let value {
      _ = append(
        Instruction(.writeLocal(result, value), type: nil, location: location), to: block)
    }
    function[block].terminator = .jump(end)
  }
}

/// A place in a function, and the place of a call of the function.
private struct BroughtLocation: Hashable {
  /// The place in the function.
  let location: LocationID
  /// The place of the call.
  let call: LocationID
}

/// Where the parts of a function stand in the function into which it is copied.
private struct FunctionCopy {
  /// The number of its first local.
  let firstLocal: Int
  /// The number of its first instruction.
  let firstValue: Int
  /// The number of its first block.
  let firstBlock: Int

  /// Returns where `value` stands.
  private func value(_ value: ValueID) -> ValueID { ValueID(firstValue + value.index) }

  /// Returns where `local` stands.
  func local(_ local: LocalID) -> LocalID { LocalID(firstLocal + local.index) }

  /// Returns where `block` stands.
  func block(_ block: BlockID) -> BlockID { BlockID(firstBlock + block.index) }

  /// Returns the copy of `instruction`.
  func instruction(_ instruction: Instruction) -> Instruction {
    var copy = instruction
    copy.operation = instruction.operation.mappingOperands(value).mappingLocal(local)
    return copy
  }

  /// Returns the copy of `block`, covered by `catchBlock` if by nothing else.
  func block(_ block: Block, catchBlock: BlockID?) -> Block {
    var copy = block
    copy.instructions = block.instructions.map(value)
    copy.terminator = block.terminator.mappingTargets(self.block).mappingOperand(value)
    copy.catchBlock = block.catchBlock.map(self.block) ?? catchBlock
    return copy
  }
}
