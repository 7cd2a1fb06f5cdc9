/// One way in which a function breaks the rules of the IR.
package struct Finding: Hashable, Sendable, CustomStringConvertible {
  /// The name of the function.
  package let function: String
  /// The instruction concerned; `nil` if it is a terminator or the function itself.
  package let instruction: ValueID?
  /// The block concerned; `nil` if it is the function itself.
  package let block: BlockID?
  /// What is wrong.
  package let problem: Problem

  /// What is wrong with a function.
  package enum Problem: Hashable, Sendable {
    /// The entry has predecessors.
    case entryHasPredecessors
    /// There is no block, or there are fewer locals than parameters.
    case malformedFunction
    /// The thing of this name does not exist.
    case outOfRange(String)
    /// The instruction stands in more than one place.
    case repeatedInstruction
    /// The operand is not computed on every path to here.
    case notComputed(ValueID)
    /// The operand has no value, or one of another type.
    case operandType(ValueID, expected: ValueType)
    /// The result is not of the type that the operation yields.
    case resultType(expected: ValueType?)
    /// There are too many or too few operands or keys.
    case operandCount(expected: Int)
    /// The operation cannot be here.
    case notAllowed(FunctionRole)
    /// The parts of the operation do not belong together; the text says which.
    case inconsistent(String)
  }

  /// The finding in words.
  package var description: String {
    var place = function
    if let block { place += " b\(block.index)" }
    if let instruction { place += " v\(instruction.index)" }
    return "\(place): \(problem)"
  }
}

extension Finding.Problem: CustomStringConvertible {
  /// The problem in words.
  package var description: String {
    switch self {
    case .entryHasPredecessors: "the entry has predecessors"
    case .malformedFunction: "there are no blocks, or fewer locals than parameters"
    case .outOfRange(let name): "there is no '\(name)'"
    case .repeatedInstruction: "the instruction stands in more than one place"
    case .notComputed(let id): "'v\(id.index)' is not computed on every path to here"
    case .operandType(let id, let expected): "'v\(id.index)' is no \(expected.rawValue)"
    case .resultType(let expected):
      expected.map { "the result is a \($0.rawValue)" } ?? "there is no result"
    case .operandCount(let expected): "there have to be \(expected) operands"
    case .notAllowed(let role): "the operation is not allowed in a \(role.rawValue)"
    case .inconsistent(let text): text
    }
  }
}

/// What a function is in its program, which says what may stand in it.
package enum FunctionRole: String, Hashable, Sendable {
  /// A function of the script, which handlers and user halves call.
  case function
  /// A handler before splitting.
  case handler
  /// A kernel half.
  case kernelHalf = "kernel half"
  /// A user half of records.
  case userHalf = "user half"
  /// A user half without a kernel half: of `begin`, `end`, `error` and timers.
  case freeUserHalf = "user half without records"
}
