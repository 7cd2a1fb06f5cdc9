import IR

/// How the record of a kernel half is made.
enum RecordPlan: Hashable {
  /// None is sent.
  case none
  /// Where it becomes due, it is reserved in the ring buffer, filled in place, and submitted at the end.
  case reserved
  /// It is put together in scratch memory and copied into the ring buffer at the end.
  case assembled

  /// Creates the plan for `half`.
  ///
  /// Only records of a constant size can be reserved; names of tasks are given their greatest size in them.
  /// When there is no room to reserve one the half ends there and then, so nothing that others see may
  /// come behind.
  init(for half: KernelHalf, facts: HalfFacts) {
    guard let record = half.record else {
      self = .none
      return
    }
    self = record.hasStream || !facts.canReserve(in: half.function) ? .assembled : .reserved
  }
}

extension HalfFacts {
  /// `true` iff each value is captured where a record is due and has a constant size, and nothing behind
  /// that place changes globals.
  fileprivate func canReserve(in function: IR.Function) -> Bool {
    for block in graph.reversePostorder {
      var state = commitStates[block.index]
      for id in function[block].instructions {
        switch function[id].operation {
        case .commit:
          if state == .maybe { return false }
          state = .yes
        case .capture(_, let value):
          let isName = function[value].operation == .intrinsic(.execname, [])
          if state != .yes || function[value].type == .string && !isName { return false }
        case .captureNext: return false
        case .writeGlobal, .addToGlobal, .delete, .accumulate: if state != .no { return false }
        default: break
        }
      }
    }
    return true
  }
}
