import IR

/// Drops the functions that nothing calls, and numbers the others anew.
package func removeUncalledFunctions(from program: inout Program) {
  var isCalled = [Bool](repeating: false, count: program.functions.count)
  var pending: [Function] = program.probes.flatMap(\.bodies)
  while let function = pending.popLast() {
    for callee in function.callees where !isCalled[callee.index] {
      isCalled[callee.index] = true
      pending.append(program[callee])
    }
  }
  guard isCalled.contains(false) else { return }
  var numbers: [FunctionID] = []
  var count = 0
  for isCalled in isCalled {
    numbers.append(FunctionID(count))
    if isCalled { count += 1 }
  }
  program.functions = zip(program.functions, isCalled).filter(\.1).map(\.0)
  program.mapFunctions { function in
    for index in function.instructions.indices {
      guard case .call(let callee, let arguments) = function.instructions[index].operation else {
        continue
      }
      function.instructions[index].operation = .call(numbers[callee.index], arguments)
    }
  }
}

extension Function {
  /// The functions that are called, once for each call.
  var callees: [FunctionID] {
    blocks.flatMap { block in
      block.instructions.compactMap { id in
        guard case .call(let callee, _) = self[id].operation else { return nil }
        return callee
      }
    }
  }
}
