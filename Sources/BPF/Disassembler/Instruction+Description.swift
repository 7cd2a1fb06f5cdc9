extension Instruction: CustomStringConvertible {
  /// The instruction as `llvm-objdump` prints it, with names where that prints numbers.
  package var description: String {
    switch self {
    case .arithmetic(let operation, let destination, let operand, let width):
      "\(destination.name(width)) \(operation.symbol) \(operand.text(width))"
    case .negate(let register, let width):
      "\(register.name(width)) = -\(register.name(width))"
    case .moveSigned(let destination, let source, let from, let width):
      "\(destination.name(width)) = (s\(from.bitCount))\(source.name(width))"
    case .swapBytes(let register, let order, let width):
      "\(register) = \(order.prefix)\(width.bitCount) \(register)"
    case .load(let destination, let base, let offset, let width):
      "\(destination.name(width)) = *\(width.place("u", base, offset))"
    case .loadSigned(let destination, let base, let offset, let width):
      "\(destination) = *\(width.place("s", base, offset))"
    case .store(.immediate(let value), let base, let offset, let width):
      "*\(width.place("u", base, offset)) = \(hexadecimal(value))"
    case .store(.register(let source), let base, let offset, let width):
      "*\(width.place("u", base, offset)) = \(source.name(width))"
    case .atomic(let operation, let source, let base, let offset, let width):
      operation.text(source, base, offset, width)
    case .loadImmediate(let register, let value): "\(register) = \(hexadecimal(value)) ll"
    case .loadMapFD(let register, let name), .loadFunction(let register, let name):
      "\(register) = \(name) ll"
    case .loadMapValue(let register, let name, let offset):
      "\(register) = \(name) \(distance(offset)) ll"
    case .call(let helper): "call \(helper.name)#\(helper.rawValue)"
    case .callKfunc(let name), .callLocal(let name): "call \(name)"
    case .jump(let target): "goto \(target)"
    case .longJump(let target): "gotol \(target)"
    case .mayGoto(let target): "may_goto \(target)"
    case .jumpIf(let comparison, let register, let operand, let width, let target):
      "if \(register.name(width)) \(comparison.symbol) \(operand.text(width)) goto \(target)"
    case .exit: "exit"
    }
  }
}

extension Register: CustomStringConvertible {
  /// The name of the whole register.
  package var description: String { "r\(rawValue)" }

  /// Returns the name of the part of the register that operations of `width` regard.
  fileprivate func name(_ width: OperandWidth) -> String {
    width == .bits32 ? "w\(rawValue)" : "r\(rawValue)"
  }

  /// Returns the name of the part of the register that is loaded or stored.
  fileprivate func name(_ width: MemoryWidth) -> String {
    width == .double ? "r\(rawValue)" : "w\(rawValue)"
  }
}

extension JumpTarget: CustomStringConvertible {
  /// The distance as `+0x3`, or the number of the label.
  package var description: String {
    switch self {
    case .label(let label): "label\(label.number)"
    case .distance(let slots):
      slots < 0 ? "-0x" + magnitude(slots) : "+0x" + magnitude(slots)
    }
  }
}

extension Operand {
  /// Returns the text of the operand of an operation of `width`.
  fileprivate func text(_ width: OperandWidth) -> String {
    switch self {
    case .register(let register): register.name(width)
    case .immediate(let value): hexadecimal(value)
    }
  }
}

extension Arithmetic {
  /// The operator that assigns.
  fileprivate var symbol: String {
    switch self {
    case .add: "+="
    case .subtract: "-="
    case .multiply: "*="
    case .divide: "/="
    case .signedDivide: "s/="
    case .remainder: "%="
    case .signedRemainder: "s%="
    case .or: "|="
    case .and: "&="
    case .xor: "^="
    case .shiftLeft: "<<="
    case .shiftRight: ">>="
    case .shiftRightSigned: "s>>="
    case .move: "="
    }
  }
}

extension Comparison {
  /// The operator that compares.
  fileprivate var symbol: String {
    switch self {
    case .equal: "=="
    case .notEqual: "!="
    case .anyBitSet: "&"
    case .greater: ">"
    case .greaterOrEqual: ">="
    case .less: "<"
    case .lessOrEqual: "<="
    case .signedGreater: "s>"
    case .signedGreaterOrEqual: "s>="
    case .signedLess: "s<"
    case .signedLessOrEqual: "s<="
    }
  }
}

extension ByteOrder {
  /// What stands before the width.
  fileprivate var prefix: String {
    switch self {
    case .little: "le"
    case .big: "be"
    case .opposite: "bswap"
    }
  }
}

extension MemoryWidth {
  /// Returns the text of the place `offset` bytes behind `base`, as in `(u32 *)(r1 + 0x8)`.
  fileprivate func place(_ sign: String, _ base: Register, _ offset: Int16) -> String {
    "(\(sign)\(bitCount) *)(\(base) \(distance(offset)))"
  }
}

extension AtomicOperation {
  /// Returns the text of the operation on the place `offset` bytes behind `base`.
  fileprivate func text(
    _ source: Register, _ base: Register, _ offset: Int16, _ width: MemoryWidth
  ) -> String {
    let place = width.place("u", base, offset)
    let register = source.name(width)
    let exchangeSuffix = width == .word ? "32_32" : "_64"
    return switch self {
    case .add: "lock *\(place) += \(register)"
    case .or: "lock *\(place) |= \(register)"
    case .and: "lock *\(place) &= \(register)"
    case .xor: "lock *\(place) ^= \(register)"
    case .fetchAdd: "\(register) = atomic_fetch_add(\(place), \(register))"
    case .fetchOr: "\(register) = atomic_fetch_or(\(place), \(register))"
    case .fetchAnd: "\(register) = atomic_fetch_and(\(place), \(register))"
    case .fetchXor: "\(register) = atomic_fetch_xor(\(place), \(register))"
    case .exchange:
      "\(register) = xchg\(exchangeSuffix)(\(base) \(distance(offset)), \(register))"
    case .compareExchange:
      "\(Register.r0.name(width)) = cmpxchg\(exchangeSuffix)(\(base) \(distance(offset)), "
        + "\(Register.r0.name(width)), \(register))"
    }
  }
}

/// Returns the digits of the magnitude of `number`.
private func magnitude<Number: FixedWidthInteger>(_ number: Number) -> String {
  String(number.magnitude, radix: 16)
}

/// Returns `number` as in `-0x5`.
private func hexadecimal<Number: FixedWidthInteger>(_ number: Number) -> String {
  (number < 0 ? "-0x" : "0x") + magnitude(number)
}

/// Returns `number` as a summand, as in `- 0x5`.
private func distance<Number: FixedWidthInteger>(_ number: Number) -> String {
  (number < 0 ? "- 0x" : "+ 0x") + magnitude(number)
}
