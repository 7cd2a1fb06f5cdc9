import IR

/// Which halves hold the lock of handlers while they run.
///
/// What one operation does to a global is one step. A half that does several to globals that change, and learns something by one
/// of them, would come out otherwise if another CPU came in between: it holds the lock, and so do all halves that have
/// to do with the same globals. Halves that merely count, in one step each, do without.
struct HandlerLock {
  /// For each global, by number, whether some half must find it as it left it.
  private var isGuarded: [Bool]

  /// Finds out for `program`, whose probes have been split.
  init(of program: IR.Program) {
    isGuarded = program.globals.map { _ in false }
    let accesses = program.probes.indices.compactMap { KernelHalf(probe: $0, of: program) }
      .map { GlobalAccesses(of: $0.function) }
    let changed = accesses.reduce(into: Set<Int>()) { $0.formUnion($1.changed) }
    for access in accesses where access.takesSteps(with: changed) {
      for global in access.all where changed.contains(global) { isGuarded[global] = true }
    }
  }

  /// `true` iff `half` holds the lock.
  func isHeld(by half: KernelHalf) -> Bool {
    half.function.contains { operation in
      operation.global.map { isGuarded[$0.index] } ?? false
    }
  }
}

/// What a half does to globals. Statistics are left out: no half reads them.
private struct GlobalAccesses {
  /// The globals of all operations, by number.
  private(set) var all: [Int] = []
  /// Those of the operations that the half learns something by.
  private var learned: [Int] = []
  /// Those that are changed.
  private(set) var changed: Set<Int> = []

  /// Finds them in `function`.
  init(of function: IR.Function) {
    var isUsed = [Bool](repeating: false, count: function.instructions.count)
    for block in function.blocks {
      for id in block.instructions {
        for operand in function[id].operation.operands { isUsed[operand.index] = true }
      }
      if let operand = block.terminator.operand { isUsed[operand.index] = true }
    }
    for id in function.blocks.flatMap(\.instructions) {
      let operation = function[id].operation
      guard let global = operation.global?.index else { continue }
      switch operation {
      case .accumulate: continue
      case .writeGlobal, .addToGlobal, .delete: changed.insert(global)
      default: break
      }
      all.append(global)
      if isUsed[id.index] { learned.append(global) }
    }
  }

  /// `true` iff the half does more than one thing to globals of `changed`, and learns something by one of them.
  func takesSteps(with changed: Set<Int>) -> Bool {
    all.count(where: changed.contains) > 1 && learned.contains(where: changed.contains)
  }
}
