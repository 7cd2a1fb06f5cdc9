import IR

extension FunctionPass {
  /// Replaces branches whose way is known, turns round branches on negations, and forgets catch blocks of
  /// blocks in which nothing can fail.
  package static let foldBranches = FunctionPass("fold-branches") { function, facts in
    var hasChanged = false
    for index in function.blocks.indices {
      // Each rule takes away a case, an operation or the choice itself, so this ends.
      while let simpler = function.simplification(of: function.blocks[index].terminator) {
        function.blocks[index].terminator = simpler
        hasChanged = true
      }
      guard function.blocks[index].catchBlock != nil else { continue }
      let mayFail = function.blocks[index].instructions.contains {
        facts.mayFail(function[$0].operation)
      }
      if !mayFail {
        function.blocks[index].catchBlock = nil
        hasChanged = true
      }
    }
    return hasChanged
  }
}

extension Function {
  /// Returns what `terminator` can be replaced by; `nil` if it is simple already.
  fileprivate func simplification(of terminator: Terminator) -> Terminator? {
    switch terminator {
    case .jump, .return: return nil
    case .branch(let value, let then, let otherwise):
      if then == otherwise { return .jump(then) }
      if let constant = constantLong(value) { return .jump(constant != 0 ? then : otherwise) }
      return simplifiedBranch(on: self[value].operation, then, otherwise)
    case .choose(let value, let cases, let otherwise):
      if let constant = constantLong(value) {
        return .jump(cases.first { $0.value == constant }?.target ?? otherwise)
      }
      if cases.isEmpty { return .jump(otherwise) }
      let needed = cases.filter { $0.target != otherwise }
      return needed.count < cases.count
        ? .choose(value, cases: needed, otherwise: otherwise) : nil
    }
  }

  /// Returns what a branch on the result of `condition` can be replaced by.
  private func simplifiedBranch(
    on condition: Operation, _ then: BlockID, _ otherwise: BlockID
  ) -> Terminator? {
    switch condition {
    case .unary(.not, let operand): .branch(operand, then: otherwise, otherwise: then)
    case .unary(.negate, let operand): .branch(operand, then: then, otherwise: otherwise)
    case .compare(.notEqual, let operand, let zero) where constantLong(zero) == 0:
      .branch(operand, then: then, otherwise: otherwise)
    case .compare(.equal, let operand, let zero) where constantLong(zero) == 0:
      .branch(operand, then: otherwise, otherwise: then)
    default: nil
    }
  }
}
