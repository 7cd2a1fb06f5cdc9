import IR

extension FunctionPass {
  /// Uses the result of an operation again where the same one was done before on every way.
  ///
  /// What depends on operands and site alone counts everywhere below; what is read of memory counts within
  /// its block, up to the next call.
  package static let shareSubexpressions = FunctionPass("share-subexpressions") { function, _ in
    var sharing = SubexpressionSharing(of: function)
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

  /// Creates a walk of `function`.
  init(of function: Function) {
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
    var inMemory: [Operation: ValueID] = [:]
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
        if let equal = inMemory[operation] {
          replacements.replace(id, by: equal)
        } else {
          inMemory[operation] = id
        }
      case .none:
        if case .call = operation { inMemory = [:] }
      }
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
    if case .loadMember(let base, _) = operation, isStable[base.index] { return .context }
    return operation.stability
  }
}
