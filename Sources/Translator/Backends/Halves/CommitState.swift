import IR

/// Whether a record is due at a place of a kernel half.
enum CommitState {
  /// On no way there.
  case no
  /// On some ways there.
  case maybe
  /// On all ways there.
  case yes

  /// Returns what holds where ways with both states meet.
  func joined(with other: CommitState) -> CommitState { self == other ? self : .maybe }

  /// Returns for each block of `function` whether a record is due at its start.
  static func states(in function: IR.Function, _ graph: ControlFlowGraph) -> [CommitState] {
    var states: [CommitState?] = Array(repeating: nil, count: function.blocks.count)
    states[BlockID.entry.index] = .no
    var isSettled = false
    while !isSettled {
      isSettled = true
      for block in graph.reversePostorder {
        guard let before = states[block.index] else { continue }
        let behind = function.commits(in: block) ? CommitState.yes : before
        for successor in function[block].terminator.successors {
          join(behind, into: &states[successor.index], &isSettled)
        }
        if let target = function[block].catchBlock, graph.successors(of: block).contains(target) {
          // A failure can come before or behind the commit.
          join(before.joined(with: behind), into: &states[target.index], &isSettled)
        }
      }
    }
    return states.map { $0 ?? .no }
  }

  /// Joins `state` into `place`, and notes if that is a change.
  private static func join(
    _ state: CommitState, into place: inout CommitState?, _ isSettled: inout Bool
  ) {
    let joined = place.map { $0.joined(with: state) } ?? state
    if joined != place {
      place = joined
      isSettled = false
    }
  }
}

extension IR.Function {
  /// `true` iff a record is due behind `block` whatever was before.
  fileprivate func commits(in block: BlockID) -> Bool {
    self[block].instructions.contains { self[$0].operation == .commit }
  }
}
