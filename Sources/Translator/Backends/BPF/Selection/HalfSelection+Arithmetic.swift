import BPF
import IR

/// Operators on two longs.
extension HalfSelection {
  /// Selects `a op b` as the value `id`.
  mutating func selectBinary(
    _ op: BinaryOperator, _ a: ValueID, _ b: ValueID, as id: ValueID
  ) {
    switch op {
    case .divide, .modulo: values[id.index] = .register(selectDivision(op, a, b, as: id))
    case .shiftLeft, .shiftRight, .shiftRightLogical:
      values[id.index] = .register(compute(op.machine, .register(register(a)), shift(b)))
    case .add, .subtract, .multiply, .and, .or, .xor:
      let isSwapped = op != .subtract && constant(a) != nil
      let (left, right) = isSwapped ? (b, a) : (a, b)
      values[id.index] = .register(
        compute(op.machine, .register(register(left)), operand(right)))
    }
  }

  /// Returns the distance of a shift, of which only the low six bits count.
  private mutating func shift(_ id: ValueID) -> MachineOperand {
    if let distance = constant(id) { return .constant(Int32(distance & 63)) }
    return .register(compute(.and, .register(register(id)), .constant(63)))
  }

  /// Returns the quotient or the remainder, rounded towards zero.
  ///
  /// Unsigned division of the magnitudes is right even for the least long by -1, and every kernel has it.
  private mutating func selectDivision(
    _ op: BinaryOperator, _ a: ValueID, _ b: ValueID, as id: ValueID
  ) -> VirtualRegister {
    let dividend = register(a)
    let dividendSign = sign(of: dividend)
    let divisor: MachineOperand
    var resultSign = dividendSign
    if let known = constant(b), known > 0, let small = Int32(exactly: known) {
      divisor = .constant(small)
    } else {
      let register = register(b)
      if constant(b) == nil || constant(b) == 0 {
        leave(
          if: .equal, register, .constant(0), to: failure(.divisionByZero, nil, of: id))
      }
      let divisorSign = sign(of: register)
      divisor = .register(magnitude(of: register, sign: divisorSign))
      if op == .divide {
        resultSign = compute(.xor, .register(dividendSign), .register(divisorSign))
      }
    }
    let result = magnitude(of: dividend, sign: dividendSign)
    append(.arithmetic(op == .divide ? .divide : .remainder, result, divisor))
    append(.arithmetic(.xor, result, .register(resultSign)))
    append(.arithmetic(.subtract, result, .register(resultSign)))
    return result
  }

  /// Returns -1 if `register` is negative, else 0.
  mutating func sign(of register: VirtualRegister) -> VirtualRegister {
    compute(.shiftRightSigned, .register(register), .constant(63))
  }

  /// Returns the magnitude of `register`, whose sign is known, as an unsigned number.
  mutating func magnitude(
    of register: VirtualRegister, sign: VirtualRegister
  ) -> VirtualRegister {
    let result = compute(.xor, .register(register), .register(sign))
    append(.arithmetic(.subtract, result, .register(sign)))
    return result
  }
}

extension BinaryOperator {
  /// The instruction that does the same; divisions are done by magnitudes.
  fileprivate var machine: Arithmetic {
    switch self {
    case .add: .add
    case .subtract: .subtract
    case .multiply: .multiply
    case .divide: .divide
    case .modulo: .remainder
    case .and: .and
    case .or: .or
    case .xor: .xor
    case .shiftLeft: .shiftLeft
    case .shiftRight: .shiftRightSigned
    case .shiftRightLogical: .shiftRight
    }
  }
}
