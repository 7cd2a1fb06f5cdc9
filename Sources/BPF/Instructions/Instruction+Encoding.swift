extension Instruction {
  /// The slots of the encoded instruction; names are left out, jumps must be distances.
  ///
  /// - Requires: the target, if there is one, is a distance that fits.
  var encoded: [UInt64] { words.map(\.bits) }

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

  /// The slots of the encoded instruction, taken apart.
  private var words: [InstructionWord] {
    switch self {
    case .arithmetic(let operation, let destination, let operand, let width):
      [.arithmetic(operation, destination, operand, width)]
    case .negate(let destination, let width):
      [
        InstructionWord(
          code: width.arithmeticClass | OperationCode.negate, destination: destination)
      ]
    case .moveSigned(let destination, let source, let from, let width):
      [.moveSigned(destination, source, from, width)]
    case .swapBytes(let destination, let order, let width):
      [
        InstructionWord(
          code: order.arithmeticClass | OperationCode.swapBytes, destination: destination,
          constant: Int32(width.bitCount))
      ]
    case .load(let destination, let base, let offset, let width):
      [.load(OperationCode.memory, destination, base, offset, width)]
    case .loadSigned(let destination, let base, let offset, let width):
      [.load(OperationCode.memorySigned, destination, base, offset, width)]
    case .store(let operand, let base, let offset, let width):
      [.store(operand, base, offset, width)]
    case .atomic(let operation, let source, let base, let offset, let width):
      [.atomic(operation, source, base, offset, width)]
    case .loadImmediate(let destination, let value):
      InstructionWord.wideLoad(
        destination, low: Int32(truncatingIfNeeded: value), high: Int32(value >> 32))
    case .loadMapFD(let destination, _), .loadFunction(let destination, _):
      InstructionWord.wideLoad(destination, low: 0, high: 0)
    case .loadMapValue(let destination, _, let offset):
      InstructionWord.wideLoad(destination, low: offset, high: 0)
    case .call(let helper):
      [InstructionWord(code: OperationCode.call, constant: helper.rawValue)]
    case .callKfunc, .callLocal:
      [InstructionWord(code: OperationCode.call, source: CallKind.function, constant: -1)]
    case .jump(let target):
      [InstructionWord(code: OperationCode.jumpAlways, offset: Int16(target.distance))]
    case .longJump(let target):
      [InstructionWord(code: OperationCode.longJump, constant: target.distance)]
    case .jumpIf(let comparison, let register, let operand, let width, let target):
      [.jump(comparison, register, operand, width, Int16(target.distance))]
    case .mayGoto(let target):
      [InstructionWord(code: OperationCode.mayGoto, offset: Int16(target.distance))]
    case .exit: [InstructionWord(code: OperationCode.exit)]
    }
  }
}

extension InstructionWord {
  /// Returns the slot of `destination = destination operation operand`.
  fileprivate static func arithmetic(
    _ operation: Arithmetic, _ destination: Register, _ operand: Operand, _ width: OperandWidth
  ) -> InstructionWord {
    var word = InstructionWord(
      code: width.arithmeticClass | operation.operationBits, destination: destination,
      offset: operation.isSignedDivision ? 1 : 0)
    word.set(operand)
    return word
  }

  /// Returns the slot of a move that extends the sign.
  fileprivate static func moveSigned(
    _ destination: Register, _ source: Register, _ from: MemoryWidth, _ width: OperandWidth
  ) -> InstructionWord {
    InstructionWord(
      code: width.arithmeticClass | Arithmetic.move.operationBits | OperationCode.register,
      destination: destination, source: source.rawValue, offset: Int16(from.bitCount))
  }

  /// Returns the slot of a load from memory in the mode `mode`.
  fileprivate static func load(
    _ mode: UInt8, _ destination: Register, _ base: Register, _ offset: Int16,
    _ width: MemoryWidth
  ) -> InstructionWord {
    InstructionWord(
      code: OperationCode.loadMemory | mode | width.operationBits, destination: destination,
      source: base.rawValue, offset: offset)
  }

  /// Returns the slot of a store to memory.
  fileprivate static func store(
    _ operand: Operand, _ base: Register, _ offset: Int16, _ width: MemoryWidth
  ) -> InstructionWord {
    let mode = OperationCode.memory | width.operationBits
    return switch operand {
    case .register(let source):
      InstructionWord(
        code: OperationCode.storeRegister | mode, destination: base, source: source.rawValue,
        offset: offset)
    case .immediate(let value):
      InstructionWord(
        code: OperationCode.storeConstant | mode, destination: base, offset: offset,
        constant: value)
    }
  }

  /// Returns the slot of an atomic operation.
  fileprivate static func atomic(
    _ operation: AtomicOperation, _ source: Register, _ base: Register, _ offset: Int16,
    _ width: MemoryWidth
  ) -> InstructionWord {
    InstructionWord(
      code: OperationCode.storeRegister | OperationCode.atomic | width.operationBits,
      destination: base, source: source.rawValue, offset: offset, constant: operation.rawValue)
  }

  /// Returns the two slots of a 64-bit load.
  fileprivate static func wideLoad(
    _ destination: Register, low: Int32, high: Int32
  ) -> [InstructionWord] {
    let code = OperationCode.loadImmediate
    return [
      InstructionWord(code: code, destination: destination, constant: low),
      InstructionWord(code: 0, constant: high),
    ]
  }

  /// Returns the slot of a conditional jump.
  fileprivate static func jump(
    _ comparison: Comparison, _ register: Register, _ operand: Operand, _ width: OperandWidth,
    _ distance: Int16
  ) -> InstructionWord {
    var word = InstructionWord(
      code: width.jumpClass | comparison.operationBits, destination: register, offset: distance)
    word.set(operand)
    return word
  }

  /// Makes `operand` the second operand.
  private mutating func set(_ operand: Operand) {
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
