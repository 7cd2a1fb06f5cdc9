import IR

/// Makes statements readable: what goes where it would come anyway is left out, and what can be `break`, `continue` or
/// `while` is.
struct CSimplification {
  /// Where control comes by itself.
  private struct Surroundings {
    /// The blocks that start directly behind; `nil` stands for the end of the function.
    var following: [BlockID?]
    /// The block at the head of the loop around, unless a `switch` is in between for `exits`.
    var head: BlockID?
    /// The blocks that start directly behind the loop around.
    var exits: [BlockID?] = []
  }

  /// Returns `statements`, the whole of a function, simplified.
  static func simplified(_ statements: [CStatement]) -> [CStatement] {
    var result = statements
    // One step may make way for another.
    for _ in 0..<3 {
      result = CSimplification().simplified(result, Surroundings(following: [nil]))
    }
    return finished(result, targets: result.targets)
  }

  /// Returns `statements` without the labels of other blocks than `targets`, and with conditions at the loops that start
  /// with a test.
  private static func finished(
    _ statements: [CStatement], targets: Set<BlockID>
  ) -> [CStatement] {
    let finish = { (statements: [CStatement]) in finished(statements, targets: targets) }
    return statements.compactMap { statement in
      switch statement {
      case .label(let block): targets.contains(block) ? statement : nil
      case .branch(let condition, let then, let otherwise, let place):
        .branch(condition, then: finish(then), otherwise: finish(otherwise), place)
      case .choose(let value, let choices, let otherwise, let place):
        .choose(
          value, choices.map { CChoice(values: $0.values, body: finish($0.body)) },
          otherwise: finish(otherwise), place)
      case .loop(let condition, let body, let place): loop(condition, finish(body), place)
      case .line, .go, .again, .leave, .breakLoop, .continueLoop: statement
      }
    }
  }

  /// Returns the loop around `body` with a test that it starts with as its condition.
  private static func loop(
    _ condition: CExpression?, _ body: [CStatement], _ place: LocationID
  ) -> CStatement {
    guard condition == nil, case .branch(let test, let then, [], let line)? = body.first,
      then == [.breakLoop]
    else { return .loop(condition, body, place) }
    return .loop(test.inverted, Array(body.dropFirst()), line)
  }

  /// Returns `statements` simplified, which stand in `surroundings`.
  private func simplified(
    _ statements: [CStatement], _ surroundings: Surroundings
  ) -> [CStatement] {
    var result: [CStatement] = []
    for index in statements.indices.reversed() {
      var inner = surroundings
      inner.following = following(result, surroundings)
      result = simplified(statements[index], inner) + result
    }
    return withoutUnreachable(result)
  }

  /// Returns which blocks start in front of `statements`.
  private func following(
    _ statements: [CStatement], _ surroundings: Surroundings
  ) -> [BlockID?] {
    var blocks: [BlockID?] = []
    for statement in statements {
      switch statement {
      case .label(let block): blocks.append(block)
      case .go(let block), .again(let block): return blocks + [block]
      case .leave: return blocks + [nil]
      case .continueLoop: return surroundings.head.map { blocks + [$0] } ?? blocks
      case .breakLoop: return blocks + surroundings.exits
      case .loop(_, let body, _):
        if case .label(let head)? = body.first { return blocks + [head] }
        return blocks
      case .line, .branch, .choose: return blocks
      }
    }
    return blocks + surroundings.following
  }

  /// Returns `statement` simplified.
  private func simplified(
    _ statement: CStatement, _ surroundings: Surroundings
  ) -> [CStatement] {
    switch statement {
    case .go(let block), .again(let block):
      if surroundings.following.contains(block) { return [] }
      if surroundings.head == block { return [.continueLoop] }
      return surroundings.exits.contains(block) ? [.breakLoop] : [statement]
    case .leave:
      if surroundings.following.contains(nil) { return [] }
      return [statement]
    case .continueLoop:
      guard let head = surroundings.head else { return [statement] }
      return surroundings.following.contains(head) ? [] : [statement]
    case .branch(let condition, let then, let otherwise, let place):
      return branch(
        condition, simplified(then, surroundings), simplified(otherwise, surroundings), place)
    case .choose(let value, let choices, let otherwise, let place):
      var inner = surroundings
      inner.exits = []
      return [
        .choose(
          value,
          choices.map { CChoice(values: $0.values, body: simplified($0.body, inner)) },
          otherwise: simplified(otherwise, inner), place)
      ]
    case .loop(let condition, let body, let place):
      return loop(condition, body, place, surroundings)
    case .line, .label, .breakLoop: return [statement]
    }
  }

  /// Returns an `if` with the arms `then` and `otherwise`: what follows an arm that ends elsewhere needs no `else`.
  private func branch(
    _ condition: CExpression, _ then: [CStatement], _ otherwise: [CStatement], _ place: LocationID
  ) -> [CStatement] {
    if then.isEmpty, otherwise.isEmpty {
      return condition.hasEffect ? [.line("(void)\(condition.opposite);", place)] : []
    }
    if then.isEmpty { return branch(condition.inverted, otherwise, [], place) }
    if otherwise.isEmpty {
      if then.count == 1, case .branch(let second, let inner, let none, _) = then[0], none.isEmpty {
        return [.branch(condition.joined(with: second), then: inner, otherwise: [], place)]
      }
      return [.branch(condition, then: then, otherwise: [], place)]
    }
    if otherwise.endsElsewhere, !then.endsElsewhere || otherwise.count < then.count {
      return [.branch(condition.inverted, then: otherwise, otherwise: [], place)] + then
    }
    if then.endsElsewhere {
      return [.branch(condition, then: then, otherwise: [], place)] + otherwise
    }
    return [.branch(condition, then: then, otherwise: otherwise, place)]
  }

  /// Returns a loop; its first block is the label in front of its body.
  private func loop(
    _ condition: CExpression?, _ body: [CStatement], _ place: LocationID,
    _ surroundings: Surroundings
  ) -> [CStatement] {
    var inner = surroundings
    inner.exits = surroundings.following
    guard case .label(let head)? = body.first else {
      preconditionFailure("a loop does not start with its label")
    }
    inner.head = head
    inner.following = [head]
    return [.loop(condition, [.label(head)] + simplified(Array(body.dropFirst()), inner), place)]
  }

  /// Returns `statements` without those that nothing leads to.
  private func withoutUnreachable(_ statements: [CStatement]) -> [CStatement] {
    var result: [CStatement] = []
    for statement in statements {
      if result.endsElsewhere {
        guard statement.canBeGoneTo else { continue }
      }
      result.append(statement)
    }
    return result
  }
}

extension CExpression {
  /// The condition that is true iff this is not.
  var inverted: CExpression {
    var result = CExpression(opposite, .condition(opposite: text), reads: reads)
    result.hasEffect = hasEffect
    return result
  }

  /// Returns the condition that is true iff this and `other` are.
  fileprivate func joined(with other: CExpression) -> CExpression {
    let both = [self, other].map { $0.shape == .operation ? "(\($0.text))" : $0.text }
      .joined(separator: " && ")
    var result = CExpression(
      both, .condition(opposite: "!(\(both))"), reads: reads.union(other.reads))
    result.hasEffect = hasEffect || other.hasEffect
    return result
  }
}

extension CStatement {
  /// `true` iff a block starts here that something may go to; a loop starts with one.
  fileprivate var canBeGoneTo: Bool {
    switch self {
    case .label: true
    case .loop(_, let body, _): body.first?.canBeGoneTo ?? false
    default: false
    }
  }
}
