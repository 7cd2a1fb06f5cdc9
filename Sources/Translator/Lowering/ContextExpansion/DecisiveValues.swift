import IR

/// The values of a function that decide where it goes, or what becomes of a global.
struct DecisiveValues {
  /// The function.
  private let function: Function
  /// The values that each local is set to.
  private var writes: [[ValueID]]
  /// The values that have been followed.
  private var isFollowed: [Bool]
  /// The functions whose results are among the values.
  private(set) var calledFunctions: Set<FunctionID> = []

  /// Finds the values of `function`.
  init(of function: Function) {
    self.function = function
    writes = Array(repeating: [], count: function.locals.count)
    isFollowed = Array(repeating: false, count: function.instructions.count)
    var pending: [ValueID] = []
    for block in function.blocks {
      if let decider = block.terminator.operand { pending.append(decider) }
      for id in block.instructions {
        let operation = function[id].operation
        if case .writeLocal(let local, let value) = operation { writes[local.index].append(value) }
        if operation.global != nil { pending += operation.operands.filter(isOfGlobal(operation)) }
      }
    }
    while let id = pending.popLast() { pending += follow(id) }
  }

  /// Returns which operands of `operation`, which concerns a global, decide where it lives: keys, and numbers. A
  /// string that is put into a global is seldom looked at again in the kernel.
  private func isOfGlobal(_ operation: Operation) -> (ValueID) -> Bool {
    let keys = Set(operation.keys.compactMap { $0 })
    return { keys.contains($0) || function[$0].type == .long }
  }

  /// Returns what the value `id` depends on, unless that has been asked before.
  private mutating func follow(_ id: ValueID) -> [ValueID] {
    guard !isFollowed[id.index] else { return [] }
    isFollowed[id.index] = true
    switch function[id].operation {
    case .call(let callee, let arguments):
      calledFunctions.insert(callee)
      return arguments
    case .readLocal(let local): return writes[local.index]
    case let operation: return operation.operands
    }
  }
}
