/// Where each instruction comes to lie, and which jumps have to be long.
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

  /// Creates the layout of `instructions`, whose labels are at `places`.
  init(_ instructions: [Instruction], places: [Int?], cpu: CPUVersion) throws(AssemblyError) {
    self.places = places
    isLong = Array(repeating: false, count: instructions.count)
    try checkLabels(of: instructions)
    var isSettled = false
    while !isSettled {
      place(instructions)
      isSettled = true
      for (index, instruction) in instructions.enumerated() where !isLong[index] {
        guard let distance = distance(of: instruction, at: index, from: starts[index] + 1),
          Int16(exactly: distance) == nil, !instruction.isLongJump
        else { continue }
        guard cpu >= .v4 else { throw .jumpTooFar(distance: distance) }
        isLong[index] = true
        isSettled = false
      }
    }
  }

  /// The number of all slots.
  var slotCount: Int { starts[starts.count - 1] }

  /// Returns what stands for instruction number `index`, with labels replaced by distances.
  func parts(of instruction: Instruction, at index: Int) -> [Instruction] {
    guard case .label? = instruction.target else { return [instruction] }
    let end = starts[index + 1]
    // The target was checked to be a label that is bound.
    let distance = JumpTarget.distance(Int32(distance(of: instruction, at: index, from: end)!))
    return isLong[index] ? instruction.long(to: distance) : [instruction.jumping(to: distance)]
  }

  /// Checks that each label that is jumped to is bound.
  private func checkLabels(of instructions: [Instruction]) throws(AssemblyError) {
    for instruction in instructions {
      if case .label(let label)? = instruction.target, places[label.number] == nil {
        throw .unboundLabel(label)
      }
    }
  }

  /// Computes the first slot of each instruction.
  private mutating func place(_ instructions: [Instruction]) {
    starts = [0]
    starts.reserveCapacity(instructions.count + 1)
    for (index, instruction) in instructions.enumerated() {
      let size = isLong[index] ? instruction.longSlotCount : instruction.slotCount
      starts.append(starts[index] + size)
    }
  }

  /// Returns the number of slots from `origin` to the label that the instruction jumps to.
  private func distance(of instruction: Instruction, at index: Int, from origin: Int) -> Int? {
    guard case .label(let label)? = instruction.target, let place = places[label.number]
    else { return nil }
    return starts[place] - origin
  }
}

extension Instruction {
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
