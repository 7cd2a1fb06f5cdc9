import IR

/// What a pass over one function has to know of the rest of the program.
struct ProgramFacts {
  /// For each function whether calls of it have no effect but their result.
  let isWithoutEffect: [Bool]
  /// For each function whether calls of it may fail.
  let mayFail: [Bool]
  /// The most bytes that a string can hold.
  let maximumStringLength: Int

  /// Collects the facts of `program`.
  init(of program: Program) {
    maximumStringLength = program.limits.maximumStringLength - 1
    isWithoutEffect = Self.closure(of: program) { $0.isWithoutEffect }
    mayFail = Self.closure(of: program) { !$0.canFail }.map { !$0 }
  }

  /// Returns for each function whether all that it and the functions it calls do satisfies `condition`.
  /// Functions that call each other in a circle are taken not to.
  private static func closure(
    of program: Program, _ condition: (Operation) -> Bool
  ) -> [Bool] {
    var satisfies = [Bool](repeating: false, count: program.functions.count)
    var callers = [[Int]](repeating: [], count: program.functions.count)
    var openCalls = [Int](repeating: 0, count: program.functions.count)
    var ready: [Int] = []
    for (index, function) in program.functions.enumerated() {
      var isClean = true
      for block in function.blocks {
        for id in block.instructions {
          switch function[id].operation {
          case .call(let callee, _):
            callers[callee.index].append(index)
            openCalls[index] += 1
          case .writeLocal: break
          case let operation: isClean = isClean && condition(operation)
          }
        }
      }
      if !isClean { openCalls[index] = .max / 2 }
      if openCalls[index] == 0 { ready.append(index) }
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

  /// Returns `true` iff `operation` may be left out where nobody uses its result.
  func canDrop(_ operation: Operation) -> Bool {
    if case .call(let function, _) = operation { return isWithoutEffect[function.index] }
    return operation.isWithoutEffect
  }

  /// Returns `true` unless `operation` yields a result at all times and for all operands.
  func mayFail(_ operation: Operation) -> Bool {
    if case .call(let function, _) = operation { return mayFail[function.index] }
    return operation.canFail
  }
}
