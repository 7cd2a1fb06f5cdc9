import BPF
import IR

/// Terminators and loops.
extension HalfSelection {
  /// Selects the terminator of the block numbered `id`.
  mutating func selectTerminator(of id: BlockID) throws(HalfProblem) {
    switch half.function[id].terminator {
    case .jump(let target): terminate(.jump(edge(to: target)))
    case .branch(let condition, let then, let otherwise):
      branch(condition, then: edge(to: then), otherwise: edge(to: otherwise))
    case .choose(let value, let cases, let otherwise):
      choose(value, cases, otherwise: edge(to: otherwise))
    case .return: finish()
    }
  }

  /// Ends the current block with a decision by the long `condition`.
  private mutating func branch(
    _ condition: ValueID, then: MachineBlockID, otherwise: MachineBlockID
  ) {
    switch value(condition) {
    case .constant(let value): terminate(.jump(value != 0 ? then : otherwise))
    case .comparison(let comparison, let left, let right):
      terminate(.branch(comparison, left, right, then: then, otherwise: otherwise))
    case .stringComparison(let comparison, let a, let b):
      let isEqual = comparison == .equal
      compare(
        string(a), string(b), equal: isEqual ? then : otherwise,
        different: isEqual ? otherwise : then)
    case .register, .pointer, .string:
      terminate(
        .branch(.notEqual, register(condition), .constant(0), then: then, otherwise: otherwise))
    }
  }

  /// Ends the current block with a decision among `cases`.
  private mutating func choose(
    _ value: ValueID, _ cases: [ChoiceCase], otherwise: MachineBlockID
  ) {
    var seen: Set<Int64> = []
    let distinct = cases.filter { seen.insert($0.value).inserted }.sorted { $0.value < $1.value }
    search(register(value), distinct[...], otherwise: otherwise)
  }

  /// Ends the current block with a binary search among `cases`, which ascend.
  private mutating func search(
    _ value: VirtualRegister, _ cases: ArraySlice<ChoiceCase>, otherwise: MachineBlockID
  ) {
    guard cases.count > 3 else {
      for element in cases {
        leave(if: .equal, value, number(element.value), to: edge(to: element.target))
      }
      terminate(.jump(otherwise))
      return
    }
    let middle = cases.startIndex + cases.count / 2
    let (lower, upper) = (makeBlock(), makeBlock())
    terminate(
      .branch(
        .signedLess, value, number(cases[middle].value), then: lower, otherwise: upper))
    move(to: lower)
    search(value, cases[..<middle], otherwise: otherwise)
    move(to: upper)
    search(value, cases[middle...], otherwise: otherwise)
  }

  /// Returns `value` as an operand.
  mutating func number(_ value: Int64) -> MachineOperand {
    Int32(exactly: value).map { .constant($0) } ?? .register(make(.long(value)))
  }

  /// Returns the block to go to in order to come to `target`; a way back is counted first.
  mutating func edge(to target: BlockID) -> MachineBlockID {
    guard facts.graph.position(of: target) <= facts.graph.position(of: block) else {
      return machineBlock(target)
    }
    let place = (current, isTerminated)
    let result = makeBlock()
    move(to: result)
    countRound()
    terminate(.jump(machineBlock(target)))
    (current, isTerminated) = place
    return result
  }

  /// Makes the counters of rounds and of statements, if there are loops or statements that are counted.
  mutating func prepareLoops() {
    if half.function.instructions.contains(where: { $0.operation.countsActions }) {
      // The verifier must not know the number, or all ways through a loop would differ to it.
      actions = copy(hiddenZero())
    }
    guard facts.hasLoops else { return }
    rounds = unknownZero()
  }

  /// Returns a register that holds 0, for what grows in a loop.
  ///
  /// With a budget of the kernel's own the verifier must not know the value, or it would follow each
  /// round. Memory that is always 0 tells it nothing.
  mutating func unknownZero() -> VirtualRegister {
    switch options.loops {
    case .counter: return copy(.constant(0))
    case .budget: return copy(hiddenZero())
    }
  }

  /// Ends the current block with a way back to `head`, for a loop that ends by itself.
  mutating func repeatLoop(from head: MachineBlockID) {
    switch options.loops {
    case .counter: terminate(.jump(head))
    case .budget:
      let spent = failure(.actionsExceeded, nil, of: nil)
      terminate(.budget(spent: spent, otherwise: head))
    }
  }

  /// Returns 0, read from memory of which the verifier knows nothing.
  mutating func hiddenZero() -> MachineOperand {
    let session = make(.mapValue(MapNames.session, offset: SessionOffset.reserved))
    return .register(load(MachineAddress(session)))
  }

  /// Counts `count` statements, and fails if that makes as many as a handler may do.
  mutating func countActions(_ count: Int) {
    guard let actions else { preconditionFailure("statements without a counter") }
    append(.arithmetic(.add, actions, .constant(Int32(clamping: count))))
    let limit = Int32(clamping: program.limits.maximumActions)
    let exceeded = failure(.actionsExceeded, nil, of: nil)
    leave(if: .greaterOrEqual, actions, .constant(limit), to: exceeded)
  }

  /// Counts one round of a loop, and fails if that is too many.
  private mutating func countRound() {
    guard let rounds else { preconditionFailure("a way back without a loop") }
    let exceeded = failure(.actionsExceeded, nil, of: nil)
    append(.arithmetic(.add, rounds, .constant(1)))
    let limit = Int32(clamping: program.limits.maximumActions)
    leave(if: .greater, rounds, .constant(limit), to: exceeded)
    if options.loops == .budget {
      let next = makeBlock()
      terminate(.budget(spent: exceeded, otherwise: next))
      move(to: next)
    }
  }
}
