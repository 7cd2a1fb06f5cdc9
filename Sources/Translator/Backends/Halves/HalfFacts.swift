import IR

/// What is found out about a kernel half before instructions are selected for it.
struct HalfFacts {
  /// The ways through the half.
  let graph: ControlFlowGraph
  /// For each block whether it stands in a loop.
  let isInLoop: [Bool]
  /// `true` iff some block stands in a loop.
  let hasLoops: Bool
  /// For each value how often it is used by instructions, and by terminators.
  private(set) var useCounts: [(instructions: Int, terminators: Int)]
  /// For each value how many instructions negate it and do nothing else than decide.
  private var decidingCounts: [Int]
  /// For each value the slot that it is captured in.
  private(set) var slots: [SlotID?]
  /// For each value whether it is captured in the stream.
  private(set) var isStreamed: [Bool]
  /// For each local the values that it is set to.
  private(set) var writes: [[ValueID]]
  /// The locals that are set in loops.
  private(set) var loopLocals: Set<LocalID> = []
  /// For each value whether it is a pointer whose type the verifier knows.
  private(set) var isTyped: [Bool]
  /// For each block whether a record is due at its start.
  let commitStates: [CommitState]

  /// Finds out about `half`; arguments keep their types iff `argumentsAreTyped`.
  init(of half: KernelHalf, arguments: ArgumentTyping) {
    let function = half.function
    graph = ControlFlowGraph(function)
    isInLoop = LoopMembership(graph).isInLoop
    hasLoops = isInLoop.contains(true)
    useCounts = Array(repeating: (0, 0), count: function.instructions.count)
    decidingCounts = Array(repeating: 0, count: function.instructions.count)
    slots = Array(repeating: nil, count: function.instructions.count)
    isStreamed = Array(repeating: false, count: function.instructions.count)
    writes = Array(repeating: [], count: function.locals.count)
    isTyped = Array(repeating: false, count: function.instructions.count)
    commitStates = CommitState.states(in: function, graph)
    for block in graph.reversePostorder {
      for id in function[block].instructions {
        note(function[id].operation)
        if isInLoop[block.index], case .writeLocal(let local, _) = function[id].operation {
          loopLocals.insert(local)
        }
      }
      if let value = function[block].terminator.operand { useCounts[value.index].terminators += 1 }
    }
    for block in graph.reversePostorder.reversed() {
      for id in function[block].instructions.reversed() {
        if case .unary(.not, let a) = function[id].operation, isOnlyDecided(id) {
          decidingCounts[a.index] += 1
        }
      }
    }
    for block in graph.reversePostorder {
      for id in function[block].instructions {
        isTyped[id.index] = isTypedPointer(function[id].operation, arguments)
      }
    }
  }

  /// Notes what `operation` uses.
  private mutating func note(_ operation: IR.Operation) {
    for operand in operation.operands { useCounts[operand.index].instructions += 1 }
    switch operation {
    case .capture(let slot, let value): slots[value.index] = slot
    case .captureNext(let value): isStreamed[value.index] = true
    case .writeLocal(let local, let value): writes[local.index].append(value)
    default: break
    }
  }

  /// Returns whether the verifier knows the type of what the result of `operation` points to.
  private func isTypedPointer(_ operation: IR.Operation, _ arguments: ArgumentTyping) -> Bool {
    switch operation {
    case .argument(let access): access.isTypedPointer && arguments == .typed
    case .intrinsic(.task_current, _): true
    case .loadMember(let base, let member):
      member.isTypedPointer && member.bits == nil && isTyped[base.index]
    case .memberAddress(let base, _): isTyped[base.index]
    case .readLocal(let local):
      // Where paths with different types meet the verifier gives up, so one write it must be.
      writes[local.index].count == 1 && isTyped[writes[local.index][0].index]
    default: false
    }
  }

  /// `true` iff the value `id` is used to decide and for nothing else.
  func isOnlyDecided(_ id: ValueID) -> Bool {
    useCounts[id.index].instructions == decidingCounts[id.index]
  }

  /// `true` iff one terminator uses the value `id`, and nothing else.
  func isDecidedOnce(_ id: ValueID) -> Bool { useCounts[id.index] == (0, 1) }

  /// `true` iff nothing uses the value `id`.
  func isUnused(_ id: ValueID) -> Bool { useCounts[id.index] == (0, 0) }

  /// `true` iff the value `id` is captured, once, and not used otherwise.
  func isOnlyCaptured(_ id: ValueID) -> Bool {
    useCounts[id.index] == (1, 0) && (slots[id.index] != nil || isStreamed[id.index])
  }
}

/// How a program finds the arguments of its site, and whether the verifier is told their types.
enum ArgumentTyping: Hashable {
  /// They are numbers in a row (`raw_tp`).
  case plain
  /// They stand in a row and have the types of the prototype (`tp_btf`, `fentry`, `fexit`).
  case typed
  /// They are in the registers of the interrupted code (`kprobe`, `kretprobe`); the one numbered `result` is what
  /// the function returns.
  case registers(result: Int)

  /// Returns where the argument numbered `index` stands in the context, in bytes.
  func offset(of index: Int, in registers: FunctionRegisters) -> Int {
    switch self {
    case .plain, .typed: index * 8
    case .registers(let result):
      index == result ? registers.result : registers.arguments[index]
    }
  }
}

extension KernelHalf {
  /// `true` iff the half looks into a structure that an argument points to.
  var readsThroughArguments: Bool {
    let facts = HalfFacts(of: self, arguments: .typed)
    let plain = HalfFacts(of: self, arguments: .plain)
    return facts.graph.reversePostorder.contains { block in
      function[block].instructions.contains { id in
        guard case .loadMember(let base, _) = function[id].operation else { return false }
        return facts.isTyped[base.index] && !plain.isTyped[base.index]
      }
    }
  }
}
