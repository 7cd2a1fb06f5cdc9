import IR

extension Terminator {
  /// Returns the terminator with each block replaced by what `substitute` makes of it.
  func mappingTargets(_ substitute: (BlockID) -> BlockID) -> Terminator {
    switch self {
    case .jump(let target): .jump(substitute(target))
    case .branch(let value, let then, let otherwise):
      .branch(value, then: substitute(then), otherwise: substitute(otherwise))
    case .choose(let value, let cases, let otherwise):
      .choose(
        value, cases: cases.map { ChoiceCase($0.value, substitute($0.target)) },
        otherwise: substitute(otherwise))
    case .return: self
    }
  }

  /// Returns the terminator with its value replaced by what `substitute` makes of it.
  func mappingOperand(_ substitute: (ValueID) -> ValueID) -> Terminator {
    switch self {
    case .jump, .return(nil): self
    case .branch(let value, let then, let otherwise):
      .branch(substitute(value), then: then, otherwise: otherwise)
    case .choose(let value, let cases, let otherwise):
      .choose(substitute(value), cases: cases, otherwise: otherwise)
    case .return(let value?): .return(substitute(value))
    }
  }
}
