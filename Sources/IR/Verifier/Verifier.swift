/// Returns how `function` breaks the rules of the IR, in order of its blocks.
///
/// - Parameters:
///   - role: What the function is in `program`.
///   - record: The layout of the records that it makes or reads.
package func verify(
  _ function: Function, as role: FunctionRole, in program: Program, record: RecordLayout? = nil
) -> [Finding] {
  var verifier = Verifier(function, as: role, in: program, record: record)
  verifier.run()
  return verifier.findings
}

/// Returns how the functions of `program` break the rules of the IR.
package func verify(_ program: Program) -> [Finding] {
  var findings = program.functions.flatMap { verify($0, as: .function, in: program) }
  for probe in program.probes {
    if let handler = probe.handler {
      findings += verify(handler, as: probe.site.hasContext ? .handler : .freeUserHalf, in: program)
    }
    if let half = probe.kernelHalf {
      findings += verify(half, as: .kernelHalf, in: program, record: probe.record)
    }
    if let half = probe.userHalf {
      let role: FunctionRole = probe.record == nil ? .freeUserHalf : .userHalf
      findings += verify(half, as: role, in: program, record: probe.record)
    }
  }
  return findings
}

extension Site {
  /// `true` iff something happens there that a handler can look at.
  fileprivate var hasContext: Bool {
    switch self {
    case .begin, .end, .error, .timer, .ticks: false
    case .tracepoint, .event, .function, .profile, .counter, .file, .marker, .foreign, .never: true
    }
  }
}

/// The check of one function.
struct Verifier {
  /// The function.
  let function: Function
  /// What it is.
  let role: FunctionRole
  /// The program that it is part of.
  let program: Program
  /// The layout of its records.
  let record: RecordLayout?
  /// What has been found.
  private(set) var findings: [Finding] = []
  /// The block that is being checked.
  private var block: BlockID?
  /// The instruction that is being checked.
  private var instruction: ValueID?

  /// Creates the check of `function`.
  init(
    _ function: Function, as role: FunctionRole, in program: Program, record: RecordLayout?
  ) {
    self.function = function
    self.role = role
    self.program = program
    self.record = record
  }

  /// Notes `problem` at the present place.
  mutating func report(_ problem: Finding.Problem) {
    findings.append(
      Finding(function: function.name, instruction: instruction, block: block, problem: problem))
  }

  /// Checks the function; what makes no sense without the checks before is not checked any more.
  mutating func run() {
    guard !function.blocks.isEmpty, (0...function.locals.count).contains(function.parameterCount)
    else { return report(.malformedFunction) }
    checkRanges()
    guard findings.isEmpty else { return }
    checkEntry()
    checkAvailability()
    forEachInstruction { verifier, id in verifier.checkOperation(id) }
    for index in function.blocks.indices {
      block = BlockID(index)
      checkTerminator(function.blocks[index].terminator)
    }
  }

  /// Calls `check` for each instruction that stands in a block.
  private mutating func forEachInstruction(_ check: (inout Verifier, ValueID) -> Void) {
    for index in function.blocks.indices {
      block = BlockID(index)
      for id in function.blocks[index].instructions {
        instruction = id
        check(&self, id)
      }
      instruction = nil
    }
    block = nil
  }

  // MARK: Numbers

  /// Checks that all numbers name something.
  private mutating func checkRanges() {
    for index in function.blocks.indices {
      block = BlockID(index)
      let block = function.blocks[index]
      for target in block.terminator.successors + (block.catchBlock.map { [$0] } ?? [])
      where !function.blocks.indices.contains(target.index) {
        report(.outOfRange("b\(target.index)"))
      }
      if let operand = block.terminator.operand { checkRange(operand) }
      for id in block.instructions { checkRange(id) }
    }
    guard findings.isEmpty else { return }
    forEachInstruction { verifier, id in
      verifier.checkRanges(of: verifier.function[id])
    }
  }

  /// Checks that the value `id` exists.
  private mutating func checkRange(_ id: ValueID) {
    if !function.instructions.indices.contains(id.index) { report(.outOfRange("v\(id.index)")) }
  }

  /// Checks that all that `instruction` names exists.
  private mutating func checkRanges(of instruction: Instruction) {
    for operand in instruction.operation.operands { checkRange(operand) }
    if !program.locations.indices.contains(instruction.location.index) {
      report(.outOfRange("@\(instruction.location.index)"))
    }
    if let global = instruction.operation.global,
      !program.globals.indices.contains(global.index)
    {
      report(.outOfRange("g\(global.index)"))
    }
    switch instruction.operation {
    case .readLocal(let local), .writeLocal(let local, _):
      if !function.locals.indices.contains(local.index) { report(.outOfRange("l\(local.index)")) }
    case .call(let callee, _):
      if !program.functions.indices.contains(callee.index) {
        report(.outOfRange("f\(callee.index)"))
      }
    case .capture(let slot, _), .captured(let slot):
      if !(record?.slots.indices.contains(slot.index) ?? false) {
        report(.outOfRange("s\(slot.index)"))
      }
    default: break
    }
  }

  // MARK: Paths

  /// Checks that nothing leads to the entry.
  private mutating func checkEntry() {
    block = .entry
    let isTarget = function.blocks.contains {
      $0.terminator.successors.contains(.entry) || $0.catchBlock == .entry
    }
    if isTarget { report(.entryHasPredecessors) }
    block = nil
  }

  /// Checks that each operand is computed on every path to its use, and each instruction in one place.
  /// Blocks that nothing leads to may hold anything.
  private mutating func checkAvailability() {
    let graph = ControlFlowGraph(function)
    let completion = BlockCompletion(of: function, graph)
    var homes = [BlockID?](repeating: nil, count: function.instructions.count)
    var positions = [Int](repeating: 0, count: function.instructions.count)
    var count = 0
    for block in graph.reversePostorder {
      self.block = block
      for id in function[block].instructions {
        instruction = id
        if homes[id.index] != nil { report(.repeatedInstruction) }
        homes[id.index] = block
        positions[id.index] = count
        count += 1
      }
      instruction = nil
    }
    let isComputed = { (operand: ValueID, user: BlockID, position: Int) -> Bool in
      guard let home = homes[operand.index] else { return false }
      return home == user
        ? positions[operand.index] < position : completion.completes(home, before: user)
    }
    for block in graph.reversePostorder {
      self.block = block
      for id in function[block].instructions {
        instruction = id
        for operand in function[id].operation.operands
        where !isComputed(operand, block, positions[id.index]) {
          report(.notComputed(operand))
        }
      }
      instruction = nil
      if let operand = function[block].terminator.operand, !isComputed(operand, block, count) {
        report(.notComputed(operand))
      }
    }
    block = nil
  }

  /// Checks the types of `terminator`.
  private mutating func checkTerminator(_ terminator: Terminator) {
    switch terminator {
    case .jump: break
    case .branch(let value, _, _): checkType(of: value, .long)
    case .choose(let value, let cases, _):
      checkType(of: value, .long)
      if Set(cases.map(\.value)).count < cases.count {
        report(.inconsistent("a case stands twice"))
      }
    case .return(let value):
      guard role == .function || value == nil else {
        return report(.inconsistent("a handler returns nothing"))
      }
      // A function with a result that returns nothing yields 0 or the empty string.
      if let value, let result = function.result { checkType(of: value, result) }
      if value != nil, function.result == nil {
        report(.inconsistent("the function has no result"))
      }
    }
  }

  /// Checks that `value` is of the type `expected`.
  mutating func checkType(of value: ValueID, _ expected: ValueType) {
    if function[value].type != expected { report(.operandType(value, expected: expected)) }
  }
}
