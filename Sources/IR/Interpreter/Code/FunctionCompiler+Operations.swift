extension FunctionCompiler {
  /// Appends the steps of the instruction `id`.
  mutating func append(_ id: ValueID) {
    let operation = function[id].operation
    let target = register(id)
    switch operation {
    case .long, .string: break
    case .unary(let op, let a): append(Code(op.opcode, target: target, a: register(a)))
    case .binary(let op, let a, let b):
      append(Code(op.opcode, target: target, a: register(a), b: register(b)))
    case .compare(let comparison, let a, let b): append(comparison, a, b, target: target)
    case .compareStrings(let comparison, let a, let b):
      appendStrings(comparison, a, b, target: target)
    case .concatenate(let a, let b):
      append(Code(.concatenate, target: target, a: register(a), b: register(b)))
    case .matches(let a, let pattern):
      append(
        Code(
          .matches, target: target, a: register(a),
          immediate: context.patterns.number(of: pattern)))
    case .name(let a, let table):
      append(
        Code(.name, target: target, a: register(a), immediate: context.names.number(of: table)))
    case .readLocal(let local):
      move(Int(localRegisters[local.index]), to: target, function[id].type)
    case .writeLocal(let local, let a):
      move(register(a), to: Int(localRegisters[local.index]), function[a].type)
    case .readGlobal, .writeGlobal, .addToGlobal, .contains, .delete, .accumulate:
      appendAccess(operation, id, target: target)
    case .intrinsic(let intrinsic, let arguments):
      let registers = context.memory.list(arguments.map { self.registers[$0.index] })
      append(
        Code(.intrinsic, target: target),
        IntrinsicCall(intrinsic: intrinsic, arguments: registers))
    case .call(let callee, let arguments):
      append(
        Code(.call, target: target),
        CallSite(
          callee: context.functions + callee.index,
          arguments: context.memory.list(arguments.map(typed)),
          hasTarget: function[id].type != nil))
    case .format(let format, let arguments):
      append(Code(.format, target: target), steps(of: format, arguments))
    case .print(let format, let arguments):
      append(Code(.print), steps(of: format, arguments))
    case .countActions(let count): append(Code(.countActions, immediate: count))
    case .captured(let slot): appendCaptured(slot, target: target)
    case .capture(_, let value), .captureNext(let value):
      appendOther(operation, function[value].type, target: target)
    case .capturedNext:
      append(Code(function[id].type == .string ? .nextString : .nextLong, target: target))
    case .extract, .bucket, .beginIteration, .beginBuckets, .advance, .iterationKey,
      .iterationValue, .endIteration, .argument, .eventField, .eventElement, .loadMember,
      .memberAddress, .load, .printHistogram, .formatHistogram, .caughtMessage, .commit:
      appendOther(operation, function[id].type, target: target)
    }
  }

  /// Appends a move unless both are the same register.
  private mutating func move(_ source: Int, to target: Int, _ type: ValueType?) {
    if source == target { return }
    append(Code(type == .string ? .moveString : .move, target: target, a: source))
  }

  /// Appends a comparison of longs.
  private mutating func append(
    _ comparison: Comparison, _ a: ValueID, _ b: ValueID, target: Int
  ) {
    let (first, second) = (register(a), register(b))
    switch comparison {
    case .equal: append(Code(.equal, target: target, a: first, b: second))
    case .notEqual: append(Code(.notEqual, target: target, a: first, b: second))
    case .less: append(Code(.less, target: target, a: first, b: second))
    case .lessOrEqual: append(Code(.lessOrEqual, target: target, a: first, b: second))
    case .greater: append(Code(.less, target: target, a: second, b: first))
    case .greaterOrEqual: append(Code(.lessOrEqual, target: target, a: second, b: first))
    }
  }

  /// Appends a comparison of strings.
  private mutating func appendStrings(
    _ comparison: Comparison, _ a: ValueID, _ b: ValueID, target: Int
  ) {
    let opcode: Opcode =
      switch comparison {
      case .equal: .stringEqual
      case .notEqual: .stringNotEqual
      default: .compareStrings
      }
    let number = Comparison.allCases.firstIndex(of: comparison) ?? 0
    append(Code(opcode, target: target, a: register(a), b: register(b), immediate: number))
  }

  // MARK: Globals

  /// Appends an access to a global.
  private mutating func appendAccess(_ operation: Operation, _ id: ValueID, target: Int) {
    guard let global = operation.global else { return }
    let isRemote = context.store.isRemote(global)
    let description = context.store.globals[global.index]
    if case .delete(_, let keys) = operation, keys.isEmpty || keys.contains(nil) {
      return appendOther(operation, function[id].type, target: target)
    }
    let isPlain: Bool
    if case .value = description.element { isPlain = true } else { isPlain = false }
    if !description.isArray, isPlain, !isRemote {
      return appendScalarAccess(operation, global, target: target)
    }
    let (opcode, keys, value): (Opcode, [ValueID], ValueID?)
    switch operation {
    case .readGlobal(_, let list): (opcode, keys, value) = (.readElement, list, nil)
    case .writeGlobal(_, let list, let a): (opcode, keys, value) = (.writeElement, list, a)
    case .addToGlobal(_, let list, let a): (opcode, keys, value) = (.addToElement, list, a)
    case .accumulate(_, let list, let a): (opcode, keys, value) = (.accumulate, list, a)
    case .delete(_, let list): (opcode, keys, value) = (.deleteElement, list.compactMap { $0 }, nil)
    case .contains(_, let list):
      let given = list.compactMap { $0 }
      guard given.count == list.count else {
        return appendOther(operation, function[id].type, target: target)
      }
      (opcode, keys, value) = (.containsElement, given, nil)
    default: return
    }
    append(
      Code(opcode, target: target, a: value.map { register($0) } ?? 0),
      ElementAccess(
        global: global, array: context.store.array(of: global),
        keys: context.memory.list(keys.map(typed)),
        holdsStrings: description.element == .value(.string), isRemote: isRemote))
  }

  /// Appends an access to a scalar in user space, whose words never move.
  private mutating func appendScalarAccess(
    _ operation: Operation, _ global: GlobalID, target: Int
  ) {
    let words = Int(bitPattern: context.store.scalar(global))
    let isString = context.store.globals[global.index].element == .value(.string)
    switch operation {
    case .readGlobal:
      append(Code(isString ? .readString : .readLong, target: target, immediate: words))
    case .writeGlobal(_, _, let a):
      append(Code(isString ? .writeString : .writeLong, a: register(a), immediate: words))
    case .addToGlobal(_, _, let a):
      append(Code(.addLong, target: target, a: register(a), immediate: words))
    default: break
    }
  }

  // MARK: Records and formats

  /// Appends the read of a slot.
  private mutating func appendCaptured(_ slot: SlotID, target: Int) {
    guard let record = context.record, record.slots.indices.contains(slot.index) else {
      return appendOther(.captured(slot), nil, target: target)
    }
    let offset = record.offsets[slot.index]
    switch record.slots[slot.index] {
    case .long: append(Code(.slotLong, target: target, immediate: offset))
    case .checkedLong: append(Code(.slotCheckedLong, target: target, immediate: offset))
    case .string:
      append(Code(.slotString, target: target, b: CapturedForm.plain, immediate: offset))
    case .optionalString:
      append(Code(.slotString, target: target, b: CapturedForm.optional, immediate: offset))
    case .quotedString:
      append(Code(.slotString, target: target, b: CapturedForm.quoted, immediate: offset))
    }
  }

  /// Returns the pieces of `format`, joined with the registers of `arguments`.
  private func steps(of format: Format, _ arguments: [ValueID]) -> CodeList<FormatStep> {
    var remaining = arguments[...]
    let steps = format.pieces.map { piece -> FormatStep in
      switch piece {
      case .text(let bytes):
        return FormatStep(
          kind: .text, register: -1, width: -1, precision: -1, text: context.memory.string(bytes),
          directive: DirectiveText(conversion: .string))
      case .directive(let directive):
        return step(of: directive) { remaining.popFirst().map { registers[$0.index] } ?? -1 }
      }
    }
    return context.memory.list(steps)
  }

  /// Returns the piece for `directive`; `next` yields the register of the next argument.
  private func step(of directive: Directive, _ next: () -> Int32) -> FormatStep {
    var text = DirectiveText(conversion: directive.conversion, flag: directive.flag)
    var (width, precision): (Int32, Int32) = (-1, -1)
    switch directive.width {
    case .none: break
    case .fixed(let number): text.setWidth(Int64(number))
    case .argument: width = next()
    }
    switch directive.precision {
    case .none: break
    case .fixed(let number): text.setPrecision(Int64(number))
    case .argument: precision = next()
    }
    let isPlain = directive.flag == nil && directive.width == .none && directive.precision == .none
    let kind: FormatStep.Kind
    switch directive.conversion {
    case .decimal where isPlain, .integer where isPlain: kind = .decimal
    case .unsigned where isPlain: kind = .unsigned
    case .hexadecimal where isPlain: kind = .hexadecimal
    case .pointer where isPlain: kind = .pointer
    case .decimal where text.isZeroPadded, .integer where text.isZeroPadded: kind = .zeroPadded
    case .string: kind = isPlain ? .string : .directedString
    case .memory, .memoryHexadecimal: kind = .memory
    default: kind = .directed
    }
    return FormatStep(
      kind: kind, register: next(), width: width, precision: precision, text: .empty,
      directive: text)
  }
}

/// What a captured string is for the user half.
enum CapturedForm {
  /// The string; it fails if it could not be read.
  static let plain = 0
  /// The string, or the empty one if it could not be read.
  static let optional = 1
  /// The string in quotes, or its address if it could not be read.
  static let quoted = 2
}

extension UnaryOperator {
  /// The opcode that computes it.
  fileprivate var opcode: Opcode {
    switch self {
    case .negate: .negate
    case .complement: .complement
    case .not: .not
    }
  }
}

extension BinaryOperator {
  /// The opcode that computes it.
  fileprivate var opcode: Opcode {
    switch self {
    case .add: .add
    case .subtract: .subtract
    case .multiply: .multiply
    case .divide: .divide
    case .modulo: .modulo
    case .and: .and
    case .or: .or
    case .xor: .xor
    case .shiftLeft: .shiftLeft
    case .shiftRight: .shiftRight
    case .shiftRightLogical: .shiftRightLogical
    }
  }
}
