extension TextReader {
  /// Returns the operation `word` if it reads arguments, fields or memory.
  mutating func readSiteOperation(_ word: String) throws(TextError) -> Operation? {
    switch word {
    case "argument":
      try take()
      let index = try readCount()
      try expect(",")
      let integer = try readInteger()
      return .argument(
        ArgumentAccess(
          index: index, size: integer.size, isSigned: integer.isSigned,
          isTypedPointer: try accept(word: "typed")))
    case "eventField":
      try take()
      return .eventField(try readField())
    case "eventElement":
      try take()
      let index = try readValue()
      try expect(",")
      return .eventElement(try readField(), index: index)
    case "loadMember":
      try take()
      let address = try readValue()
      try expect(",")
      return .loadMember(address, try readMember())
    case "memberAddress":
      try take()
      let address = try readValue()
      try expect(",")
      return .memberAddress(address, try readMember())
    case "load":
      try take()
      let space = try readCase(MemorySpace.self, "an address space")
      let address = try readValue()
      try expect(",")
      let integer = try readInteger()
      return .load(space, address: address, size: integer.size, isSigned: integer.isSigned)
    default: return nil
    }
  }

  /// Returns the size and sign of an integer.
  private mutating func readInteger() throws(TextError) -> (size: Int, isSigned: Bool) {
    let isSigned = try accept(word: "signed")
    if !isSigned { try expect(word: "unsigned") }
    return (try readCount(), isSigned)
  }

  /// Returns a field of a record.
  private mutating func readField() throws(TextError) -> EventField {
    let name = try readName()
    try expect(word: "at")
    let offset = try readCount()
    try expect(word: "size")
    let size = try readCount()
    return EventField(name: name, offset: offset, size: size, kind: try readFieldKind())
  }

  /// Returns how a field holds its value.
  private mutating func readFieldKind() throws(TextError) -> EventField.Kind {
    guard case .word(let word) = try peek() else { throw try expected("a kind of field") }
    switch word {
    case "signed", "unsigned":
      try take()
      return .integer(isSigned: word == "signed")
    case "characters", "dynamicString", "relativeString", "stringPointer":
      try take()
      return switch word {
      case "characters": .characters
      case "dynamicString": .dynamicString
      case "relativeString": .relativeString
      default: .stringPointer
      }
    case "array", "dynamicArray", "relativeArray":
      try take()
      let (size, isSigned) = try readInteger()
      return switch word {
      case "array": .array(elementSize: size, isSigned: isSigned)
      case "dynamicArray": .dynamicArray(elementSize: size, isSigned: isSigned)
      default: .relativeArray(elementSize: size, isSigned: isSigned)
      }
    default: throw try expected("a kind of field")
    }
  }

  /// Returns a member of a structure.
  private mutating func readMember() throws(TextError) -> MemberAccess {
    let structure = try readText()
    let path = try readList("[", "]") { (reader) throws(TextError) in try reader.readName() }
    let accessor = try readText()
    try expect(word: "at")
    let offset = try readCount()
    let integer = try readInteger()
    var bits: MemberAccess.BitField?
    if try accept(word: "bits") {
      let first = try readCount()
      try expect(",")
      bits = .init(offset: first, width: try readCount())
    }
    let isTypedPointer = try accept(word: "typed")
    var kind: MemberAccess.Kind?
    for candidate in MemberAccess.Kind.allCases where kind == nil && !isTypedPointer {
      if try accept(word: candidate.rawValue) { kind = candidate }
    }
    return MemberAccess(
      structure: structure, path: path, accessor: accessor, offset: offset, size: integer.size,
      isSigned: integer.isSigned, bits: bits, isTypedPointer: isTypedPointer, kind: kind)
  }

  /// Returns a site.
  mutating func readSite() throws(TextError) -> Site {
    switch try readWord("a site") {
    case "begin": return .begin(priority: try readLong())
    case "end": return .end(priority: try readLong())
    case "error": return .error(priority: try readLong())
    case "timer":
      let nanoseconds = try readLong()
      try expect(",")
      return .timer(nanoseconds: nanoseconds, randomization: try readLong())
    case "ticks":
      let count = try readLong()
      try expect(",")
      return .ticks(count: count, randomization: try readLong())
    case "profile":
      if try accept(word: "frequency") { return .profile(.frequency(hertz: try readLong())) }
      try expect(word: "period")
      return .profile(.period(nanoseconds: try readLong()))
    case "tracepoint": return .tracepoint(try readTracepoint())
    case "event":
      let (system, name, size) = try readSiteNames()
      return .event(EventSite(system: system, name: name, recordSize: size))
    case "function": return .function(try readFunctionSite())
    case "counter": return .counter(try readCounterSite())
    case "file": return .file(try readFileSite())
    case "marker": return .marker(try readMarkerSite())
    case "foreign": return .foreign(try readForeignSite())
    case "never": return .never
    case let word: throw error(.expected("a site", found: word))
    }
  }

  /// Returns a function.
  private mutating func readFunctionSite() throws(TextError) -> FunctionSite {
    let moment = try readCase(FunctionSite.Moment.self, "a moment")
    let name = try readName()
    let count = try accept(",") ? try readCount() : nil
    return FunctionSite(
      name: name, module: try accept(word: "module") ? try readName() : nil, moment: moment,
      argumentCount: count)
  }

  /// Returns a performance event.
  private mutating func readCounterSite() throws(TextError) -> CounterSite {
    let type = try readLong()
    try expect(",")
    let configuration = try readLong()
    try expect(",")
    let isPeriod = try accept(word: "period")
    if !isPeriod { try expect(word: "frequency") }
    let number = try readLong()
    var scope = CounterSite.Scope.system
    if try accept(word: "target") { scope = .target }
    if try accept(word: "program") { scope = .program(try readName()) }
    return CounterSite(
      type: type, configuration: configuration,
      rate: isPeriod ? .period(number) : .frequency(hertz: number), scope: scope)
  }

  /// Returns a file of the session.
  private mutating func readFileSite() throws(TextError) -> FileSite {
    let access = try readCase(FileSite.Access.self, "an access")
    let path = try readName()
    try expect(",")
    let mask = try readCount()
    return FileSite(
      path: path, access: access, mask: mask,
      capacity: try accept(word: "capacity") ? try readCount() : nil)
  }

  /// Returns a marker.
  private mutating func readMarkerSite() throws(TextError) -> MarkerSite {
    var owner = MarkerSite.Owner.kernel
    if try accept(word: "module") {
      owner = .module(try readName())
    } else if try accept(word: "program") {
      owner = .program(try readName())
    } else {
      try expect(word: "kernel")
    }
    try expect(",")
    let (name, qualifier, count) = try readSiteNames()
    return MarkerSite(owner: owner, name: name, qualifier: qualifier, valueCount: count)
  }

  /// Returns a site that no engine has.
  private mutating func readForeignSite() throws(TextError) -> ForeignSite {
    let word = try readWord("a kind of foreign sites")
    guard let site = ForeignSite(rawValue: word) else {
      throw error(.expected("a kind of foreign sites", found: word))
    }
    return site
  }

  /// Returns a tracepoint.
  private mutating func readTracepoint() throws(TextError) -> TracepointSite {
    let (system, name, count) = try readSiteNames()
    let module = try accept(word: "module") ? try readName() : nil
    var typeID: UInt32?
    if try accept(word: "type") {
      let number = try readLong()
      guard let narrow = UInt32(exactly: number) else {
        throw error(.numberOutOfRange("\(number)"))
      }
      typeID = narrow
    }
    return TracepointSite(
      system: system, name: name, module: module, typeID: typeID, argumentCount: count)
  }

  /// Returns the system, the name and the number of a site in the kernel.
  private mutating func readSiteNames() throws(TextError) -> (String, String, Int) {
    let system = try readName()
    try expect(",")
    let name = try readName()
    try expect(",")
    return (system, name, try readCount())
  }
}
