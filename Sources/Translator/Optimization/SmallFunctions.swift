import IR

/// Puts functions that are small, or called at one place only, into those that call them, since in the interpreter a call
/// costs as much as several of their instructions. Functions that are still called stay.
///
/// - Requires: the functions are optimised.
func inlineSmallFunctions(in program: inout Program, _ facts: ProgramFacts) {
  let callCounts = program.callCounts
  let bodies = program.functions.enumerated().map { index, function in
    function.isInlined(callCount: callCounts[index]) ? function : nil
  }
  guard bodies.contains(where: { $0 != nil }) else { return }
  var locations = program.locations
  program.mapFunctions { function in
    guard function.callees.contains(where: { bodies[$0.index] != nil }) else { return }
    function = inlineCalls(in: function, locations: &locations) { bodies[$0.index] }
    optimize(&function, facts)
  }
  program.locations = locations
}

extension Function {
  /// The most instructions of a function that is put into each that calls it.
  private static let smallCount = 6
  /// The most instructions of a function that is put into the only one that calls it.
  private static let singleCount = 60

  /// Returns `true` iff the function, which is called at `callCount` places, is put there.
  fileprivate func isInlined(callCount: Int) -> Bool {
    let limit = callCount == 1 ? Self.singleCount : Self.smallCount
    let count = blocks.reduce(0) { $0 + $1.instructions.count }
    guard count <= limit, callCount > 0 else { return false }
    // A chain of small functions would make a large one of each that calls the first.
    return callees.isEmpty || callCount == 1
  }
}

extension Program {
  /// For each function at how many places it is called.
  fileprivate var callCounts: [Int] {
    var counts = [Int](repeating: 0, count: functions.count)
    forEachFunction { function in
      for callee in function.callees { counts[callee.index] += 1 }
    }
    return counts
  }
}
