import IR

/// Values that were found to be the same as other values.
struct Replacements {
  /// For each instruction what stands for its value: itself, or an equal value.
  private var substitutes: [ValueID]
  /// `true` iff some value is replaced.
  private(set) var isEmpty = true

  /// Creates an empty set of replacements in `function`.
  init(in function: Function) { substitutes = function.instructions.indices.map { ValueID($0) } }

  /// Notes that `value` is the same as `other`.
  mutating func replace(_ value: ValueID, by other: ValueID) {
    substitutes[value.index] = self[other]
    isEmpty = false
  }

  /// Notes that a new instruction was added to the function.
  mutating func addInstruction() { substitutes.append(ValueID(substitutes.count)) }

  /// What stands for `value`.
  subscript(value: ValueID) -> ValueID {
    var value = value
    while substitutes[value.index] != value { value = substitutes[value.index] }
    return value
  }

  /// Puts the substitutes into all operands of `function`, and drops the instructions that are replaced.
  func apply(to function: inout Function) {
    guard !isEmpty else { return }
    for index in function.blocks.indices {
      function.blocks[index].instructions.removeAll { substitutes[$0.index] != $0 }
      for id in function.blocks[index].instructions {
        function[id].operation = function[id].operation.mappingOperands { self[$0] }
      }
      function.blocks[index].terminator = function.blocks[index].terminator
        .mappingOperand { self[$0] }
    }
  }
}
