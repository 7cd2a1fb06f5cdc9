extension Instruction {
  /// Creates the instruction at the start of `slots`; nil if there is none that is known.
  ///
  /// - Parameter referent: what the instruction names, if it names something.
  package init?(decoding slots: ArraySlice<UInt64>, referent: Referent? = nil) {
    guard let bits = slots.first else { return nil }
    let word = InstructionWord(bits: bits)
    guard word.destination <= 10, word.source <= 10 else { return nil }
    let decoded: Instruction? =
      switch word.code & 0x07 {
      case OperationCode.load: Self.wideLoad(word, slots.dropFirst().first, referent)
      case OperationCode.loadMemory: Self.load(word)
      case OperationCode.storeConstant, OperationCode.storeRegister: Self.store(word)
      case OperationCode.arithmetic32: Self.arithmetic(word, .bits32)
      case OperationCode.arithmetic64: Self.arithmetic(word, .bits64)
      case OperationCode.jump32: Self.jump(word, .bits32, referent)
      default: Self.jump(word, .bits64, referent)
      }
    // What encodes to other bits has fields set that must be zero.
    guard let decoded, decoded.encoded.elementsEqual(slots.prefix(decoded.slotCount))
    else { return nil }
    self = decoded
  }

  /// Returns the 64-bit load with the first slot `word` and the second slot `second`.
  private static func wideLoad(
    _ word: InstructionWord, _ second: UInt64?, _ referent: Referent?
  ) -> Instruction? {
    guard word.code == OperationCode.loadImmediate, let second,
      let destination = Register(rawValue: word.destination)
    else { return nil }
    switch referent {
    case .map(let name): return .loadMapFD(destination, name)
    case .mapValue(let name): return .loadMapValue(destination, name, offset: word.constant)
    case .functionAddress(let name): return .loadFunction(destination, name)
    case .functionCall, .kfunc: return nil
    case nil:
      let high = Int64(InstructionWord(bits: second).constant)
      return .loadImmediate(destination, high << 32 | Int64(UInt32(bitPattern: word.constant)))
    }
  }

  /// Returns the load that `word` encodes.
  private static func load(_ word: InstructionWord) -> Instruction? {
    guard let destination = Register(rawValue: word.destination),
      let base = Register(rawValue: word.source)
    else { return nil }
    let width = MemoryWidth(operationCode: word.code)
    switch word.code & 0xe0 {
    case OperationCode.memory:
      return .load(destination, at: base, offset: word.offset, width: width)
    case OperationCode.memorySigned where width != .double:
      return .loadSigned(destination, at: base, offset: word.offset, width: width)
    default: return nil
    }
  }

  /// Returns the store or atomic operation that `word` encodes.
  private static func store(_ word: InstructionWord) -> Instruction? {
    guard let base = Register(rawValue: word.destination),
      let source = Register(rawValue: word.source)
    else { return nil }
    let width = MemoryWidth(operationCode: word.code)
    let isRegister = word.code & 0x07 == OperationCode.storeRegister
    switch word.code & 0xe0 {
    case OperationCode.memory:
      let value = isRegister ? Operand.register(source) : .immediate(word.constant)
      return .store(value, at: base, offset: word.offset, width: width)
    case OperationCode.atomic where isRegister && (width == .word || width == .double):
      guard let operation = AtomicOperation(rawValue: word.constant) else { return nil }
      return .atomic(operation, source, at: base, offset: word.offset, width: width)
    default: return nil
    }
  }

  /// Returns the arithmetic that `word` encodes.
  private static func arithmetic(_ word: InstructionWord, _ width: OperandWidth) -> Instruction? {
    guard let destination = Register(rawValue: word.destination), let operand = word.operand
    else { return nil }
    switch word.code & 0xf0 {
    case OperationCode.negate: return .negate(destination, width: width)
    case OperationCode.swapBytes: return swap(word, destination, width)
    case Arithmetic.move.operationBits where word.offset != 0:
      guard case .register(let source) = operand,
        let from = MemoryWidth(rawValue: Int(word.offset) / 8), from.bitCount < width.rawValue
      else { return nil }
      return .moveSigned(destination, source, from: from, width: width)
    default:
      guard let operation = Arithmetic(operationCode: word.code, offset: word.offset)
      else { return nil }
      return .arithmetic(operation, destination, operand, width: width)
    }
  }

  /// Returns the byte swap that `word` encodes.
  private static func swap(
    _ word: InstructionWord, _ destination: Register, _ width: OperandWidth
  ) -> Instruction? {
    guard let size = MemoryWidth(rawValue: Int(word.constant) / 8), size != .byte
    else { return nil }
    let isBig = word.code & OperationCode.register != 0
    switch width {
    case .bits32: return .swapBytes(destination, to: isBig ? .big : .little, width: size)
    case .bits64: return .swapBytes(destination, to: .opposite, width: size)
    }
  }

  /// Returns the jump, call or return that `word` encodes.
  private static func jump(
    _ word: InstructionWord, _ width: OperandWidth, _ referent: Referent?
  ) -> Instruction? {
    switch word.code {
    case OperationCode.call: return call(word, referent)
    case OperationCode.exit: return .exit
    case OperationCode.jumpAlways: return .jump(to: .distance(Int32(word.offset)))
    case OperationCode.longJump: return .longJump(to: .distance(word.constant))
    case OperationCode.mayGoto: return .mayGoto(to: .distance(Int32(word.offset)))
    default:
      guard let register = Register(rawValue: word.destination), let operand = word.operand,
        let comparison = Comparison(operationCode: word.code)
      else { return nil }
      return .jumpIf(
        comparison, register, operand, width: width, to: .distance(Int32(word.offset)))
    }
  }

  /// Returns the call that `word` encodes.
  private static func call(_ word: InstructionWord, _ referent: Referent?) -> Instruction? {
    switch referent {
    case .functionCall(let name): .callLocal(name)
    case .kfunc(let name): .callKfunc(name)
    case .map, .mapValue, .functionAddress: nil
    case nil: Helper(rawValue: word.constant).map(Instruction.call)
    }
  }
}

extension InstructionWord {
  /// The second operand of arithmetic and comparisons; nil if its register does not exist.
  fileprivate var operand: Operand? {
    guard code & OperationCode.register != 0 else { return .immediate(constant) }
    return Register(rawValue: source).map(Operand.register)
  }
}
