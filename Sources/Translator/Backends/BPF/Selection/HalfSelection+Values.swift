import BPF
import IR

/// What stands for values.
extension HalfSelection {
  /// Returns what stands for the value `id`.
  func value(_ id: ValueID) -> SelectedValue {
    guard let value = values[id.index] else {
      preconditionFailure("%\(id.index) of \(half.function.name) is used before it is computed")
    }
    return value
  }

  /// Returns the long `id` as an operand.
  mutating func operand(_ id: ValueID) -> MachineOperand {
    if case .constant(let value) = value(id), let small = Int32(exactly: value) {
      return .constant(small)
    }
    return .register(register(id))
  }

  /// Returns the long `id` in a register, which must not be changed.
  mutating func register(_ id: ValueID) -> VirtualRegister {
    switch value(id) {
    case .constant(let value): return make(.long(value))
    case .register(let register): return register
    case .pointer(let pointer): return number(of: pointer)
    case .comparison(let comparison, let left, let right):
      return materialize(comparison, left, right)
    case .stringComparison, .string: preconditionFailure("%\(id.index) is no long")
    }
  }

  /// Returns the long `id` as something to be stored, where the verifier may see a pointer.
  mutating func storedOperand(_ id: ValueID) -> MachineOperand {
    if case .pointer(let pointer) = value(id) { return .register(pointer) }
    return operand(id)
  }

  /// Returns the constant that the value `id` is known to be, or nil.
  func constant(_ id: ValueID) -> Int64? {
    if case .constant(let value) = value(id) { value } else { nil }
  }

  /// Returns the string `id`.
  func string(_ id: ValueID) -> SelectedString {
    guard case .string(let string) = value(id) else {
      preconditionFailure("%\(id.index) is no string")
    }
    return string
  }

  /// Returns `pointer` as a number that may be computed with.
  private mutating func number(of pointer: VirtualRegister) -> VirtualRegister {
    let register = copy(.register(pointer))
    forgetType(of: register)
    return register
  }

  /// Makes `register` a number for the verifier, which forbids arithmetic on typed pointers but forgets the
  /// type at a negation.
  mutating func forgetType(of register: VirtualRegister) {
    append(.negate(register))
    append(.negate(register))
  }

  /// Returns a new register that holds 1 if the comparison holds, else 0.
  mutating func materialize(
    _ comparison: BPF.Comparison, _ left: VirtualRegister, _ right: MachineOperand
  ) -> VirtualRegister {
    let result = code.makeRegister()
    append(.move(result, .constant(1)))
    let otherwise = makeBlock()
    let behind = makeBlock()
    terminate(.branch(comparison, left, right, then: behind, otherwise: otherwise))
    move(to: otherwise)
    append(.move(result, .constant(0)))
    terminate(.jump(behind))
    move(to: behind)
    return result
  }
}

extension IR.Comparison {
  /// The comparison of signed longs.
  var machineComparison: BPF.Comparison {
    switch self {
    case .equal: .equal
    case .notEqual: .notEqual
    case .less: .signedLess
    case .lessOrEqual: .signedLessOrEqual
    case .greater: .signedGreater
    case .greaterOrEqual: .signedGreaterOrEqual
    }
  }
}
