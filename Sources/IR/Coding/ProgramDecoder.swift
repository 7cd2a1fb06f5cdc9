/// Reads what `ProgramEncoder` writes; functions, user halves and locations only when they are asked for.
package struct ProgramDecoder: Sendable {
  /// Where a part lies.
  private struct Part: Sendable {
    /// Its bytes.
    let range: Range<Int>
    /// Their digest.
    let digest: UInt64
  }

  /// All bytes.
  private let bytes: [UInt8]
  /// The locations.
  private let locations: Part
  /// The functions.
  private let functions: [Part]
  /// The user halves of the probes; `nil` for those without one.
  private let userHalves: [Part?]
  /// The program with empty functions, and probes without halves.
  package var outline: Program

  /// Reads the head of `bytes`.
  ///
  /// - Throws: `ProgramDecodingError` if it is no program, of another version, or damaged.
  package init(_ bytes: [UInt8]) throws(ProgramDecodingError) {
    let magic = ProgramEncoder.magic
    guard bytes.starts(with: magic) else { throw .foreign }
    var prefix = CodeReader(bytes, magic.count..<bytes.count)
    let version = try prefix.readWord()
    guard version == ProgramEncoder.version else { throw .version(Int(version)) }
    let size = Int(try prefix.readWord())
    guard try prefix.readWord() == 0 else { throw .damaged }
    let digest = try prefix.readLongWord()
    let start = ProgramEncoder.prefixSize
    guard size <= bytes.count - start else { throw .damaged }
    let head = start..<start + size
    guard Digest.of(bytes, head) == digest else { throw .damaged }

    var reader = CodeReader(bytes, head)
    var outline = Program()
    for (_, path) in Limits.names {
      guard let limit = Int(exactly: try reader.readLong()) else { throw .damaged }
      outline.limits[keyPath: path] = limit
    }
    outline.globals = try reader.readList { (reader) throws(ProgramDecodingError) in
      try reader.readGlobal()
    }
    locations = try Self.part(&reader, behind: head.upperBound, in: bytes)
    var functions: [Part] = []
    for _ in 0..<(try reader.readCount()) {
      functions.append(try Self.part(&reader, behind: head.upperBound, in: bytes))
      outline.functions.append(Function(name: ""))
    }
    var userHalves: [Part?] = []
    for _ in 0..<(try reader.readCount()) {
      outline.probes.append(try reader.readProbe())
      userHalves.append(
        try reader.readFlag() ? try Self.part(&reader, behind: head.upperBound, in: bytes) : nil)
    }
    guard reader.isAtEnd else { throw .damaged }
    self.bytes = bytes
    self.functions = functions
    self.userHalves = userHalves
    self.outline = outline
  }

  /// Reads where a part lies.
  private static func part(
    _ reader: inout CodeReader, behind start: Int, in bytes: [UInt8]
  ) throws(ProgramDecodingError) -> Part {
    let offset = try reader.readCount()
    let size = try reader.readCount()
    let digest = try reader.readLongWord()
    guard offset + size <= bytes.count - start else { throw .damaged }
    return Part(range: start + offset..<start + offset + size, digest: digest)
  }

  /// Returns `true` iff the probe numbered `probe` has a user half.
  package func hasUserHalf(_ probe: Int) -> Bool { userHalves[probe] != nil }

  /// Returns the user half of the probe numbered `probe`; `nil` if it has none.
  package func userHalf(ofProbe probe: Int) throws(ProgramDecodingError) -> Function? {
    guard let part = userHalves[probe] else { return nil }
    return try function(in: part)
  }

  /// Returns the function numbered `id`.
  package func function(_ id: FunctionID) throws(ProgramDecodingError) -> Function {
    guard functions.indices.contains(id.index) else { throw .damaged }
    return try function(in: functions[id.index])
  }

  /// Returns the whole program; no probe has a handler or a kernel half.
  package func program() throws(ProgramDecodingError) -> Program {
    var program = outline
    program.locations = try readLocations()
    for index in functions.indices {
      program.functions[index] = try function(in: functions[index])
    }
    for index in userHalves.indices {
      program.probes[index].userHalf = try userHalf(ofProbe: index)
    }
    return program
  }

  /// Returns the locations.
  package func readLocations() throws(ProgramDecodingError) -> [Location] {
    var reader = try self.reader(of: locations)
    return try reader.readList { (reader) throws(ProgramDecodingError) in
      Location(
        file: try reader.readText(), line: try reader.readCount(),
        column: try reader.readCount(), token: try reader.readText(), text: try reader.readText(),
        caller: LocationID(try reader.readCount()))
    }
  }

  /// Returns the words for failures of the program; without places if those are damaged.
  package func messages() -> RuntimeMessages {
    var program = outline
    if let locations = try? readLocations() { program.locations = locations }
    return RuntimeMessages(program)
  }

  /// Returns the function in `part`.
  private func function(in part: Part) throws(ProgramDecodingError) -> Function {
    var reader = try self.reader(of: part)
    let function = try reader.readFunction()
    guard reader.isAtEnd else { throw .damaged }
    return function
  }

  /// Returns a reader of `part`, if its bytes are what they were.
  private func reader(of part: Part) throws(ProgramDecodingError) -> CodeReader {
    guard Digest.of(bytes, part.range) == part.digest else { throw .damaged }
    return CodeReader(bytes, part.range)
  }
}

extension Interpreter {
  /// Creates an instance of the program that `decoder` reads, whose functions are decoded when they run first.
  package convenience init(
    _ decoder: ProgramDecoder, environment: ExecutionEnvironment = ExecutionEnvironment(),
    kernel: (any KernelGlobals)? = nil
  ) {
    self.init(decoder.outline, environment: environment, kernel: kernel) { source in
      switch source {
      case .function(let id): try? decoder.function(id)
      case .userHalf(let probe): try? decoder.userHalf(ofProbe: probe)
      case .kernelHalf, .handler: nil
      }
    }
  }
}

extension CodeReader {
  /// Returns a global.
  fileprivate mutating func readGlobal() throws(ProgramDecodingError) -> Global {
    let name = try readText()
    let keys = try readList { (reader) throws(ProgramDecodingError) in
      try reader.readCase(ValueType.self)
    }
    guard keys.count <= Global.maximumKeyCount else { throw .damaged }
    let element: GlobalElement
    if try readFlag() {
      let histograms = try readList { (reader) throws(ProgramDecodingError) in
        try reader.readHistogram()
      }
      let shift = try readFlag() ? try readCount() : nil
      guard shift.map({ $0 < 64 }) ?? true else { throw .damaged }
      element = .statistics(StatisticsShape(histograms: histograms, varianceShift: shift))
    } else {
      element = .value(try readCase(ValueType.self))
    }
    var global = Global(name: name, keys: keys, element: element)
    global.capacity = try readCount()
    global.wraps = try readFlag()
    global.initializer = try readOptional { (reader) throws(ProgramDecodingError) in
      try reader.readFlag() ? .string(try reader.readBytes()) : .long(try reader.readLong())
    }
    global.placement = try readFlag() ? .kernel : .user
    global.keySizes = try readList { (reader) throws(ProgramDecodingError) in
      try reader.readCount()
    }
    global.valueSize = try readCount()
    global.printsAtEnd = try readFlag()
    return global
  }

  /// Returns a probe without functions.
  fileprivate mutating func readProbe() throws(ProgramDecodingError) -> Probe {
    let point = try readText()
    let site = try readSite()
    let location = LocationID(try readCount())
    var probe = Probe(point: point, site: site, location: location, handler: Function(name: ""))
    probe.handler = nil
    probe.record = try readOptional { (reader) throws(ProgramDecodingError) in
      try reader.readRecord()
    }
    return probe
  }

  /// Returns the layout of a record.
  private mutating func readRecord() throws(ProgramDecodingError) -> RecordLayout {
    let slots = try readList { (reader) throws(ProgramDecodingError) in
      guard let kind = SlotKind(rawValue: try reader.readText()) else {
        throw ProgramDecodingError.damaged
      }
      return kind
    }
    var record = RecordLayout()
    for kind in slots { _ = record.append(kind) }
    record.hasStream = try readFlag()
    record.taskSlot = try readOptional { (reader) throws(ProgramDecodingError) in
      let index = try reader.readCount()
      guard slots.indices.contains(index) else { throw ProgramDecodingError.damaged }
      return SlotID(index)
    }
    return record
  }

  /// Returns a site.
  private mutating func readSite() throws(ProgramDecodingError) -> Site {
    switch try readCount() {
    case 0: return .begin(priority: try readLong())
    case 1: return .end(priority: try readLong())
    case 2: return .error(priority: try readLong())
    case 3: return .timer(nanoseconds: try readLong(), randomization: try readLong())
    case 4: return .profile(.frequency(hertz: try readLong()))
    case 5: return .profile(.period(nanoseconds: try readLong()))
    case 6: return .tracepoint(try readTracepoint())
    case 7:
      return .event(
        EventSite(system: try readText(), name: try readText(), recordSize: try readCount()))
    case 8: return .never
    case 9: return .function(try readFunctionSite())
    case 10: return .counter(try readCounterSite())
    case 11: return .file(try readFileSite())
    case 12: return .ticks(count: try readLong(), randomization: try readLong())
    case 13: return .marker(try readMarkerSite())
    case 14:
      guard let site = ForeignSite(rawValue: try readText()) else { throw .damaged }
      return .foreign(site)
    default: throw .damaged
    }
  }

  /// Returns a marker.
  private mutating func readMarkerSite() throws(ProgramDecodingError) -> MarkerSite {
    let owner: MarkerSite.Owner
    switch try readCount() {
    case 0: owner = .kernel
    case 1: owner = .module(try readText())
    case 2: owner = .program(try readText())
    default: throw .damaged
    }
    return MarkerSite(
      owner: owner, name: try readText(), qualifier: try readText(), valueCount: try readCount())
  }

  /// Returns a function.
  private mutating func readFunctionSite() throws(ProgramDecodingError) -> FunctionSite {
    let name = try readText()
    let module = try readOptional { (reader) throws(ProgramDecodingError) in
      try reader.readText()
    }
    let moment: FunctionSite.Moment = try readFlag() ? .return : .entry
    let count = try readOptional { (reader) throws(ProgramDecodingError) in
      try reader.readCount()
    }
    return FunctionSite(name: name, module: module, moment: moment, argumentCount: count)
  }

  /// Returns a performance event.
  private mutating func readCounterSite() throws(ProgramDecodingError) -> CounterSite {
    let type = try readLong()
    let configuration = try readLong()
    let rate: CounterSite.Rate =
      try readFlag() ? .frequency(hertz: try readLong()) : .period(try readLong())
    let scope: CounterSite.Scope =
      switch try readCount() {
      case 0: .system
      case 1: .target
      case 2: .program(try readText())
      default: throw .damaged
      }
    return CounterSite(type: type, configuration: configuration, rate: rate, scope: scope)
  }

  /// Returns a file of the session.
  private mutating func readFileSite() throws(ProgramDecodingError) -> FileSite {
    let path = try readText()
    let access: FileSite.Access = try readFlag() ? .write : .read
    let mask = try readCount()
    let capacity = try readOptional { (reader) throws(ProgramDecodingError) in
      try reader.readCount()
    }
    return FileSite(path: path, access: access, mask: mask, capacity: capacity)
  }

  /// Returns a tracepoint.
  private mutating func readTracepoint() throws(ProgramDecodingError) -> TracepointSite {
    let system = try readText()
    let name = try readText()
    let module = try readOptional { (reader) throws(ProgramDecodingError) in
      try reader.readText()
    }
    let typeID = try readOptional { (reader) throws(ProgramDecodingError) in
      UInt32(try reader.readCount())
    }
    return TracepointSite(
      system: system, name: name, module: module, typeID: typeID,
      argumentCount: try readCount())
  }
}
