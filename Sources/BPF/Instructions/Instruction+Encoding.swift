extension Instruction {
  /// The slots of the encoded instruction; names are left out, jumps must be distances.
  ///
  /// - Requires: the target, if there is one, is a distance that fits.
  var encoded: [UInt64] {
    switch self {
    case .loadImmediate(let destination, let value):
      wideLoad(destination, low: Int32(truncatingIfNeeded: value), high: Int32(value >> 32))
    case .loadMapFD(let destination, _), .loadFunction(let destination, _):
      wideLoad(destination, low: 0, high: 0)
    case .loadMapValue(let destination, _, let offset):
      wideLoad(destination, low: offset, high: 0)
    case .arithmetic, .negate, .moveSigned, .swapBytes: [arithmeticWord.bits]
    case .load, .loadSigned, .store, .atomic: [memoryWord.bits]
    case .call, .callKfunc, .callLocal, .jump, .longJump, .jumpIf, .mayGoto, .exit:
      [jumpWord.bits]
    }
  }

  /// What the instruction names that has no address before the load, or nil.
  var referent: Referent? {
    switch self {
    case .loadMapFD(_, let name): .map(name)
    case .loadMapValue(_, let name, _): .mapValue(name)
    case .loadFunction(_, let name): .functionAddress(name)
    case .callLocal(let name): .functionCall(name)
    case .callKfunc(let name): .kfunc(name)
    case .arithmetic, .negate, .moveSigned, .swapBytes, .load, .loadSigned, .store, .atomic: nil
    case .loadImmediate, .call, .jump, .longJump, .jumpIf, .mayGoto, .exit: nil
    }
  }

  /// Returns the two slots of a 64-bit load.
  private func wideLoad(_ destination: Register, low: Int32, high: Int32) -> [UInt64] {
    let first = InstructionWord(
      code: OperationCode.loadImmediate, destination: destination, constant: low)
    return [first.bits, InstructionWord(code: 0, constant: high).bits]
  }

  /// The slot of an arithmetic instruction.
  private var arithmeticWord: InstructionWord {
    switch self {
    case .arithmetic(let operation, let destination, let operand, let width):
      var word = InstructionWord(
        code: width.arithmeticClass | operation.operationBits, destination: destination,
        offset: operation.isSignedDivision ? 1 : 0)
      word.set(operand)
      return word
    case .negate(let destination, let width):
      return InstructionWord(
        code: width.arithmeticClass | OperationCode.negate, destination: destination)
    case .moveSigned(let destination, let source, let from, let width):
      return InstructionWord(
        code: width.arithmeticClass | Arithmetic.move.operationBits | OperationCode.register,
        destination: destination, source: source.rawValue, offset: Int16(from.bitCount))
    case .swapBytes(let destination, let order, let width):
      return InstructionWord(
        code: order.arithmeticClass | OperationCode.swapBytes, destination: destination,
        constant: Int32(width.bitCount))
    default: preconditionFailure("\(self) is not arithmetic")
    }
  }

  /// The slot of an access to memory.
  private var memoryWord: InstructionWord {
    switch self {
    case .load(let destination, let base, let offset, let width):
      return InstructionWord(
        code: OperationCode.loadMemory | OperationCode.memory | width.operationBits,
        destination: destination, source: base.rawValue, offset: offset)
    case .loadSigned(let destination, let base, let offset, let width):
      return InstructionWord(
        code: OperationCode.loadMemory | OperationCode.memorySigned | width.operationBits,
        destination: destination, source: base.rawValue, offset: offset)
    case .store(.register(let source), let base, let offset, let width):
      return InstructionWord(
        code: OperationCode.storeRegister | OperationCode.memory | width.operationBits,
        destination: base, source: source.rawValue, offset: offset)
    case .store(.immediate(let value), let base, let offset, let width):
      return InstructionWord(
        code: OperationCode.storeConstant | OperationCode.memory | width.operationBits,
        destination: base, offset: offset, constant: value)
    case .atomic(let operation, let source, let base, let offset, let width):
      return InstructionWord(
        code: OperationCode.storeRegister | OperationCode.atomic | width.operationBits,
        destination: base, source: source.rawValue, offset: offset, constant: operation.rawValue)
    default: preconditionFailure("\(self) does not access memory")
    }
  }

  /// The slot of a jump, a call or a return.
  private var jumpWord: InstructionWord {
    switch self {
    case .call(let helper):
      return InstructionWord(code: OperationCode.call, constant: helper.rawValue)
    case .callKfunc, .callLocal:
      return InstructionWord(code: OperationCode.call, source: CallKind.function, constant: -1)
    case .jump(let target):
      return InstructionWord(code: OperationCode.jumpAlways, offset: Int16(target.distance))
    case .longJump(let target):
      return InstructionWord(code: OperationCode.longJump, constant: target.distance)
    case .mayGoto(let target):
      return InstructionWord(code: OperationCode.mayGoto, offset: Int16(target.distance))
    case .jumpIf(let comparison, let register, let operand, let width, let target):
      var word = InstructionWord(
        code: width.jumpClass | comparison.operationBits, destination: register,
        offset: Int16(target.distance))
      word.set(operand)
      return word
    case .exit:
      return InstructionWord(code: OperationCode.exit)
    default: preconditionFailure("\(self) does not jump")
    }
  }
}

extension InstructionWord {
  /// Makes `operand` the second operand.
  fileprivate mutating func set(_ operand: Operand) {
    switch operand {
    case .register(let register):
      code |= OperationCode.register
      source = register.rawValue
    case .immediate(let value):
      constant = value
    }
  }
}

extension OperandWidth {
  /// The class of arithmetic of this width.
  fileprivate var arithmeticClass: UInt8 {
    self == .bits32 ? OperationCode.arithmetic32 : OperationCode.arithmetic64
  }

  /// The class of jumps on comparisons of this width.
  fileprivate var jumpClass: UInt8 {
    self == .bits32 ? OperationCode.jump32 : OperationCode.jump
  }
}

extension ByteOrder {
  /// The class of byte swaps to this order, with the bit that tells big from little.
  fileprivate var arithmeticClass: UInt8 {
    switch self {
    case .little: OperationCode.arithmetic32
    case .big: OperationCode.arithmetic32 | OperationCode.register
    case .opposite: OperationCode.arithmetic64
    }
  }
}

extension JumpTarget {
  /// The number of slots to jump over.
  ///
  /// - Requires: the target is not a label.
  fileprivate var distance: Int32 {
    guard case .distance(let slots) = self else { preconditionFailure("an unresolved label") }
    return slots
  }
}
