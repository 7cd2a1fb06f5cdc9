/// Arithmetic, written as it reads: `.add(.r2, -8)`.
extension Instruction {
  /// Sets a register to another one.
  package static func move(
    _ destination: Register, _ operand: Register, width: OperandWidth = .bits64
  ) -> Instruction {
    .arithmetic(.move, destination, .register(operand), width: width)
  }

  /// Sets a register to a constant.
  package static func move(
    _ destination: Register, _ operand: Int32, width: OperandWidth = .bits64
  ) -> Instruction {
    .arithmetic(.move, destination, .immediate(operand), width: width)
  }

  /// Adds a register.
  package static func add(
    _ destination: Register, _ operand: Register, width: OperandWidth = .bits64
  ) -> Instruction {
    .arithmetic(.add, destination, .register(operand), width: width)
  }

  /// Adds a constant.
  package static func add(
    _ destination: Register, _ operand: Int32, width: OperandWidth = .bits64
  ) -> Instruction {
    .arithmetic(.add, destination, .immediate(operand), width: width)
  }

  /// Subtracts a register.
  package static func subtract(
    _ destination: Register, _ operand: Register, width: OperandWidth = .bits64
  ) -> Instruction {
    .arithmetic(.subtract, destination, .register(operand), width: width)
  }

  /// Subtracts a constant.
  package static func subtract(
    _ destination: Register, _ operand: Int32, width: OperandWidth = .bits64
  ) -> Instruction {
    .arithmetic(.subtract, destination, .immediate(operand), width: width)
  }

  /// Multiplies by a register.
  package static func multiply(
    _ destination: Register, _ operand: Register, width: OperandWidth = .bits64
  ) -> Instruction {
    .arithmetic(.multiply, destination, .register(operand), width: width)
  }

  /// Multiplies by a constant.
  package static func multiply(
    _ destination: Register, _ operand: Int32, width: OperandWidth = .bits64
  ) -> Instruction {
    .arithmetic(.multiply, destination, .immediate(operand), width: width)
  }

  /// Divides by a register, unsigned.
  package static func divide(
    _ destination: Register, _ operand: Register, width: OperandWidth = .bits64
  ) -> Instruction {
    .arithmetic(.divide, destination, .register(operand), width: width)
  }

  /// Divides by a constant, unsigned.
  package static func divide(
    _ destination: Register, _ operand: Int32, width: OperandWidth = .bits64
  ) -> Instruction {
    .arithmetic(.divide, destination, .immediate(operand), width: width)
  }

  /// Divides by a register, signed (v4).
  package static func signedDivide(
    _ destination: Register, _ operand: Register, width: OperandWidth = .bits64
  ) -> Instruction {
    .arithmetic(.signedDivide, destination, .register(operand), width: width)
  }

  /// Divides by a constant, signed (v4).
  package static func signedDivide(
    _ destination: Register, _ operand: Int32, width: OperandWidth = .bits64
  ) -> Instruction {
    .arithmetic(.signedDivide, destination, .immediate(operand), width: width)
  }

  /// Leaves the remainder of the unsigned division by a register.
  package static func remainder(
    _ destination: Register, _ operand: Register, width: OperandWidth = .bits64
  ) -> Instruction {
    .arithmetic(.remainder, destination, .register(operand), width: width)
  }

  /// Leaves the remainder of the unsigned division by a constant.
  package static func remainder(
    _ destination: Register, _ operand: Int32, width: OperandWidth = .bits64
  ) -> Instruction {
    .arithmetic(.remainder, destination, .immediate(operand), width: width)
  }

  /// Leaves the remainder of the signed division by a register (v4).
  package static func signedRemainder(
    _ destination: Register, _ operand: Register, width: OperandWidth = .bits64
  ) -> Instruction {
    .arithmetic(.signedRemainder, destination, .register(operand), width: width)
  }

  /// Leaves the remainder of the signed division by a constant (v4).
  package static func signedRemainder(
    _ destination: Register, _ operand: Int32, width: OperandWidth = .bits64
  ) -> Instruction {
    .arithmetic(.signedRemainder, destination, .immediate(operand), width: width)
  }

  /// Keeps the bits of a register.
  package static func and(
    _ destination: Register, _ operand: Register, width: OperandWidth = .bits64
  ) -> Instruction {
    .arithmetic(.and, destination, .register(operand), width: width)
  }

  /// Keeps the bits of a constant.
  package static func and(
    _ destination: Register, _ operand: Int32, width: OperandWidth = .bits64
  ) -> Instruction {
    .arithmetic(.and, destination, .immediate(operand), width: width)
  }

  /// Sets the bits of a register.
  package static func or(
    _ destination: Register, _ operand: Register, width: OperandWidth = .bits64
  ) -> Instruction {
    .arithmetic(.or, destination, .register(operand), width: width)
  }

  /// Sets the bits of a constant.
  package static func or(
    _ destination: Register, _ operand: Int32, width: OperandWidth = .bits64
  ) -> Instruction {
    .arithmetic(.or, destination, .immediate(operand), width: width)
  }

  /// Flips the bits of a register.
  package static func xor(
    _ destination: Register, _ operand: Register, width: OperandWidth = .bits64
  ) -> Instruction {
    .arithmetic(.xor, destination, .register(operand), width: width)
  }

  /// Flips the bits of a constant.
  package static func xor(
    _ destination: Register, _ operand: Int32, width: OperandWidth = .bits64
  ) -> Instruction {
    .arithmetic(.xor, destination, .immediate(operand), width: width)
  }

  /// Shifts to the left by a register.
  package static func shiftLeft(
    _ destination: Register, _ operand: Register, width: OperandWidth = .bits64
  ) -> Instruction {
    .arithmetic(.shiftLeft, destination, .register(operand), width: width)
  }

  /// Shifts to the left by a constant.
  package static func shiftLeft(
    _ destination: Register, _ operand: Int32, width: OperandWidth = .bits64
  ) -> Instruction {
    .arithmetic(.shiftLeft, destination, .immediate(operand), width: width)
  }

  /// Shifts to the right by a register, filling with zeros.
  package static func shiftRight(
    _ destination: Register, _ operand: Register, width: OperandWidth = .bits64
  ) -> Instruction {
    .arithmetic(.shiftRight, destination, .register(operand), width: width)
  }

  /// Shifts to the right by a constant, filling with zeros.
  package static func shiftRight(
    _ destination: Register, _ operand: Int32, width: OperandWidth = .bits64
  ) -> Instruction {
    .arithmetic(.shiftRight, destination, .immediate(operand), width: width)
  }

  /// Shifts to the right by a register, filling with the sign.
  package static func shiftRightSigned(
    _ destination: Register, _ operand: Register, width: OperandWidth = .bits64
  ) -> Instruction {
    .arithmetic(.shiftRightSigned, destination, .register(operand), width: width)
  }

  /// Shifts to the right by a constant, filling with the sign.
  package static func shiftRightSigned(
    _ destination: Register, _ operand: Int32, width: OperandWidth = .bits64
  ) -> Instruction {
    .arithmetic(.shiftRightSigned, destination, .immediate(operand), width: width)
  }
}
