import IR

/// Makes C of one kernel half.
///
/// A value that is used once becomes a part of the expression or statement that uses it, unless something in between
/// changes what it depends on; other longs become variables, other strings become members of the frame.
struct HalfCode {
  /// The half.
  let half: KernelHalf
  /// The program it is from.
  let program: IR.Program
  /// Where globals live.
  let kernelLayout: KernelLayout
  /// What is known of the half.
  let facts: HalfFacts
  /// Whether failures are noted in front of the place where the record becomes due.
  let plan: RecordPlan
  /// The regular expressions of the program.
  let patterns: PatternNames
  /// The C of the script.
  let embedded: EmbeddedFunctions
  /// The name of the record's type.
  let recordName: String

  /// The expressions of the values that have been computed, or whose computation is put off.
  var expressions: [CExpression?]
  /// The values that wait for the statement that uses them, and how often they are still to be used.
  var pending: [(id: ValueID, uses: Int)] = []
  /// The block whose code is made.
  var block = BlockID.entry
  /// The statements of that block so far.
  var statements: [CStatement] = []
  /// The place in the script of the present instruction.
  var location = LocationID.none
  /// Whether a record is due here.
  var commitState = CommitState.no
  /// The variables for longs, in order.
  var variables: [String] = []
  /// The declarations of the variables for statistics, in order.
  var statisticVariables: [String] = []
  /// The members of the frame: declarations with their semicolons.
  var members: [String] = []
  /// The names of the locals.
  var localNames: [String] = []
  /// The values that are pointers whose type is known, and the locals that hold one.
  var pointers: Set<ValueID> = []
  /// The locals that hold such a pointer.
  var pointerLocals: Set<LocalID> = []
  /// The pointers that are not null here.
  var nonNull: Set<ValueID> = []
  /// The same at the end of each block.
  private var nonNullAtEnd: [BlockID: Set<ValueID>] = [:]
  /// `true` iff a failure is reported with its place, so that no other half can share the code.
  var namesPlaces = false
  /// `true` iff something asks whether a record is due.
  var testsDueFlag = false
  /// `true` iff there is a variable that says whether a record is due.
  var hasDueFlag: Bool { half.record != nil && facts.commitStates.contains(.maybe) }

  /// Prepares to make C of `half`, which sees its arguments as `arguments` says.
  init(
    _ half: KernelHalf, of program: IR.Program, layout: KernelLayout, arguments: ArgumentTyping,
    patterns: PatternNames, embedded: EmbeddedFunctions, recordName: String
  ) {
    self.half = half
    self.program = program
    kernelLayout = layout
    facts = HalfFacts(of: half, arguments: arguments)
    plan = RecordPlan(for: half, facts: facts)
    self.patterns = patterns
    self.embedded = embedded
    self.recordName = recordName
    expressions = Array(repeating: nil, count: half.function.instructions.count)
  }

  /// The most bytes of a string in the kernel.
  var stringLimit: Int { program.limits.kernelStringLimit }

  /// Returns the statements of the half.
  ///
  /// - Throws: `HalfProblem` if the half has what the kernel cannot do.
  mutating func made() throws(HalfProblem) -> [CStatement] {
    prepareLocals()
    var code: [BlockID: Structure.BlockCode] = [:]
    for id in facts.graph.reversePostorder { code[id] = try made(id) }
    return opening + Structure(half.function, facts.graph, code: code).statements
  }

  /// Returns the code of the block numbered `id`.
  private mutating func made(_ id: BlockID) throws(HalfProblem) -> Structure.BlockCode {
    block = id
    statements = []
    pending = []
    commitState = facts.commitStates[id.index]
    nonNull = nonNullAtStart(of: id)
    for value in half.function[id].instructions {
      location = half.function[value].location
      consume(half.function[value].operation.operands)
      try add(value, half.function[value])
    }
    nonNullAtEnd[id] = nonNull
    let ending = ending(of: id)
    return Structure.BlockCode(statements: statements, ending: ending)
  }

  /// Returns the pointers that are known not to be null at the start of the block numbered `id`.
  private func nonNullAtStart(of id: BlockID) -> Set<ValueID> {
    let before = facts.graph.predecessors(of: id)
    // A block that is entered by a failure does not know how far the block before it came.
    guard before.count == 1, half.function[before[0]].catchBlock != id else { return [] }
    return nonNullAtEnd[before[0]] ?? []
  }

  // MARK: Statements

  /// Appends the statement `text`, which changes what `effect` says.
  ///
  /// What waits and depends on that is computed in front of it, unless `text` is made of it.
  mutating func append(_ text: String, changing effect: StateEffect = .nothing) {
    settle(before: effect)
    statements.append(.line(text, location))
  }

  /// Appends `if (condition)` with what is done then.
  mutating func append(if condition: CExpression, _ then: [CStatement]) {
    statements.append(.branch(condition, then: then, otherwise: [], location))
  }

  /// Computes what waits and depends on what `effect` changes.
  mutating func settle(before effect: StateEffect) {
    guard effect != .nothing else { return }
    for (id, _) in pending where expressions[id.index]?.reads.isTouched(by: effect) ?? false {
      materialize(id)
    }
  }

  /// Makes a variable, or a member of the frame, of the value `id`, whose computation was put off.
  private mutating func materialize(_ id: ValueID) {
    guard let expression = expressions[id.index] else { return }
    pending.removeAll { $0.id == id }
    if half.function[id].type == .string {
      let home = makeHome(for: id, capacity: stringLimit)
      statements.append(.line("marktap_copy(\(home), \(expression.text));", location))
    } else {
      assign(expression.text, to: id)
    }
  }

  // MARK: Values

  /// Gives the value `id` the expression `expression`, computed where it is used if that is possible.
  mutating func define(_ id: ValueID, _ expression: CExpression) {
    let uses = facts.useCounts[id.index]
    let count = uses.instructions + uses.terminators
    expressions[id.index] = expression
    if count == 0 { return }
    let isCheap =
      count == 1 || expression.isName || constant(id) != nil || half.function[id].type == .string
    if expression.reads.isEmpty {
      if isCheap { return }
    } else if isCheap, isUsedHere(id) {
      pending.append((id, count))
      return
    }
    materialize(id)
  }

  /// `true` iff only the present block uses the value `id`.
  private func isUsedHere(_ id: ValueID) -> Bool {
    let own = half.function[block]
    let uses = facts.useCounts[id.index]
    let count = own.instructions.reduce(0) { count, user in
      count + half.function[user].operation.operands.count { $0 == id }
    }
    let ends = own.terminator.operand == id ? 1 : 0
    return count == uses.instructions && ends == uses.terminators
  }

  /// Makes a variable for the value `id` and returns its name.
  mutating func makeVariable(for id: ValueID) -> String {
    let name = "\(half.function[id].operation.shortName)_\(id.index)"
    variables.append(name)
    expressions[id.index] = CExpression(name)
    return name
  }

  /// Appends the computation of the variable for the value `id`, if something uses it.
  mutating func assign(_ text: String, to id: ValueID) {
    if facts.isUnused(id) { return }
    let name = makeVariable(for: id)
    statements.append(.line("\(name) = \(text);", location))
  }

  /// Notes that the values `ids` are used now, so that they wait for that no longer.
  private mutating func consume(_ ids: [ValueID]) {
    for id in ids {
      guard let index = pending.firstIndex(where: { $0.id == id }) else { continue }
      pending[index].uses -= 1
      if pending[index].uses == 0 { pending.remove(at: index) }
    }
  }

  /// Returns the expression of the value `id`.
  func value(_ id: ValueID) -> CExpression {
    guard let expression = expressions[id.index] else {
      preconditionFailure("%\(id.index) of \(half.function.name) is used before it is computed")
    }
    return expression
  }

  /// Returns the name of the value `id`, which can stand in several places.
  mutating func name(_ id: ValueID) -> String {
    let expression = value(id)
    if expression.isName || constant(id) != nil { return expression.operand }
    pending.removeAll { $0.id == id }
    assign(expression.text, to: id)
    return expressions[id.index]?.text ?? expression.text
  }

  /// Returns the number that the value `id` is; nil if that is not known.
  func constant(_ id: ValueID) -> Int64? {
    if case .long(let value) = half.function[id].operation { value } else { nil }
  }

  /// Returns the problem that `what` cannot be done.
  func unsupported(_ what: String) -> HalfProblem {
    HalfProblem(kind: .unsupported(what), location: location)
  }
}

extension Limits {
  /// The most bytes of a string in the kernel: those of the script, as far as a page goes.
  var kernelStringLimit: Int { min(maximumStringLength - 1, 4095) }
}
