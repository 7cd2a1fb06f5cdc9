import IR

/// A statement of C.
indirect enum CStatement: Hashable {
  /// One that stands for itself, with its semicolon.
  case line(String, LocationID)
  /// `if`.
  case branch(CExpression, then: [CStatement], otherwise: [CStatement], LocationID)
  /// `switch`; nothing falls through.
  case choose(String, [CChoice], otherwise: [CStatement], LocationID)
  /// `while`, or `for (;;)` without a condition.
  case loop(CExpression?, [CStatement], LocationID)
  /// Goes on with a block.
  case go(BlockID)
  /// Goes back to a block, of which there is code in front already.
  case again(BlockID)
  /// Where a block starts.
  case label(BlockID)
  /// The end of the function.
  case leave
  /// `break`.
  case breakLoop
  /// `continue`.
  case continueLoop
}

/// One case of a `switch`.
struct CChoice: Hashable {
  /// The numbers, each once.
  let values: [Int64]
  /// What is done.
  var body: [CStatement]
}

extension [CStatement] {
  /// `true` iff nothing that stands behind runs next.
  var endsElsewhere: Bool {
    switch last {
    case .go, .again, .leave, .breakLoop, .continueLoop: true
    case .branch(_, let then, let otherwise, _): then.endsElsewhere && otherwise.endsElsewhere
    case .choose(_, let choices, let otherwise, _):
      otherwise.endsElsewhere && choices.allSatisfy(\.body.endsElsewhere)
    case .loop(nil, let body, _): !body.contains(where: \.breaks)
    case .line, .loop, .label, nil: false
    }
  }

  /// The blocks that something goes to.
  var targets: Set<BlockID> {
    reduce(into: []) { targets, statement in
      switch statement {
      case .go(let block), .again(let block): targets.insert(block)
      case .branch(_, let then, let otherwise, _):
        targets.formUnion(then.targets.union(otherwise.targets))
      case .choose(_, let choices, let otherwise, _):
        for choice in choices { targets.formUnion(choice.body.targets) }
        targets.formUnion(otherwise.targets)
      case .loop(_, let body, _): targets.formUnion(body.targets)
      case .line, .label, .leave, .breakLoop, .continueLoop: break
      }
    }
  }
}

extension CStatement {
  /// `true` iff it has a `break` that leaves the loop that it stands in.
  fileprivate var breaks: Bool {
    switch self {
    case .breakLoop: true
    case .branch(_, let then, let otherwise, _):
      then.contains(where: \.breaks) || otherwise.contains(where: \.breaks)
    case .line, .choose, .loop, .go, .again, .label, .leave, .continueLoop: false
    }
  }
}
