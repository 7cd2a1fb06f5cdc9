extension TextReader {
  /// Returns the program that comes next.
  mutating func readProgram() throws(TextError) -> Program {
    var program = Program()
    while try accept(word: "limit") { try readLimit(into: &program.limits) }
    while try accept(word: "location") {
      let (number, location) = try readLocationEntry()
      guard number == program.locations.count else { throw error(.repeated("@\(number)")) }
      program.locations.append(location)
    }
    while try accept(word: "global") { program.globals.append(try readGlobal()) }
    while try peek() == .word("function") { program.functions.append(try readFunction()) }
    while try accept(word: "probe") { program.probes.append(try readProbe()) }
    return program
  }

  /// Reads a limit.
  private mutating func readLimit(into limits: inout Limits) throws(TextError) {
    let word = try readWord("a limit")
    guard let path = Limits.names.first(where: { $0.name == word })?.path else {
      throw error(.expected("a limit", found: word))
    }
    limits[keyPath: path] = Int(try readLong())
  }

  /// Returns a location and its number.
  private mutating func readLocationEntry() throws(TextError) -> (Int, Location) {
    try expect("@")
    let number = try readCount()
    let file = try readText()
    let line = try readCount()
    try expect(":")
    let column = try readCount()
    let token = try readText()
    let text = try readText()
    let caller = try accept(word: "from") ? try readLocation() : .none
    let location = Location(
      file: file, line: line, column: column, token: token, text: text, caller: caller)
    return (number, location)
  }

  /// Returns a global.
  private mutating func readGlobal() throws(TextError) -> Global {
    let name = try readName()
    var keys: [ValueType] = []
    if try peek() == .mark("[") {
      keys = try readList("[", "]") { (reader) throws(TextError) in try reader.readType() }
    }
    try expect(":")
    var global = Global(name: name, keys: keys, element: try readElementKind())
    try expect(word: "capacity")
    global.capacity = try readCount()
    global.wraps = try accept(word: "wraps")
    if try accept("=") { global.initializer = try readInitializer() }
    if try accept(word: "kernel") { global.placement = .kernel }
    if try accept(word: "keySizes") {
      global.keySizes = try readList("(", ")") { (reader) throws(TextError) in
        try reader.readCount()
      }
    }
    if try accept(word: "valueSize") { global.valueSize = try readCount() }
    global.printsAtEnd = try accept(word: "prints")
    return global
  }

  /// Returns what a global holds.
  private mutating func readElementKind() throws(TextError) -> GlobalElement {
    guard try accept(word: "statistics") else { return .value(try readType()) }
    var shape = StatisticsShape()
    let histograms = try readList("(", ")") { (reader) throws(TextError) -> Histogram? in
      guard try reader.accept(word: "variance") else { return try reader.readHistogram() }
      shape.varianceShift = try reader.readShift()
      return nil
    }
    shape.histograms = histograms.compactMap { $0 }
    return .statistics(shape)
  }

  /// Returns the first value of a global.
  private mutating func readInitializer() throws(TextError) -> Initializer {
    if case .string(let bytes) = try peek() {
      try take()
      return .string(bytes)
    }
    return .long(try readLong())
  }

  /// Returns a probe.
  private mutating func readProbe() throws(TextError) -> Probe {
    let point = try readText()
    let site = try readSite()
    var probe = Probe(
      point: point, site: site, location: try readLocation(), handler: Function(name: ""))
    probe.handler = nil
    try expect("{")
    if try accept(word: "handler") { probe.handler = try readFunction() }
    if try accept(word: "record") { probe.record = try readRecord() }
    if try accept(word: "kernel") { probe.kernelHalf = try readFunction() }
    if try accept(word: "user") { probe.userHalf = try readFunction() }
    try expect("}")
    return probe
  }

  /// Returns the layout of a record.
  private mutating func readRecord() throws(TextError) -> RecordLayout {
    var record = RecordLayout()
    while case .word(let word) = try peek(), let kind = SlotKind(rawValue: word) {
      try take()
      _ = record.append(kind)
    }
    record.hasStream = try accept(word: "stream")
    if try accept(word: "task") { record.taskSlot = try readSlot() }
    return record
  }
}
