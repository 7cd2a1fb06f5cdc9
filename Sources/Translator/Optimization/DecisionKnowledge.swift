import IR

extension FunctionPass {
  /// Uses what the way to a block says of values: behind `if (x == 5)`, x is 5.
  package static let useDecisions = FunctionPass("use-decisions") { function, _ in
    guard function.blocks.count > 1 else { return false }
    var knowledge = DecisionKnowledge(of: function)
    return knowledge.run(on: &function)
  }
}

/// A walk down the dominator tree that knows what was decided on the way.
private struct DecisionKnowledge {
  /// What is known of a long.
  private enum Fact {
    /// Its value.
    case constant(Int64)
    /// That it is not 0.
    case notZero
  }

  /// The walk.
  private let walk: DominatorWalk
  /// The function's control flow.
  private let graph: ControlFlowGraph
  /// What is known at the present step.
  private var facts: [ValueID: Fact] = [:]
  /// What was known before, for each change since the entry.
  private var changes: [(value: ValueID, before: Fact?)] = []
  /// The number of changes at the start of each entered block.
  private var marks: [Int] = []

  /// Creates a walk of `function`.
  init(of function: Function) {
    walk = DominatorWalk(of: function)
    graph = ControlFlowGraph(function)
  }

  /// Walks through `function` and changes it; returns whether it did.
  mutating func run(on function: inout Function) -> Bool {
    var hasChanged = false
    for step in walk.steps {
      switch step {
      case .enter(let block):
        marks.append(changes.count)
        learn(from: block, in: function)
      case .visit(let block):
        if !facts.isEmpty, apply(to: block, in: &function) { hasChanged = true }
      case .leave:
        let mark = marks.removeLast()
        while changes.count > mark {
          let change = changes.removeLast()
          facts[change.value] = change.before
        }
      }
    }
    return hasChanged
  }

  // MARK: Learning

  /// Notes what is known where `block` was reached.
  private mutating func learn(from block: BlockID, in function: Function) {
    let predecessors = graph.predecessors(of: block)
    guard predecessors.count == 1, let decider = predecessors.first,
      function[decider].catchBlock != block
    else { return }
    switch function[decider].terminator {
    case .jump, .return: return
    case .branch(let value, let then, let otherwise):
      guard then != otherwise else { return }
      learn(value, isTrue: block == then, in: function)
    case .choose(let value, let cases, let otherwise):
      let reasons = cases.filter { $0.target == block }
      guard block != otherwise, reasons.count == 1 else { return }
      note(value, .constant(reasons[0].value))
    }
  }

  /// Notes that `value` is 0 or not 0, and what follows.
  private mutating func learn(_ value: ValueID, isTrue: Bool, in function: Function) {
    if isTrue {
      note(value, function.isTruth(value) ? .constant(1) : .notZero)
    } else {
      note(value, .constant(0))
    }
    switch function[value].operation {
    case .unary(.not, let operand): learn(operand, isTrue: !isTrue, in: function)
    case .compare(let comparison, let operand, let other):
      guard let constant = function.constantLong(other) else { return }
      switch (comparison, isTrue) {
      case (.equal, true), (.notEqual, false): note(operand, .constant(constant))
      case (.equal, false), (.notEqual, true):
        if constant == 0 { note(operand, .notZero) }
      default: return
      }
    default: return
    }
  }

  /// Notes `fact` of `value`.
  private mutating func note(_ value: ValueID, _ fact: Fact) {
    changes.append((value, facts[value]))
    facts[value] = fact
  }

  // MARK: Using

  /// Decides what can be decided in `block`, and returns whether that was anything.
  private func apply(to block: BlockID, in function: inout Function) -> Bool {
    var hasChanged = false
    for id in function[block].instructions {
      if let result = result(of: function[id].operation, in: function) {
        function[id].operation = .long(result)
        hasChanged = true
      }
    }
    guard let target = target(of: function[block].terminator) else { return hasChanged }
    function[block].terminator = .jump(target)
    return true
  }

  /// Returns where `terminator` leads for sure; `nil` if that is not known, or no question.
  private func target(of terminator: Terminator) -> BlockID? {
    switch terminator {
    case .jump, .return: return nil
    case .branch(let value, let then, let otherwise):
      switch facts[value] {
      case .constant(let constant): return constant == 0 ? otherwise : then
      case .notZero: return then
      case nil: return nil
      }
    case .choose(let value, let cases, let otherwise):
      guard case .constant(let constant) = facts[value] else { return nil }
      return cases.first { $0.value == constant }?.target ?? otherwise
    }
  }

  /// Returns the result of a comparison of which enough is known.
  private func result(of operation: Operation, in function: Function) -> Int64? {
    switch operation {
    case .unary(.not, let operand):
      switch facts[operand] {
      case .constant(let constant): return constant == 0 ? 1 : 0
      case .notZero: return 0
      case nil: return nil
      }
    case .compare(let comparison, let operand, let other):
      guard let constant = function.constantLong(other) else { return nil }
      switch (facts[operand], comparison, constant) {
      case (.constant(let known), _, _):
        let order: OperandOrder =
          known == constant ? .same : known < constant ? .ascending : .descending
        return comparison.holds(for: order) ? 1 : 0
      case (.notZero, .equal, 0): return 0
      case (.notZero, .notEqual, 0): return 1
      default: return nil
      }
    default: return nil
    }
  }
}
