/// Where each instruction comes to lie, and which jumps have to be long, or to go by islands.
///
/// Making a jump long moves what follows and so may make other jumps too long; that is repeated
/// until nothing changes. Jumps never become short again, so it ends.
struct JumpLayout {
  /// For each instruction its first slot, and behind the last the number of all slots.
  private var starts: [Int] = []
  /// For each instruction, whether it is a jump that has to be long.
  private var isLong: [Bool]
  /// For each label the number of the instruction behind it.
  private let places: [Int?]
  /// What jumps that are too far go by where none can be long; `nil` if there is no need.
  private var islands: JumpIslands?

  /// Creates the layout of `instructions`, whose labels are at `places`.
  ///
  /// - Throws: `AssemblyError` if a label is unbound, or a jump is too far.
  init(_ instructions: [Instruction], places: [Int?], cpu: CPUVersion) throws(AssemblyError) {
    self.places = places
    isLong = Array(repeating: false, count: instructions.count)
    try checkLabels(of: instructions)
    var isSettled = false
    while !isSettled {
      place(instructions)
      isSettled = true
      for (index, instruction) in instructions.enumerated() where !isLong[index] {
        guard let label = instruction.label, !instruction.isLongJump else { continue }
        let distance = destination(of: label, from: index) - starts[index] - 1
        if Int16(exactly: distance) != nil { continue }
        if cpu >= .v4 { isLong[index] = true } else { try divert(index, to: label, instructions) }
        isSettled = false
      }
      if try divertIslands() { isSettled = false }
    }
  }

  /// The number of all slots.
  var slotCount: Int { starts[starts.count - 1] }

  /// Returns what stands for instruction number `index`, with labels replaced by distances.
  func parts(of instruction: Instruction, at index: Int) -> [Instruction] {
    guard let label = instruction.label else { return [instruction] }
    let size = isLong[index] ? instruction.longSlotCount : instruction.slotCount
    let distance = JumpTarget.distance(
      Int32(destination(of: label, from: index) - starts[index] - size))
    return isLong[index] ? instruction.long(to: distance) : [instruction.jumping(to: distance)]
  }

  /// Returns what stands in front of instruction number `index` for jumps of others.
  func islands(before index: Int) -> [Instruction] {
    islands?.instructions(before: index, slot) ?? []
  }

  /// Checks that each label that is jumped to is bound.
  private func checkLabels(of instructions: [Instruction]) throws(AssemblyError) {
    for instruction in instructions {
      if let label = instruction.label, places[label.number] == nil { throw .unboundLabel(label) }
    }
  }

  /// Computes the first slot of each instruction.
  private mutating func place(_ instructions: [Instruction]) {
    starts = []
    starts.reserveCapacity(instructions.count + 1)
    var slot = 0
    var pool = 0
    for (index, instruction) in instructions.enumerated() {
      slot += islands?.place(before: index, at: slot, &pool) ?? 0
      starts.append(slot)
      slot += isLong[index] ? instruction.longSlotCount : instruction.slotCount
    }
    starts.append(slot)
  }

  /// Returns the slot of the instruction behind `label`.
  private func slot(of label: Label) -> Int {
    guard let place = places[label.number] else { preconditionFailure("labels are checked") }
    return starts[place]
  }

  /// Returns the slot that instruction number `index` jumps to on its way to `label`.
  private func destination(of label: Label, from index: Int) -> Int {
    let target = slot(of: label)
    return islands?.destination(of: index, to: label, at: target) ?? target
  }

  /// Leads the jump of instruction number `index` to `label` by an island.
  private mutating func divert(
    _ index: Int, to label: Label, _ instructions: [Instruction]
  ) throws(AssemblyError) {
    if islands == nil {
      islands = JumpIslands(instructions, starts: starts)
      var pool = 0
      for index in instructions.indices {
        _ = islands?.place(before: index, at: starts[index], &pool)
      }
    }
    let target = slot(of: label)
    guard islands?.divert(index, at: starts[index], to: label, at: target) ?? false else {
      throw .jumpTooFar(distance: target - starts[index] - 1)
    }
  }

  /// Leads islands on by others where they do not reach their labels; returns whether any was.
  private mutating func divertIslands() throws(AssemblyError) -> Bool {
    guard var islands else { return false }
    let hasChanged = try islands.divertIslands(slot)
    self.islands = islands
    return hasChanged
  }
}

extension Instruction {
  /// The label that it jumps to; `nil` if it jumps to none.
  fileprivate var label: Label? {
    if case .label(let label)? = target { label } else { nil }
  }

  /// `true` iff the distance of the jump has 32 bits.
  fileprivate var isLongJump: Bool {
    if case .longJump = self { true } else { false }
  }

  /// The number of slots of the long form of a jump.
  fileprivate var longSlotCount: Int { long(to: .distance(0)).count }

  /// Returns instructions that jump as `self` does, but by a long jump, which is the last of them.
  fileprivate func long(to target: JumpTarget) -> [Instruction] {
    if case .jump = self { return [.longJump(to: target)] }
    if case .jumpIf(let comparison, let register, let operand, let width, _) = self,
      let inverse = comparison.inverse
    {
      let skip = Instruction.jumpIf(inverse, register, operand, width: width, to: .distance(1))
      return [skip, .longJump(to: target)]
    }
    return [jumping(to: .distance(1)), .jump(to: .distance(1)), .longJump(to: target)]
  }
}
