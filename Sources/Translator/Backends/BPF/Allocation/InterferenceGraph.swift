import BPF

/// Which virtual registers cannot share a register, and which real registers each cannot have.
///
/// Registers that a move connects can be joined; then one of them speaks for both.
struct InterferenceGraph {
  /// For each register those that hold another value while it is needed.
  private(set) var neighbours: [Set<Int>]
  /// For each register the real registers that it cannot have.
  private(set) var forbidden: [RegisterMask]
  /// For each register the real register that would save a move.
  private(set) var wishes: [Register?]
  /// For each register the one that it was joined with, or itself.
  private var representatives: [Int]

  /// Creates the graph of `code`.
  init(of code: MachineCode, order: [MachineBlockID], liveness: Liveness) {
    neighbours = Array(repeating: [], count: code.registerCount)
    forbidden = Array(repeating: [], count: code.registerCount)
    wishes = Array(repeating: nil, count: code.registerCount)
    representatives = Array(0..<code.registerCount)
    for id in order {
      var live = liveness.liveOut[id.index]
      for register in code[id].terminator.uses { live.insert(register.number) }
      for instruction in code[id].instructions.reversed() {
        add(instruction.operation, liveBehind: live)
        instruction.operation.step(over: &live)
      }
    }
  }

  /// Returns the register that speaks for `register`.
  func representative(of register: Int) -> Int {
    var current = register
    while representatives[current] != current { current = representatives[current] }
    return current
  }

  /// Adds what `operation` says, behind which the registers `live` are needed.
  private mutating func add(_ operation: MachineOperation, liveBehind live: RegisterSet) {
    let definitions = operation.definitions.map(\.number)
    var moved: Int?
    if case .move(_, .register(let source)) = operation { moved = source.number }
    for definition in definitions {
      live.forEach { other in if other != moved { connect(definition, other) } }
      for other in definitions { connect(definition, other) }
    }
    if operation.isCall {
      live.forEach { if !definitions.contains($0) { forbidden[$0].formUnion(.lostByCalls) } }
    }
    addWishes(of: operation)
  }

  /// Notes that two registers cannot share one.
  private mutating func connect(_ first: Int, _ second: Int) {
    guard first != second else { return }
    neighbours[first].insert(second)
    neighbours[second].insert(first)
  }

  /// Notes where the values of `operation` come from and go to.
  private mutating func addWishes(of operation: MachineOperation) {
    switch operation {
    case .receive(let arrivals):
      for arrival in arrivals { wishes[arrival.destination.number] = arrival.register }
    case .call(_, let arguments, let result):
      if let result { wishes[result.number] = .r0 }
      for (argument, register) in zip(arguments, Register.arguments) {
        for used in argument.registers { wishes[used.number] = register }
      }
    case .move, .make, .arithmetic, .negate, .swapBytes, .load, .store, .atomic: break
    }
  }

  /// Joins the registers that the moves of `code` connect, where that makes nothing harder.
  mutating func joinMoves(of code: MachineCode, order: [MachineBlockID]) {
    for id in order {
      for instruction in code[id].instructions {
        guard case .move(let destination, .register(let source)) = instruction.operation
        else { continue }
        join(representative(of: destination.number), representative(of: source.number))
      }
    }
  }

  /// Joins two registers if they may share one and the result can surely be coloured.
  private mutating func join(_ first: Int, _ second: Int) {
    guard first != second, !neighbours[first].contains(second) else { return }
    let union = neighbours[first].union(neighbours[second])
    let mask = forbidden[first].union(forbidden[second])
    // Briggs: fewer neighbours of high degree than registers can never be in the way.
    let heavy = union.count { neighbours[$0].count >= forbidden[$0].freeCount }
    guard heavy < mask.freeCount else { return }
    representatives[second] = first
    for other in neighbours[second] {
      neighbours[other].remove(second)
      neighbours[other].insert(first)
    }
    neighbours[first] = union
    neighbours[second] = []
    forbidden[first] = mask
    wishes[first] = wishes[first] ?? wishes[second]
  }
}

/// A set of real registers.
struct RegisterMask: OptionSet, Hashable {
  /// Bit n stands for register n.
  let rawValue: UInt16

  /// The registers that a call does not preserve.
  static let lostByCalls = RegisterMask(rawValue: 0b00_0011_1111)
  /// The registers that values can have; `r10` is the frame.
  static let all = RegisterMask(rawValue: 0b11_1111_1111)

  /// Creates the set of the bits of `rawValue`.
  init(rawValue: UInt16) { self.rawValue = rawValue }

  /// Creates the set of one register.
  init(_ register: Register) { rawValue = 1 << UInt16(register.rawValue) }

  /// The number of registers that are not in the set.
  var freeCount: Int { RegisterMask.all.subtracting(self).rawValue.nonzeroBitCount }
}
