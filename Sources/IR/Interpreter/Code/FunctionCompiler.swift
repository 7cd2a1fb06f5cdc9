/// Turns a function into steps for the interpreter.
struct FunctionCompiler {
  /// The function.
  let function: Function
  /// What surrounds it.
  let context: CompilerContext
  /// The registers of the values.
  private(set) var registers: [Int32]
  /// The registers of the locals.
  private(set) var localRegisters: [Int32] = []
  /// How often each value is used, and where.
  private let uses: ValueUses
  /// The number of registers given out so far.
  private var registerCount = 0
  /// The registers that hold strings.
  private var stringRegisters: [Int32] = []
  /// The constants and their registers.
  private var constants: [(register: Int, operation: Operation)] = []
  /// The steps so far.
  private(set) var code: [Code] = []
  /// Where they come from.
  private var origins: [StepOrigin] = []
  /// The operations of the steps `other`.
  private(set) var operations: [OtherOperation] = []
  /// The positions at which blocks start; -1 for those that are not compiled.
  private var starts: [Int32]
  /// The catch blocks of the steps.
  private var handlers: [BlockID?] = []
  /// The block that is being compiled.
  private var block = BlockID.entry
  /// The instruction that is being compiled.
  private var instruction = -1
  /// The place in the script of what is being compiled.
  private var location = LocationID.none

  /// Creates a compiler of `function`.
  init(_ function: Function, in context: CompilerContext) {
    self.function = function
    self.context = context
    registers = Array(repeating: -1, count: function.instructions.count)
    starts = Array(repeating: -1, count: function.blocks.count)
    uses = ValueUses(in: function)
  }

  /// Compiles the function into `target`.
  mutating func compile(into target: inout CompiledFunction) {
    for local in function.locals { localRegisters.append(Int32(newRegister(local.type))) }
    target.localsEnd = registerCount
    target.parametersEnd =
      function.parameterCount < function.locals.count
      ? Int(localRegisters[function.parameterCount]) : registerCount
    let order = BlockOrder(of: function)
    assignRegisters(in: order.blocks)
    for (position, block) in order.blocks.enumerated() {
      let next = position + 1 < order.blocks.count ? order.blocks[position + 1] : nil
      append(block, isLoopHead: order.isLoopHead[block.index], next: next)
    }
    resolveTargets()
    let memory = context.memory
    target.code = memory.list(code).start
    target.origins = memory.list(origins).start
    target.template = memory.list(template()).start
    target.frameSize = registerCount
    target.stringRegisters = stringRegisters
    target.registers = registers
    target.operations = operations
    target.captures = capturePlaces()
  }

  // MARK: Registers

  /// Returns a new register, or the first of two for a string.
  private mutating func newRegister(_ type: ValueType) -> Int {
    defer { registerCount += type == .string ? 2 : 1 }
    if type == .string { stringRegisters.append(Int32(registerCount)) }
    return registerCount
  }

  /// Gives each value of `blocks` a register: that of a local, if it is only read or written there.
  private mutating func assignRegisters(in blocks: [BlockID]) {
    // What has no result gets a register all the same, which nobody reads.
    let unused = Int32(newRegister(.long))
    for index in registers.indices { registers[index] = unused }
    for block in blocks {
      let instructions = function[block].instructions
      for (position, id) in instructions.enumerated() {
        guard let type = function[id].type else { continue }
        switch function[id].operation {
        case .readLocal(let local) where uses.canAlias(id, at: position, of: block, in: function):
          registers[id.index] = localRegisters[local.index]
        case .long, .string:
          registers[id.index] = Int32(newRegister(type))
          constants.append((Int(registers[id.index]), function[id].operation))
        default:
          registers[id.index] =
            forwardedLocal(of: id, at: position, in: instructions) ?? Int32(newRegister(type))
        }
      }
    }
  }

  /// Returns the register of the local that the next instruction writes the value `id` to, if nothing else
  /// uses it.
  private func forwardedLocal(of id: ValueID, at position: Int, in block: [ValueID]) -> Int32? {
    guard position + 1 < block.count, uses.count(of: id) == 1,
      case .writeLocal(let local, id) = function[block[position + 1]].operation
    else { return nil }
    return localRegisters[local.index]
  }

  /// Returns a frame with its constants.
  private func template() -> [Int64] {
    var frame = [Int64](repeating: 0, count: registerCount)
    for (register, operation) in constants {
      switch operation {
      case .long(let value): frame[register] = value
      case .string(let bytes):
        let view = context.memory.string(bytes)
        frame[register] = Int64(Int(bitPattern: view.start))
        frame[register + 1] = Int64(view.count)
      default: break
      }
    }
    return frame
  }

  /// Returns the register of the value `id`.
  func register(_ id: ValueID) -> Int { Int(registers[id.index]) }

  /// Returns the register and the type of the value `id`.
  func typed(_ id: ValueID) -> TypedRegister {
    TypedRegister(position: registers[id.index], isString: function[id].type == .string)
  }

  // MARK: Blocks

  /// Appends the steps of `block`; those of `next` follow.
  private mutating func append(_ block: BlockID, isLoopHead: Bool, next: BlockID?) {
    self.block = block
    starts[block.index] = Int32(code.count)
    let instructions = function[block].instructions
    location = place(of: block)
    instruction = -1
    if isLoopHead { append(Code(.countRound)) }
    let fused = fusedComparison(of: block)
    for id in instructions where id != fused {
      instruction = id.index
      location = function[id].location
      append(id)
    }
    instruction = -1
    append(function[block].terminator, fused: fused, next: next)
  }

  /// Returns the place in the script where `block` starts, as far as that is known.
  private func place(of block: BlockID) -> LocationID {
    function[block].instructions.lazy.map { function[$0].location }.first { $0 != .none } ?? .none
  }

  /// Appends `step`.
  mutating func append(_ step: Code) {
    code.append(step)
    origins.append(
      StepOrigin(
        location: Int32(location.index), instruction: Int32(instruction), handler: -1))
    handlers.append(function[block].catchBlock)
  }

  /// Appends a step with `detail`.
  mutating func append<Detail>(_ step: Code, _ detail: Detail) {
    var step = step
    step.detail = context.memory.place(detail)
    append(step)
  }

  /// Appends a step for `operation`, which has no opcode of its own.
  mutating func appendOther(_ operation: Operation, _ type: ValueType?, target: Int) {
    append(Code(.other, target: target, immediate: operations.count))
    operations.append(OtherOperation(operation: operation, type: type))
  }

  // MARK: Terminators

  /// Returns the comparison that ends `block` if only its branch uses it.
  private func fusedComparison(of block: BlockID) -> ValueID? {
    guard case .branch(let condition, _, _) = function[block].terminator,
      function[block].instructions.last == condition, uses.count(of: condition) == 1
    else { return nil }
    switch function[condition].operation {
    case .compare, .compareStrings(.equal, _, _), .compareStrings(.notEqual, _, _): return condition
    default: return nil
    }
  }

  /// Appends the steps of `terminator`; block `next` follows.
  private mutating func append(_ terminator: Terminator, fused: ValueID?, next: BlockID?) {
    switch terminator {
    case .jump(let target):
      if target != next { append(Code(.jump, immediate: target.index)) }
    case .branch(let condition, let then, let otherwise):
      var step =
        fused.map(branch) ?? (code: Code(.branch, a: register(condition)), isInverted: false)
      step.code.setTargets(
        then: (step.isInverted ? otherwise : then).index,
        otherwise: (step.isInverted ? then : otherwise).index)
      append(step.code)
    case .choose(let value, let cases, let otherwise):
      let sorted = cases.sorted { $0.value < $1.value }
      let table = ChoiceTable(
        values: context.memory.list(sorted.map(\.value)),
        targets: context.memory.list(sorted.map { Int32($0.target.index) }).start,
        otherwise: Int32(otherwise.index))
      append(Code(.choose, a: register(value)), table)
    case .return(let value?) where function.result == .string:
      append(Code(.returnString, a: register(value)))
    case .return(let value?): append(Code(.returnLong, a: register(value)))
    case .return(nil): append(Code(.returnNothing))
    }
  }

  /// Returns the branch that compares as `id` does, and whether it branches on the opposite.
  private func branch(_ id: ValueID) -> (code: Code, isInverted: Bool) {
    switch function[id].operation {
    case .compare(let comparison, let a, let b):
      let (first, second) = (register(a), register(b))
      switch comparison {
      case .equal: return (Code(.branchEqual, a: first, b: second), false)
      case .notEqual: return (Code(.branchNotEqual, a: first, b: second), false)
      case .less: return (Code(.branchLess, a: first, b: second), false)
      case .lessOrEqual: return (Code(.branchLessOrEqual, a: first, b: second), false)
      case .greater: return (Code(.branchLess, a: second, b: first), false)
      case .greaterOrEqual: return (Code(.branchLessOrEqual, a: second, b: first), false)
      }
    case .compareStrings(let comparison, let a, let b):
      return (
        Code(.branchStringEqual, a: register(a), b: register(b)), comparison == .notEqual
      )
    default: preconditionFailure("v\(id.index) is no comparison")
    }
  }

  /// Replaces the numbers of blocks by the positions of their steps.
  private mutating func resolveTargets() {
    for index in code.indices {
      if let handler = handlers[index] { origins[index].handler = starts[handler.index] }
      switch code[index].opcode {
      case .jump: code[index].immediate = Int(starts[code[index].immediate])
      case .branch, .branchEqual, .branchNotEqual, .branchLess, .branchLessOrEqual,
        .branchStringEqual:
        code[index].setTargets(
          then: Int(starts[code[index].then]), otherwise: Int(starts[code[index].otherwise]))
      case .choose: resolve(code[index].detail(ChoiceTable.self))
      default: break
      }
    }
  }

  /// Replaces the numbers of blocks in `table` by the positions of their steps.
  private func resolve(_ table: UnsafeMutablePointer<ChoiceTable>) {
    let old = table.pointee
    for index in 0..<old.values.count { old.targets[index] = starts[Int(old.targets[index])] }
    table.pointee = ChoiceTable(
      values: old.values, targets: old.targets, otherwise: starts[Int(old.otherwise)])
  }

  /// Returns where a kernel half captures the values of its instructions.
  private func capturePlaces() -> [Int: [CapturePlace]] {
    var places: [Int: [CapturePlace]] = [:]
    for block in function.blocks {
      for id in block.instructions {
        switch function[id].operation {
        case .capture(let slot, let value): places[value.index, default: []].append(.slot(slot))
        case .captureNext(let value): places[value.index, default: []].append(.stream)
        default: break
        }
      }
    }
    return places
  }
}

/// What a function is compiled against.
struct CompilerContext {
  /// The memory for its code.
  let memory: CodeMemory
  /// The globals.
  let store: GlobalStore
  /// The patterns of `=~`.
  let patterns: PatternTable
  /// The names of numbers.
  let names: NameLookup
  /// The layout of the record that it reads.
  let record: RecordLayout?
  /// The functions that it may call.
  let functions: UnsafeMutablePointer<CompiledFunction>
}

/// The blocks of a function that can run, in the order in which they are compiled.
private struct BlockOrder {
  /// The blocks in reverse postorder.
  private(set) var blocks: [BlockID] = []
  /// For each block whether some block behind it in order leads to it.
  private(set) var isLoopHead: [Bool]

  /// Finds the order of the blocks of `function`. Any instruction may lead to a catch block.
  init(of function: Function) {
    isLoopHead = Array(repeating: false, count: function.blocks.count)
    var isSeen = isLoopHead
    var isOpen = isLoopHead
    var path: [(block: BlockID, successors: [BlockID], next: Int)] = []
    func open(_ block: BlockID) {
      isSeen[block.index] = true
      isOpen[block.index] = true
      let handler = function[block].instructions.isEmpty ? nil : function[block].catchBlock
      // The last successor comes first in reverse postorder, so the catch block, rare, is the first here.
      let successors = (handler.map { [$0] } ?? []) + function[block].terminator.successors
      path.append((block, successors, 0))
    }
    open(.entry)
    while let top = path.last {
      guard top.next < top.successors.count else {
        blocks.append(top.block)
        isOpen[top.block.index] = false
        path.removeLast()
        continue
      }
      path[path.count - 1].next += 1
      let successor = top.successors[top.next]
      if isOpen[successor.index] { isLoopHead[successor.index] = true }
      if !isSeen[successor.index] { open(successor) }
    }
    blocks.reverse()
  }
}

/// How often the values of a function are used, and where.
private struct ValueUses {
  /// For each value the number of its uses.
  private var counts: [Int]
  /// For each value the block of all its uses; -1 if there are none, -2 if there are several blocks.
  private var blocks: [Int]
  /// For each value the position of its last use in that block.
  private var lastPositions: [Int]

  /// Finds the uses in `function`.
  init(in function: Function) {
    counts = Array(repeating: 0, count: function.instructions.count)
    blocks = Array(repeating: -1, count: function.instructions.count)
    lastPositions = counts
    for (index, block) in function.blocks.enumerated() {
      for (position, id) in block.instructions.enumerated() {
        for operand in function[id].operation.operands { note(operand, in: index, at: position) }
      }
      if let operand = block.terminator.operand {
        note(operand, in: index, at: block.instructions.count)
      }
    }
  }

  /// Notes a use of `id`.
  private mutating func note(_ id: ValueID, in block: Int, at position: Int) {
    counts[id.index] += 1
    blocks[id.index] = blocks[id.index] == -1 || blocks[id.index] == block ? block : -2
    lastPositions[id.index] = position
  }

  /// Returns how often the value `id` is used.
  func count(of id: ValueID) -> Int { counts[id.index] }

  /// Returns `true` iff the local that `id` reads, at `position` of `block`, keeps its value until the last use
  /// of `id`.
  func canAlias(_ id: ValueID, at position: Int, of block: BlockID, in function: Function) -> Bool {
    guard blocks[id.index] == block.index || blocks[id.index] == -1,
      case .readLocal(let local) = function[id].operation
    else { return false }
    let last = lastPositions[id.index]
    let instructions = function[block].instructions
    guard last > position else { return true }
    return !instructions[position + 1..<last].contains { other in
      if case .writeLocal(local, _) = function[other].operation { true } else { false }
    }
  }
}
