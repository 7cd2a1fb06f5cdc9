import IR

extension FunctionPass {
  /// Puts constant arguments of `printf` into its text.
  package static let fillFormats = FunctionPass("fill-formats") { function, _ in
    var hasChanged = false
    for block in function.blocks {
      for id in block.instructions {
        guard case .print(let format, let arguments) = function[id].operation,
          let filled = format.filled(with: arguments, function)
        else { continue }
        function[id].operation = .print(filled.format, filled.arguments)
        hasChanged = true
      }
    }
    return hasChanged
  }
}
