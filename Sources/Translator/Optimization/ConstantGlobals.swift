import IR

/// Replaces the reads of scalar globals that nothing in `program` sets by their first values, so that what
/// depends on an option is decided while a script is translated. Those named in `settable` stay: they are set later.
package func replaceConstantGlobals(in program: inout Program, except settable: Set<String> = []) {
  var isSet = program.globals.map { global in
    if case .value = global.element {
      global.isArray || settable.contains(global.name)
    } else {
      true
    }
  }
  for function in program.functions + program.probes.compactMap(\.handler) {
    for id in function.blocks.lazy.flatMap(\.instructions) {
      switch function[id].operation {
      case .writeGlobal(let global, _, _), .addToGlobal(let global, _, _), .delete(let global, _):
        isSet[global.index] = true
      default: break
      }
    }
  }
  let constants = zip(program.globals, isSet).map { global, isSet in
    isSet ? nil : global.firstValue
  }
  program.mapFunctions { function in
    for index in function.instructions.indices {
      if case .readGlobal(let global, _) = function.instructions[index].operation,
        let constant = constants[global.index]
      {
        function.instructions[index].operation = constant
      }
    }
  }
}

extension Global {
  /// The operation that yields the first value of a scalar.
  fileprivate var firstValue: Operation? {
    switch (element, initializer) {
    case (.value(.long), .long(let value)): .long(value)
    case (.value(.string), .string(let bytes)): .string(bytes)
    case (.value(.long), nil): .long(0)
    case (.value(.string), nil): .string([])
    default: nil
    }
  }
}
