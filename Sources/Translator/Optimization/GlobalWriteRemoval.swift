import IR

/// Drops writes of globals that nothing reads and that are not printed at the end.
package func removeUnreadWrites(from program: inout Program) {
  var isRead = program.globals.map(\.printsAtEnd)
  program.forEachFunction { function in
    let isUsed = usedValues(of: function)
    for block in function.blocks {
      for id in block.instructions {
        let operation = function[id].operation
        // A sum that somebody uses reads what it adds to.
        if let global = operation.global, operation.writtenGlobal == nil || isUsed[id.index] {
          isRead[global.index] = true
        }
      }
    }
  }
  program.mapFunctions { function in
    let isNeeded = function.instructions.map { instruction in
      instruction.operation.writtenGlobal.map { isRead[$0.index] } ?? true
    }
    for index in function.blocks.indices {
      function.blocks[index].instructions.removeAll { !isNeeded[$0.index] }
    }
  }
}

/// Returns for each value of `function` whether something uses it.
private func usedValues(of function: Function) -> [Bool] {
  var isUsed = [Bool](repeating: false, count: function.instructions.count)
  for block in function.blocks {
    for id in block.instructions {
      for operand in function[id].operation.operands { isUsed[operand.index] = true }
    }
    if let operand = block.terminator.operand { isUsed[operand.index] = true }
  }
  return isUsed
}

extension Operation {
  /// The global that the operation only changes.
  fileprivate var writtenGlobal: GlobalID? {
    switch self {
    case .writeGlobal(let global, _, _), .addToGlobal(let global, _, _),
      .accumulate(let global, _, _), .delete(let global, _):
      global
    default: nil
    }
  }
}
