extension CodeReader {
  /// Returns an operation.
  mutating func readOperation() throws(ProgramDecodingError) -> Operation {
    let tag = try readCase(OperationTag.self)
    switch tag {
    case .long: return .long(try readLong())
    case .string: return .string(try readBytes())
    case .unary: return .unary(try readCase(UnaryOperator.self), try readValue())
    case .binary:
      return .binary(try readCase(BinaryOperator.self), try readValue(), try readValue())
    case .compare: return .compare(try readCase(Comparison.self), try readValue(), try readValue())
    case .compareStrings:
      return .compareStrings(try readCase(Comparison.self), try readValue(), try readValue())
    case .concatenate: return .concatenate(try readValue(), try readValue())
    case .matches: return .matches(try readValue(), pattern: try readBytes())
    case .readLocal: return .readLocal(LocalID(try readCount()))
    case .writeLocal: return .writeLocal(LocalID(try readCount()), try readValue())
    case .intrinsic:
      guard let intrinsic = Intrinsic(rawValue: try readText()) else { throw .damaged }
      return .intrinsic(intrinsic, try readValues())
    case .call: return .call(FunctionID(try readCount()), try readValues())
    case .format: return .format(try readFormat(), try readValues())
    case .print: return .print(try readFormat(), try readValues())
    case .caughtMessage: return .caughtMessage
    case .countActions: return .countActions(try readCount())
    case .readGlobal, .writeGlobal, .addToGlobal, .contains, .delete, .accumulate, .extract,
      .bucket, .printHistogram, .formatHistogram:
      return try readAccess(tag)
    case .beginIteration, .beginBuckets, .advance, .iterationKey, .iterationValue, .endIteration:
      return try readWalk(tag)
    case .argument, .eventField, .eventElement, .loadMember, .memberAddress, .load:
      return try readRead(tag)
    case .commit: return .commit
    case .capture: return .capture(SlotID(try readCount()), try readValue())
    case .captureNext: return .captureNext(try readValue())
    case .captured: return .captured(SlotID(try readCount()))
    case .capturedNext: return .capturedNext
    case .name:
      let value = try readValue()
      let kind = try readCase(NameTable.Kind.self)
      return .name(value, NameTable(kind, text: try readBytes()))
    }
  }

  /// Returns the number of a value.
  private mutating func readValue() throws(ProgramDecodingError) -> ValueID {
    ValueID(try readCount())
  }

  /// Returns the numbers of values.
  private mutating func readValues() throws(ProgramDecodingError) -> [ValueID] {
    try readList { (reader) throws(ProgramDecodingError) in try reader.readValue() }
  }

  /// Returns the number of a value that may be missing.
  private mutating func readOptionalValue() throws(ProgramDecodingError) -> ValueID? {
    let number = try readCount()
    return number == 0 ? nil : ValueID(number - 1)
  }

  /// Returns the numbers of values, some of which may be missing.
  private mutating func readPattern() throws(ProgramDecodingError) -> [ValueID?] {
    try readList { (reader) throws(ProgramDecodingError) in try reader.readOptionalValue() }
  }

  /// Returns the number of a global.
  private mutating func readGlobalID() throws(ProgramDecodingError) -> GlobalID {
    GlobalID(try readCount())
  }

  // MARK: Groups of operations

  /// Returns an access to a global.
  private mutating func readAccess(_ tag: OperationTag) throws(ProgramDecodingError) -> Operation {
    switch tag {
    case .readGlobal: return .readGlobal(try readGlobalID(), keys: try readValues())
    case .writeGlobal:
      return .writeGlobal(try readGlobalID(), keys: try readValues(), try readValue())
    case .addToGlobal:
      return .addToGlobal(try readGlobalID(), keys: try readValues(), try readValue())
    case .contains: return .contains(try readGlobalID(), keys: try readPattern())
    case .delete: return .delete(try readGlobalID(), keys: try readPattern())
    case .accumulate:
      return .accumulate(try readGlobalID(), keys: try readValues(), try readValue())
    case .extract: return .extract(try readStatistic(), try readGlobalID(), keys: try readValues())
    case .bucket:
      return .bucket(
        try readHistogram(), try readGlobalID(), keys: try readValues(), index: try readValue())
    case .printHistogram:
      return .printHistogram(try readHistogram(), try readGlobalID(), keys: try readValues())
    case .formatHistogram:
      return .formatHistogram(try readHistogram(), try readGlobalID(), keys: try readValues())
    default: throw .damaged
    }
  }

  /// Returns an operation of a walk.
  private mutating func readWalk(_ tag: OperationTag) throws(ProgramDecodingError) -> Operation {
    switch tag {
    case .beginIteration:
      let global = try readGlobalID()
      let fixed = try readValues()
      let isFixed = try readList { (reader) throws(ProgramDecodingError) in try reader.readFlag() }
      let order = try readOptional { (reader) throws(ProgramDecodingError) in
        try reader.readOrder()
      }
      let limit = try readOptionalValue()
      let iteration = Iteration(
        global: global, fixedKeys: isFixed, order: order, isLimited: limit != nil)
      return .beginIteration(iteration, fixed: fixed, limit: limit)
    case .beginBuckets:
      return .beginBuckets(
        try readHistogram(), try readGlobalID(), keys: try readValues(),
        limit: try readOptionalValue())
    case .advance: return .advance(try readValue())
    case .iterationKey: return .iterationKey(try readValue(), try readCount())
    case .iterationValue: return .iterationValue(try readValue())
    case .endIteration: return .endIteration(try readValue())
    default: throw .damaged
    }
  }

  /// Returns a read of arguments, fields or memory.
  private mutating func readRead(_ tag: OperationTag) throws(ProgramDecodingError) -> Operation {
    switch tag {
    case .argument:
      return .argument(
        ArgumentAccess(
          index: try readCount(), size: try readCount(), isSigned: try readFlag(),
          isTypedPointer: try readFlag()))
    case .eventField: return .eventField(try readField())
    case .eventElement: return .eventElement(try readField(), index: try readValue())
    case .loadMember: return .loadMember(try readValue(), try readMember())
    case .memberAddress: return .memberAddress(try readValue(), try readMember())
    case .load:
      return .load(
        try readCase(MemorySpace.self), address: try readValue(), size: try readCount(),
        isSigned: try readFlag())
    default: throw .damaged
    }
  }

  // MARK: Parts of operations

  /// Returns a statistic.
  private mutating func readStatistic() throws(ProgramDecodingError) -> Statistic {
    switch try readCount() {
    case 0: return .count
    case 1: return .sum
    case 2: return .minimum
    case 3: return .maximum
    case 4: return .average(shift: try readCount())
    case 5: return .variance(shift: try readCount())
    default: throw .damaged
    }
  }

  /// Returns a histogram.
  mutating func readHistogram() throws(ProgramDecodingError) -> Histogram {
    guard try readFlag() else { return .logarithmic }
    return .linear(low: try readLong(), high: try readLong(), step: try readLong())
  }

  /// Returns an order.
  private mutating func readOrder() throws(ProgramDecodingError) -> Iteration.Order {
    let isDescending = try readFlag()
    switch try readCount() {
    case 0: return Iteration.Order(by: .value, isDescending: isDescending)
    case 1: return Iteration.Order(by: .key(try readCount()), isDescending: isDescending)
    case 2: return Iteration.Order(by: .statistic(try readStatistic()), isDescending: isDescending)
    default: throw .damaged
    }
  }

  /// Returns a field.
  private mutating func readField() throws(ProgramDecodingError) -> EventField {
    EventField(
      name: try readText(), offset: try readCount(), size: try readCount(),
      kind: try readFieldKind())
  }

  /// Returns how a field holds its value.
  private mutating func readFieldKind() throws(ProgramDecodingError) -> EventField.Kind {
    switch try readCount() {
    case 0: return .integer(isSigned: try readFlag())
    case 1: return .characters
    case 2: return .dynamicString
    case 3: return .relativeString
    case 4: return .stringPointer
    case 5: return .array(elementSize: try readCount(), isSigned: try readFlag())
    case 6: return .dynamicArray(elementSize: try readCount(), isSigned: try readFlag())
    case 7: return .relativeArray(elementSize: try readCount(), isSigned: try readFlag())
    default: throw .damaged
    }
  }

  /// Returns a member of a structure.
  private mutating func readMember() throws(ProgramDecodingError) -> MemberAccess {
    let structure = try readText()
    let path = try readList { (reader) throws(ProgramDecodingError) in try reader.readText() }
    return MemberAccess(
      structure: structure, path: path, accessor: try readText(), offset: try readCount(),
      size: try readCount(), isSigned: try readFlag(),
      bits: try readOptional { (reader) throws(ProgramDecodingError) in
        MemberAccess.BitField(offset: try reader.readCount(), width: try reader.readCount())
      }, isTypedPointer: try readFlag(), kind: try readMemberKind())
  }

  /// Returns the kind of a member.
  private mutating func readMemberKind() throws(ProgramDecodingError) -> MemberAccess.Kind {
    guard let kind = MemberAccess.Kind(rawValue: try readText()) else { throw .damaged }
    return kind
  }

  /// Returns a format.
  private mutating func readFormat() throws(ProgramDecodingError) -> Format {
    Format(
      try readList { (reader) throws(ProgramDecodingError) -> Format.Piece in
        guard try reader.readFlag() else { return .text(try reader.readBytes()) }
        return .directive(
          Directive(
            try reader.readCase(Directive.Conversion.self),
            flag: try reader.readOptional { (reader) throws(ProgramDecodingError) in
              try reader.readCase(Directive.Flag.self)
            }, width: try reader.readExtent(), precision: try reader.readExtent()))
      })
  }

  /// Returns a width or a precision.
  private mutating func readExtent() throws(ProgramDecodingError) -> Directive.Extent {
    switch try readCount() {
    case 0: .none
    case 1: .argument
    case let number: .fixed(number - 2)
    }
  }
}
