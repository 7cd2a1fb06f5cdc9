extension RegularExpressionAutomaton {
  /// The automaton with one state in the place of all that do the same. What always accepts becomes `accept`, and
  /// what never does becomes `reject`.
  var minimized: RegularExpressionAutomaton {
    guard stateCount > 0 else { return self }
    // The decisions are two more states, behind the others.
    var groups = acceptsAtEnd.map { $0 ? 1 : 0 as UInt16 } + [1, 0]
    var count = 2
    while true {
      let refined = refine(groups)
      groups = refined.groups
      if refined.count == count { break }
      count = refined.count
    }
    return merged(groups)
  }

  /// Returns the group of the state that a transition leads to.
  private func group(of target: UInt16, in groups: [UInt16]) -> UInt16 {
    switch target {
    case Self.accept: groups[stateCount]
    case Self.reject: groups[stateCount + 1]
    default: groups[Int(target)]
    }
  }

  /// Returns the states behind a state, one for each column; a decision stays what it is.
  private func row(of state: Int) -> [UInt16] {
    if state == stateCount { return Array(repeating: Self.accept, count: columnCount) }
    if state > stateCount { return Array(repeating: Self.reject, count: columnCount) }
    return Array(transitions[state * columnCount..<(state + 1) * columnCount])
  }

  /// Returns for each state the number of those that are in one group and lead to the same groups, and how many
  /// there are.
  private func refine(_ groups: [UInt16]) -> (groups: [UInt16], count: Int) {
    var numbers: [[UInt16]: UInt16] = [:]
    let refined = groups.indices.map { state in
      let key = [groups[state]] + row(of: state).map { group(of: $0, in: groups) }
      let number = numbers[key] ?? UInt16(numbers.count)
      numbers[key] = number
      return number
    }
    return (refined, numbers.count)
  }

  /// Returns the automaton whose states are groups of the present ones, in the order of their first states.
  private func merged(_ groups: [UInt16]) -> RegularExpressionAutomaton {
    var numbers = [groups[stateCount]: Self.accept, groups[stateCount + 1]: Self.reject]
    var members: [Int] = []
    for state in 0..<stateCount where numbers[groups[state]] == nil {
      numbers[groups[state]] = UInt16(members.count)
      members.append(state)
    }
    func number(of state: UInt16) -> UInt16 {
      numbers[group(of: state, in: groups), default: Self.reject]
    }
    return RegularExpressionAutomaton(
      start: number(of: start), columns: columns,
      transitions: members.flatMap { row(of: $0).map(number) },
      acceptsAtEnd: members.map { acceptsAtEnd[$0] })
  }
}
