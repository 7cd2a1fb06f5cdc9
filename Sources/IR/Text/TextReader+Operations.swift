extension TextReader {
  /// Returns the operation that comes next.
  mutating func readOperation() throws(TextError) -> Operation {
    guard case .word(let word) = try peek() else { throw try expected("an operation") }
    if let op = UnaryOperator(rawValue: word) {
      try take()
      return .unary(op, try readValue())
    }
    if let op = BinaryOperator(rawValue: word) {
      try take()
      let a = try readValue()
      return .binary(op, a, try readNextValue())
    }
    if let intrinsic = Intrinsic(rawValue: word) {
      try take()
      return .intrinsic(intrinsic, try readArguments())
    }
    if let operation = try readPlainOperation(word) { return operation }
    if let operation = try readGlobalOperation(word) { return operation }
    if let operation = try readWalkOperation(word) { return operation }
    if let operation = try readSiteOperation(word) { return operation }
    throw try expected("an operation")
  }

  /// Returns the value behind a comma.
  private mutating func readNextValue() throws(TextError) -> ValueID {
    try expect(",")
    return try readValue()
  }

  /// Returns the values in parentheses.
  private mutating func readArguments() throws(TextError) -> [ValueID] {
    try readList("(", ")") { (reader) throws(TextError) in try reader.readValue() }
  }

  /// Returns the operation `word` if it concerns constants, locals, output or records.
  private mutating func readPlainOperation(_ word: String) throws(TextError) -> Operation? {
    switch word {
    case "long":
      try take()
      return .long(try readLong())
    case "string":
      try take()
      return .string(try readString())
    case "compare":
      try take()
      let comparison = try readCase(Comparison.self, "a comparison")
      let a = try readValue()
      return .compare(comparison, a, try readNextValue())
    case "compareStrings":
      try take()
      let comparison = try readCase(Comparison.self, "a comparison")
      let a = try readValue()
      return .compareStrings(comparison, a, try readNextValue())
    case "concatenate":
      try take()
      let a = try readValue()
      return .concatenate(a, try readNextValue())
    case "matches":
      try take()
      let a = try readValue()
      try expect(",")
      return .matches(a, pattern: try readString())
    case NameTable.Kind.values.rawValue, NameTable.Kind.flags.rawValue:
      try take()
      let a = try readValue()
      try expect(",")
      let kind: NameTable.Kind = word == NameTable.Kind.flags.rawValue ? .flags : .values
      return .name(a, NameTable(kind, text: try readString()))
    case "read":
      try take()
      return .readLocal(LocalID(try readNumber(of: "l", "a local")))
    case "write":
      try take()
      let local = LocalID(try readNumber(of: "l", "a local"))
      return .writeLocal(local, try readNextValue())
    case "call":
      try take()
      let function = FunctionID(try readNumber(of: "f", "a function"))
      return .call(function, try readArguments())
    case "format":
      try take()
      let (format, arguments) = try readFormat()
      return .format(format, arguments)
    case "print":
      try take()
      let (format, arguments) = try readFormat()
      return .print(format, arguments)
    case "caughtMessage":
      try take()
      return .caughtMessage
    case "countActions":
      try take()
      return .countActions(try readCount())
    default: return try readRecordOperation(word)
    }
  }

  /// Returns the operation `word` if it concerns records.
  private mutating func readRecordOperation(_ word: String) throws(TextError) -> Operation? {
    switch word {
    case "commit":
      try take()
      return .commit
    case "capture":
      try take()
      let slot = try readSlot()
      return .capture(slot, try readNextValue())
    case "captureNext":
      try take()
      return .captureNext(try readValue())
    case "captured":
      try take()
      return .captured(try readSlot())
    case "capturedNext":
      try take()
      return .capturedNext
    default: return nil
    }
  }

  /// Returns the number of a slot.
  mutating func readSlot() throws(TextError) -> SlotID {
    SlotID(try readNumber(of: "s", "a slot"))
  }

  /// Returns the operation `word` if it accesses a global.
  private mutating func readGlobalOperation(_ word: String) throws(TextError) -> Operation? {
    switch word {
    case "readGlobal":
      try take()
      let (global, keys) = try readElement()
      return .readGlobal(global, keys: keys)
    case "writeGlobal":
      try take()
      let (global, keys) = try readElement()
      return .writeGlobal(global, keys: keys, try readNextValue())
    case "addToGlobal":
      try take()
      let (global, keys) = try readElement()
      return .addToGlobal(global, keys: keys, try readNextValue())
    case "accumulate":
      try take()
      let (global, keys) = try readElement()
      return .accumulate(global, keys: keys, try readNextValue())
    case "contains":
      try take()
      let (global, keys) = try readPattern()
      return .contains(global, keys: keys)
    case "delete":
      try take()
      let (global, keys) = try readPattern()
      return .delete(global, keys: keys)
    case "extract":
      try take()
      let statistic = try readStatistic()
      let (global, keys) = try readElement()
      return .extract(statistic, global, keys: keys)
    case "bucket":
      try take()
      let histogram = try readHistogram()
      let (global, keys) = try readElement()
      return .bucket(histogram, global, keys: keys, index: try readNextValue())
    case "printHistogram", "formatHistogram":
      try take()
      let histogram = try readHistogram()
      let (global, keys) = try readElement()
      return word == "printHistogram"
        ? .printHistogram(histogram, global, keys: keys)
        : .formatHistogram(histogram, global, keys: keys)
    default: return nil
    }
  }

  /// Returns the operation `word` if it belongs to a walk.
  private mutating func readWalkOperation(_ word: String) throws(TextError) -> Operation? {
    switch word {
    case "beginIteration":
      try take()
      let (global, keys) = try readPattern()
      let order = try readOrder()
      let limit = try readLimit()
      let iteration = Iteration(
        global: global, fixedKeys: keys.map { $0 != nil }, order: order, isLimited: limit != nil)
      return .beginIteration(iteration, fixed: keys.compactMap { $0 }, limit: limit)
    case "beginBuckets":
      try take()
      let histogram = try readHistogram()
      let (global, keys) = try readElement()
      return .beginBuckets(histogram, global, keys: keys, limit: try readLimit())
    case "advance":
      try take()
      return .advance(try readValue())
    case "iterationKey":
      try take()
      let walk = try readValue()
      try expect(",")
      return .iterationKey(walk, try readCount())
    case "iterationValue":
      try take()
      return .iterationValue(try readValue())
    case "endIteration":
      try take()
      return .endIteration(try readValue())
    default: return nil
    }
  }

  /// Returns a global and its keys.
  private mutating func readElement() throws(TextError) -> (GlobalID, [ValueID]) {
    let global = GlobalID(try readNumber(of: "g", "a global"))
    guard try peek() == .mark("[") else { return (global, []) }
    return (global, try readList("[", "]") { (reader) throws(TextError) in try reader.readValue() })
  }

  /// Returns a global and its keys, some of which may be `*`.
  private mutating func readPattern() throws(TextError) -> (GlobalID, [ValueID?]) {
    let global = GlobalID(try readNumber(of: "g", "a global"))
    guard try peek() == .mark("[") else { return (global, []) }
    let keys = try readList("[", "]") { (reader) throws(TextError) -> ValueID? in
      try reader.accept("*") ? nil : try reader.readValue()
    }
    return (global, keys)
  }

  /// Returns a statistic.
  mutating func readStatistic() throws(TextError) -> Statistic {
    switch try readWord("a statistic") {
    case "count": return .count
    case "sum": return .sum
    case "minimum": return .minimum
    case "maximum": return .maximum
    case "average": return .average(shift: try readShift())
    case "variance": return .variance(shift: try readShift())
    default: throw error(.expected("a statistic", found: ""))
    }
  }

  /// Returns a shift in parentheses.
  mutating func readShift() throws(TextError) -> Int {
    try expect("(")
    let shift = try readCount()
    try expect(")")
    return shift
  }

  /// Returns a histogram.
  mutating func readHistogram() throws(TextError) -> Histogram {
    if try accept(word: "logarithmic") { return .logarithmic }
    guard try accept(word: "linear") else { throw try expected("a histogram") }
    let numbers = try readList("(", ")") { (reader) throws(TextError) in try reader.readLong() }
    guard numbers.count == 3 else { throw try expected("three numbers") }
    return .linear(low: numbers[0], high: numbers[1], step: numbers[2])
  }

  /// Returns the order of a walk if one comes next.
  private mutating func readOrder() throws(TextError) -> Iteration.Order? {
    let isDescending = try accept(word: "descending")
    if !isDescending, try !accept(word: "ascending") { return nil }
    if try accept(word: "key") {
      return Iteration.Order(by: .key(try readCount()), isDescending: isDescending)
    }
    if try accept(word: "value") { return Iteration.Order(by: .value, isDescending: isDescending) }
    return Iteration.Order(by: .statistic(try readStatistic()), isDescending: isDescending)
  }

  /// Returns the limit of a walk if one comes next.
  private mutating func readLimit() throws(TextError) -> ValueID? {
    try accept(word: "limit") ? try readValue() : nil
  }
}
