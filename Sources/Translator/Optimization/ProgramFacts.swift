import IR

/// What a pass over one function has to know of the rest of the program.
struct ProgramFacts {
  /// For each function whether calls of it have no effect but their result.
  let isWithoutEffect: [Bool]
  /// For each function whether calls of it may fail.
  let mayFail: [Bool]
  /// The most bytes that a string can hold.
  let maximumStringLength: Int
  /// What becomes of a failure of an operation whose result nobody uses.
  private let unusedFailures: UnusedFailures

  /// What becomes of a failure of an operation whose result nobody uses.
  enum UnusedFailures: Hashable, Sendable {
    /// It goes with the operation, as SystemTap has it.
    case dropped
    /// It stays, since the other half of the handler goes by it.
    case kept
  }

  /// Collects the facts of `program`.
  init(of program: Program, unusedFailures: UnusedFailures = .dropped) {
    self.unusedFailures = unusedFailures
    maximumStringLength = program.limits.maximumStringLength - 1
    isWithoutEffect = program.functionsDoing(only: { $0.isWithoutEffect })
    mayFail = program.functionsDoing(only: { !$0.canFail }).map { !$0 }
  }

  /// Returns `true` iff `operation` may be left out where nobody uses its result.
  func canDrop(_ operation: Operation) -> Bool {
    if unusedFailures == .kept, mayFail(operation) { return false }
    if case .call(let function, _) = operation { return isWithoutEffect[function.index] }
    return operation.isWithoutEffect
  }

  /// Returns `true` unless `operation` yields a result at all times and for all operands.
  func mayFail(_ operation: Operation) -> Bool {
    if case .call(let function, _) = operation { return mayFail[function.index] }
    return operation.canFail
  }
}

extension Program {
  /// Returns for each function whether it does only what satisfies `condition`, also through the functions
  /// that it calls. Functions that call each other in a circle are taken not to.
  func functionsDoing(only condition: (Operation) -> Bool) -> [Bool] {
    var satisfies = [Bool](repeating: false, count: functions.count)
    var callers = [[Int]](repeating: [], count: functions.count)
    var openCalls = [Int](repeating: 0, count: functions.count)
    var ready: [Int] = []
    for (index, function) in functions.enumerated() {
      guard function.does(only: condition) else { continue }
      let callees = function.callees
      for callee in callees { callers[callee.index].append(index) }
      openCalls[index] = callees.count
      if callees.isEmpty { ready.append(index) }
    }
    while let index = ready.popLast() {
      satisfies[index] = true
      for caller in callers[index] {
        openCalls[caller] -= 1
        if openCalls[caller] == 0 { ready.append(caller) }
      }
    }
    return satisfies
  }

  /// Returns for each function whether it, or one that it calls, has an instruction whose operation satisfies
  /// `condition` in the function that it is part of.
  func functionsDoing(some condition: (Operation, Function) -> Bool) -> [Bool] {
    var satisfies = functions.map { function in
      function.instructions.contains { condition($0.operation, function) }
    }
    var changed = true
    while changed {
      changed = false
      for (index, function) in functions.enumerated() where !satisfies[index] {
        let calls = function.instructions.contains {
          if case .call(let callee, _) = $0.operation { satisfies[callee.index] } else { false }
        }
        if calls {
          satisfies[index] = true
          changed = true
        }
      }
    }
    return satisfies
  }
}

extension Function {
  /// `true` iff all that the function does itself, but for calls and its own locals, satisfies `condition`.
  fileprivate func does(only condition: (Operation) -> Bool) -> Bool {
    blocks.allSatisfy { block in
      block.instructions.allSatisfy { id in
        switch self[id].operation {
        case .call, .readLocal, .writeLocal: true
        case let operation: condition(operation)
        }
      }
    }
  }
}
