import IR

/// Which halves hold the lock of handlers while they run.
///
/// What one operation does to a global is one step. A half that does several to globals that change, and learns something by one
/// of them, would come out otherwise if another CPU came in between: it holds the lock, and so do all halves that have
/// to do with the same globals. Halves that merely count, in one step each, do without.
///
/// By BPF two things differ. A string is read and written in two steps. And arrays whose elements belong to one thread
/// or CPU, since `tid()` or `cpu()` is one of their keys, need no lock: another CPU does not come to the same element. Modules
/// hold it for those, too, since it costs them next to nothing.
struct HandlerLock {
  /// For each global, by number, whether some half must find it as it left it.
  private var isGuarded: [Bool]

  /// Finds out for `program`, whose probes have been split and are run by `engine`.
  init(of program: IR.Program, engine: TargetEngine) {
    isGuarded = program.globals.map { _ in false }
    let halves = program.probes.indices.compactMap { KernelHalf(probe: $0, of: program) }
    let ignored = engine == .bpf ? OwnedArrays(of: halves.map(\.function)).arrays : []
    let accesses = halves.map {
      GlobalAccesses(of: $0.function, in: program, engine: engine, without: ignored)
    }
    let changed = accesses.reduce(into: Set<Int>()) { $0.formUnion($1.changed) }
    for access in accesses where access.takesSteps(with: changed) {
      for global in access.all where changed.contains(global) { isGuarded[global] = true }
    }
  }

  /// `true` iff some half holds the lock.
  var isHeldByAny: Bool { isGuarded.contains(true) }

  /// `true` iff `half` holds the lock.
  func isHeld(by half: KernelHalf) -> Bool { half.function.contains { needsLock($0) } }

  /// `true` iff `operation` may be done only while the lock is held.
  func needsLock(_ operation: Operation) -> Bool {
    operation.global.map { isGuarded[$0.index] } ?? false
  }
}

/// The arrays of which each thread, or each CPU, has elements of its own: all operations on them name it at the same
/// place among the keys.
private struct OwnedArrays {
  /// The arrays, by number.
  private(set) var arrays: Set<Int> = []

  /// Finds them in `functions`.
  init(of functions: [IR.Function]) {
    var places: [Int: Set<KeyPlace>] = [:]
    for function in functions {
      for id in function.blocks.flatMap(\.instructions) {
        let operation = function[id].operation
        guard let array = operation.global?.index else { continue }
        let found = Self.places(in: operation.keys, of: function)
        places[array] = places[array]?.intersection(found) ?? found
      }
    }
    arrays = Set(places.filter { !$0.value.isEmpty }.keys)
  }

  /// Which key is what tells the owner.
  private struct KeyPlace: Hashable {
    /// The number of the key.
    let index: Int
    /// What tells the owner.
    let owner: Intrinsic
  }

  /// Returns the keys that tell the owner of the element.
  private static func places(in keys: [ValueID?], of function: IR.Function) -> Set<KeyPlace> {
    var result: Set<KeyPlace> = []
    for (index, key) in keys.enumerated() {
      guard let key, case .intrinsic(let owner, _) = function[key].operation,
        owner == .tid || owner == .cpu
      else { continue }
      result.insert(KeyPlace(index: index, owner: owner))
    }
    return result
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

  /// Finds them in `function` of `program`, which `engine` runs, but for the arrays `ignored`.
  init(
    of function: IR.Function, in program: IR.Program, engine: TargetEngine,
    without ignored: Set<Int>
  ) {
    var isUsed = [Bool](repeating: false, count: function.instructions.count)
    for block in function.blocks {
      for id in block.instructions {
        for operand in function[id].operation.operands { isUsed[operand.index] = true }
      }
      if let operand = block.terminator.operand { isUsed[operand.index] = true }
    }
    for id in function.blocks.flatMap(\.instructions) {
      let operation = function[id].operation
      guard let global = operation.global?.index, !ignored.contains(global) else { continue }
      switch operation {
      case .accumulate: continue
      case .writeGlobal, .addToGlobal, .delete: changed.insert(global)
      default: break
      }
      all.append(global)
      if engine == .bpf, program.globals[global].element == .value(.string) { all.append(global) }
      if isUsed[id.index] { learned.append(global) }
    }
  }

  /// `true` iff the half does more than one thing to globals of `changed`, and learns something by one of them.
  func takesSteps(with changed: Set<Int>) -> Bool {
    all.count(where: changed.contains) > 1 && learned.contains(where: changed.contains)
  }
}
