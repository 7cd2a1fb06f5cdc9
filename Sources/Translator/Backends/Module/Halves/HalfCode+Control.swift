import IR

/// Ways from block to block, and the end.
extension HalfCode {
  /// Returns how the block numbered `id` ends.
  mutating func ending(of id: BlockID) -> [CStatement] {
    switch half.function[id].terminator {
    case .jump(let target): return way(to: target)
    case .branch(let condition, let then, let otherwise):
      let test = value(condition)
      if then == otherwise { return way(to: then) }
      return [.branch(test, then: way(to: then), otherwise: way(to: otherwise), location)]
    case .choose(let value, let cases, let otherwise):
      return choice(self.value(value).operand, cases, otherwise: otherwise)
    case .return: return finished()
    }
  }

  /// Returns the choice of one of `cases` by `value`.
  private mutating func choice(
    _ value: String, _ cases: [ChoiceCase], otherwise: BlockID
  ) -> [CStatement] {
    var seen: Set<Int64> = []
    var targets: [BlockID] = []
    var values: [BlockID: [Int64]] = [:]
    for element in cases
    where seen.insert(element.value).inserted && element.target != otherwise {
      if values[element.target] == nil { targets.append(element.target) }
      values[element.target, default: []].append(element.value)
    }
    if targets.isEmpty { return way(to: otherwise) }
    let choices = targets.map { target in
      CChoice(values: values[target] ?? [], body: way(to: target))
    }
    return [.choose(value, choices, otherwise: way(to: otherwise), location)]
  }

  /// Returns what leads to `target`: ways back are counted, and too many of them are a failure.
  mutating func way(to target: BlockID) -> [CStatement] {
    guard facts.graph.position(of: target) <= facts.graph.position(of: block) else {
      return [.go(target)]
    }
    let limit = program.limits.maximumActions
    var exceeded = CExpression(
      condition: "++run->rounds > \(limit)", opposite: "++run->rounds <= \(limit)")
    exceeded.hasEffect = true
    let failed = failure(.actionsExceeded, nil, of: nil)
    return [
      .branch(exceeded, then: failed, otherwise: [], location), .again(target),
    ]
  }

  /// Counts `count` statements, and fails if that makes as many as a handler may do.
  mutating func addActions(_ count: Int) {
    let limit = program.limits.maximumActions
    let sum = "(run->actions += \(count))"
    var exceeded = CExpression(condition: "\(sum) >= \(limit)", opposite: "\(sum) < \(limit)")
    exceeded.hasEffect = true
    append(if: exceeded, failure(.actionsExceeded, nil, of: nil))
  }

  /// Returns what is done at the end: the record is sent if one is due.
  mutating func finished() -> [CStatement] {
    guard half.record != nil else { return [.leave] }
    switch commitState {
    case .no: return [.leave]
    case .yes: return [.line(sending, location), .leave]
    case .maybe:
      testsDueFlag = true
      return [
        .branch(
          CExpression("due", .condition(opposite: "!due")),
          then: [.line(sending, location)], otherwise: [], location), .leave,
      ]
    }
  }
}
