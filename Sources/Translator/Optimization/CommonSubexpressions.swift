import IR

extension FunctionPass {
  /// Uses the result of an operation again where the same one was done before on every way.
  ///
  /// What depends on operands and site alone counts everywhere below; what is read of memory counts within
  /// its block, up to the next call; what is read of globals counts within its block, up to the next change.
  package static let shareSubexpressions = FunctionPass("share-subexpressions") { function, facts in
    var sharing = SubexpressionSharing(of: function, facts)
    return sharing.run(on: &function)
  }
}

/// A walk down the dominator tree that knows what has been computed.
private struct SubexpressionSharing {
  /// The walk.
  private let walk: DominatorWalk
  /// The results that are known at the present step.
  private var known: [Operation: ValueID] = [:]
  /// The operations that became known since the entry.
  private var additions: [Operation] = []
  /// The number of additions at the start of each entered block.
  private var marks: [Int] = []
  /// For each value whether it stays the same while the handler runs.
  private var isStable: [Bool]
  /// The values found to be equal.
  private var replacements: Replacements
  /// The facts of the program.
  private let facts: ProgramFacts
  /// `true` iff the handler may change members of structures that it reads.
  private let changesMemory: Bool

  /// Creates a walk of `function`.
  init(of function: Function, _ facts: ProgramFacts) {
    self.facts = facts
    changesMemory = function.contains(\.changesMemory)
    walk = DominatorWalk(of: function)
    isStable = [Bool](repeating: false, count: function.instructions.count)
    replacements = Replacements(in: function)
  }

  /// Walks through `function` and changes it; returns whether it did.
  mutating func run(on function: inout Function) -> Bool {
    for step in walk.steps {
      switch step {
      case .enter: marks.append(additions.count)
      case .visit(let block): visit(block, in: &function)
      case .leave:
        let mark = marks.removeLast()
        while additions.count > mark { known[additions.removeLast()] = nil }
      }
    }
    replacements.apply(to: &function)
    return !replacements.isEmpty
  }

  /// Follows the instructions of `block`.
  private mutating func visit(_ block: BlockID, in function: inout Function) {
    var passing = PassingReads()
    for id in function[block].instructions {
      if !replacements.isEmpty {
        function[id].operation = function[id].operation.mappingOperands { replacements[$0] }
      }
      let operation = function[id].operation
      switch stability(of: operation) {
      case .pure, .context:
        isStable[id.index] = operation.operands.allSatisfy { isStable[$0.index] }
        share(id, operation)
      case .memory:
        share(id, operation, \.memory, &passing)
      case .none:
        if operation.readsGlobal {
          share(id, operation, \.globals, &passing)
        } else {
          passing.forget(after: operation, facts)
        }
      }
    }
  }

  /// Uses an equal value among `reads` of `passing` for `id`, or notes that it is there.
  private mutating func share(
    _ id: ValueID, _ operation: Operation,
    _ reads: WritableKeyPath<PassingReads, [Operation: ValueID]>, _ passing: inout PassingReads
  ) {
    if let equal = passing[keyPath: reads][operation] {
      replacements.replace(id, by: equal)
    } else {
      passing[keyPath: reads][operation] = id
    }
  }

  /// Uses an equal value for `id`, or notes that it is there.
  private mutating func share(_ id: ValueID, _ operation: Operation) {
    if let equal = known[operation] {
      replacements.replace(id, by: equal)
    } else {
      known[operation] = id
      additions.append(operation)
    }
  }

  /// How long the result of `operation` stays the same: members of structures that are found from the site
  /// count as part of the context.
  private func stability(of operation: Operation) -> Stability {
    if case .loadMember(let base, _) = operation, isStable[base.index], !changesMemory {
      return .context
    }
    return operation.stability
  }
}

/// The results of reads that are known for a while.
private struct PassingReads {
  /// What was read of memory.
  var memory: [Operation: ValueID] = [:]
  /// What was read of globals.
  var globals: [Operation: ValueID] = [:]

  /// Forgets what `operation` may have changed.
  mutating func forget(after operation: Operation, _ facts: ProgramFacts) {
    switch operation {
    case .call:
      memory = [:]
      if !facts.canDrop(operation) { globals = [:] }
    case .writeGlobal(let global, _, _), .addToGlobal(let global, _, _), .delete(let global, _),
      .accumulate(let global, _, _):
      globals = globals.filter { $0.key.global != global }
    case _ where operation.changesMemory: memory = [:]
    default: return
    }
  }
}

extension Operation {
  /// `true` iff the operation reads a global and does nothing else.
  fileprivate var readsGlobal: Bool {
    switch self {
    case .readGlobal, .contains, .extract, .bucket: true
    default: false
    }
  }
}
