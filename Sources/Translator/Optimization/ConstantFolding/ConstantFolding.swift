import IR

extension FunctionPass {
  /// Computes what is known before the program runs, and replaces operations by simpler ones that yield the
  /// same.
  package static let foldConstants = FunctionPass("fold-constants") { function, facts in
    var folding = ConstantFolding(in: function, facts)
    return folding.run(on: &function)
  }
}

/// A walk through a function in an order in which operands come before their uses.
private struct ConstantFolding {
  /// The facts of the program.
  private let facts: ProgramFacts
  /// The values found to be equal.
  private var replacements: Replacements
  /// `true` iff something was made simpler.
  private var hasChanged = false

  /// Creates a walk of `function`.
  init(in function: Function, _ facts: ProgramFacts) {
    self.facts = facts
    replacements = Replacements(in: function)
  }

  /// Walks through `function` and changes it; returns whether it did.
  mutating func run(on function: inout Function) -> Bool {
    for block in ControlFlowGraph(function).reversePostorder {
      var instructions: [ValueID] = []
      instructions.reserveCapacity(function[block].instructions.count)
      for id in function[block].instructions {
        simplify(id, in: &function, &instructions)
        instructions.append(id)
      }
      if instructions.count > function[block].instructions.count {
        function[block].instructions = instructions
      }
    }
    replacements.apply(to: &function)
    return hasChanged
  }

  /// Makes the instruction `id` as simple as it can be; new constants go to the end of `before`.
  private mutating func simplify(
    _ id: ValueID, in function: inout Function, _ before: inout [ValueID]
  ) {
    if !replacements.isEmpty {
      function[id].operation = function[id].operation.mappingOperands { replacements[$0] }
    }
    // Each rule yields an operation nearer to a constant, so this ends.
    while let simpler = simplification(of: function[id].operation, in: function) {
      hasChanged = true
      switch simpler {
      case .value(let value): return replacements.replace(id, by: value)
      case .operation(let operation): function[id].operation = operation
      case .comparison(let comparison, let operand, let constant):
        function.instructions.append(
          Instruction(.long(constant), type: .long, location: function[id].location))
        replacements.addInstruction()
        before.append(ValueID(function.instructions.count - 1))
        function[id].operation = .compare(comparison, operand, before[before.count - 1])
      }
    }
  }

  /// Returns what `operation` can be replaced by; `nil` if it is simple already.
  private func simplification(
    of operation: Operation, in function: Function
  ) -> Simplification? {
    switch operation {
    case .unary(let unary, let a): simplified(unary, a, function)
    case .binary(let binary, let a, let b): simplified(binary, a, b, function)
    case .compare(let comparison, let a, let b): simplified(comparison, a, b, function)
    case .compareStrings(let comparison, let a, let b):
      simplified(strings: comparison, a, b, function)
    case .concatenate(let a, let b): simplified(concatenationOf: a, b, function, facts)
    case .format(let format, let arguments): simplified(format, arguments, function, facts)
    case .intrinsic(let intrinsic, let arguments): simplified(intrinsic, arguments, function)
    default: nil
    }
  }
}

/// What an operation can be replaced by.
enum Simplification {
  /// An equal value that exists already.
  case value(ValueID)
  /// A simpler operation.
  case operation(Operation)
  /// A comparison of a simpler value with a constant.
  case comparison(Comparison, ValueID, Int64)

  /// A constant long.
  static func long(_ value: Int64) -> Simplification { .operation(.long(value)) }
}

extension Function {
  /// Returns the constant that `value` is; `nil` if it is none, or a string.
  func constantLong(_ value: ValueID) -> Int64? {
    guard case .long(let constant) = self[value].operation else { return nil }
    return constant
  }

  /// Returns the constant that `value` is; `nil` if it is none, or a long.
  func constantString(_ value: ValueID) -> [UInt8]? {
    guard case .string(let constant) = self[value].operation else { return nil }
    return constant
  }

  /// Returns `true` iff `value` is surely 0 or 1.
  func isTruth(_ value: ValueID) -> Bool {
    switch self[value].operation {
    case .compare, .compareStrings, .contains, .matches, .unary(.not, _), .advance: true
    case .binary(.and, _, let mask): constantLong(mask) == 1
    case .long(let constant): constant == 0 || constant == 1
    default: false
    }
  }
}
