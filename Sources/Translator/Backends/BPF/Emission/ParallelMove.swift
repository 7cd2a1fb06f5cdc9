import BPF

/// Values that change their registers all at once.
struct ParallelMove {
  /// One value's way.
  struct Step: Hashable {
    /// Where the value goes.
    let destination: Register
    /// Where it is.
    let source: Register
  }

  /// The ways; no two have the same destination.
  private var pending: [Step]

  /// Creates a move of `steps`.
  ///
  /// - Requires: no two steps have the same destination.
  init(_ steps: [Step]) { pending = steps.filter { $0.destination != $0.source } }

  /// Returns steps that do the same one after another.
  ///
  /// - Requires: `spare` is no destination, and nothing else needs its value.
  func sequence(spare: Register) -> [Step] {
    var pending = pending
    var result: [Step] = []
    while !pending.isEmpty {
      let free = pending.firstIndex { step in
        !pending.contains { $0.source == step.destination }
      }
      if let free {
        result.append(pending.remove(at: free))
        continue
      }
      // Only circles are left; opening one needs a place for the value that is overwritten first.
      let blocked = pending[0].destination
      result.append(Step(destination: spare, source: blocked))
      pending = pending.map {
        $0.source == blocked ? Step(destination: $0.destination, source: spare) : $0
      }
    }
    return result
  }
}
