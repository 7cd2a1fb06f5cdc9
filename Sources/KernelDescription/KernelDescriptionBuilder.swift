/// A kernel description while it is made.
package struct KernelDescriptionBuilder: Sendable {
  /// Which kernel it is.
  package var identity: KernelIdentity

  /// The events, in any order.
  package var events: [TraceEvent] = []

  /// How records are printed, by the qualified names of events: a format in C and its arguments.
  package var printFormats: [String: String] = [:]

  /// The tracepoints, in any order.
  package var tracepoints: [Tracepoint] = []

  /// The system calls, in any order.
  package var systemCalls: [SystemCall] = []

  /// The markers that were compiled in, in any order; what is there twice counts once.
  package var markers: [CompiledMarker] = []

  /// The options that the kernel was built with.
  package var configuration = KernelConfiguration(text: "")

  /// The strings that type records refer to.
  package var strings = StringPool()

  /// The types so far.
  private var types = TypeTableBuilder()

  /// The types from C declarations, which come after all others.
  private var declared = DeclaredTypes()

  /// The functions so far.
  private var functions = FunctionTableBuilder()

  /// Creates the description of a kernel of which nothing more is known.
  package init(identity: KernelIdentity) { self.identity = identity }

  /// Adds a type.
  ///
  /// - Requires: `id` is higher than those of all types before.
  package mutating func add(_ type: TypeRecord, as id: TypeID) { types.add(type, as: id) }

  /// Says that all types from now on are those of modules, which need not keep their ids: equal ones are kept once.
  package mutating func beginModules() {
    if types.firstModuleID == nil { types.firstModuleID = nextTypeID }
  }

  /// The lowest id that no type has and that is higher than all.
  package var nextTypeID: TypeID { TypeID(rawValue: types.lastID.rawValue + 1) }

  /// The types so far, to be looked at; of the description to come they are a part.
  package var typesSoFar: TypeTable {
    var part = KernelDescriptionBuilder(identity: identity)
    (part.types, part.strings) = (types, strings)
    return part.description().types
  }

  /// The sizes and signs of the integers that typedefs name, among the types so far.
  package var scalarTypes: [String: ScalarType] { types.scalars(in: strings) }

  /// Adds the types that C declarations declare, such as `struct list_head { struct list_head *next; };`.
  ///
  /// Sizes and offsets are those of x86_64. It is for small descriptions made by hand.
  ///
  /// - Requires: no type is added in another way afterwards.
  /// - Throws: a `DeclarationError` that says where `text` is not understood.
  package mutating func declare(_ text: String) throws(DeclarationError) {
    var parser = declarationParser(text)
    try parser.declarations()
    (declared, strings) = (parser.types, parser.strings)
  }

  /// Returns the id of the type that `text` spells, such as `struct task_struct *`; a structure that was
  /// not declared is one of which only the name is known.
  ///
  /// - Throws: a `DeclarationError` that says where `text` is not understood.
  package mutating func type(_ text: String) throws(DeclarationError) -> TypeID {
    var parser = declarationParser(text)
    let type = try parser.typeName()
    (declared, strings) = (parser.types, parser.strings)
    return type
  }

  /// Adds a tracepoint whose arguments have types as `type(_:)` takes them.
  ///
  /// - Throws: a `DeclarationError` that says where a type is not understood.
  package mutating func addTracepoint(
    _ name: String, system: String? = nil, module: String? = nil, attachTypeID: UInt32? = nil,
    parameters: [(name: String, type: String)]
  ) throws(DeclarationError) {
    var tracepoint = Tracepoint(
      name: name, system: system, module: module, attachTypeID: attachTypeID, parameters: [])
    for parameter in parameters {
      let type = try type(parameter.type)
      tracepoint.parameters.append(
        .init(name: parameter.name, type: type, typeText: parameter.type))
    }
    tracepoints.append(tracepoint)
  }

  /// Adds a prototype for functions, and returns its number.
  package mutating func add(_ prototype: FunctionPrototype) -> PrototypeID {
    functions.add(prototype)
  }

  /// Adds the function of these bytes' name, of `module` or of the image.
  package mutating func addFunction(
    _ name: UnsafeBufferPointer<UInt8>, module: String? = nil, isExported: Bool = false,
    prototype: PrototypeID
  ) {
    functions.add(name, module: module, isExported: isExported, prototype: prototype)
  }

  /// Adds a function whose result and parameters have types as `type(_:)` takes them.
  ///
  /// - Throws: a `DeclarationError` that says where a type is not understood.
  package mutating func addFunction(
    _ name: String, module: String? = nil, isExported: Bool = false, result: String,
    parameters: [(name: String, type: String)]
  ) throws(DeclarationError) {
    var prototype = FunctionPrototype(
      result: result == "void" ? .void : try type(result), parameters: [])
    for parameter in parameters {
      prototype.parameters.append(
        .init(name: parameter.name, type: try type(parameter.type)))
    }
    let number = add(prototype)
    var name = name
    name.withUTF8 {
      addFunction($0, module: module, isExported: isExported, prototype: number)
    }
  }

  /// The names of the functions so far.
  package var functionNames: Set<String> { functions.functionNames }

  /// Leaves out the functions for whose name `isKept` is false, and notes which of the others are exported.
  package mutating func updateFunctions(
    isKept: (UnsafeBufferPointer<UInt8>) -> Bool, isExported: (UnsafeBufferPointer<UInt8>) -> Bool
  ) {
    functions.update(isKept: isKept, isExported: isExported)
  }

  /// Returns a parser of `text` that goes on from the types so far.
  private mutating func declarationParser(_ text: String) -> DeclarationParser {
    if declared.records.isEmpty { declared.start(at: nextTypeID) }
    return DeclarationParser(text, types: declared, strings: strings)
  }

  /// Returns the description.
  package consuming func description() -> KernelDescription {
    let bytes = encoded()
    do {
      return try KernelDescription(bytes: bytes)
    } catch {
      fatalError("a description just written is not readable: \(error)")
    }
  }

  /// Returns the bytes of the file.
  private consuming func encoded() -> [UInt8] {
    var sections = [[UInt8]](repeating: [], count: DescriptionSection.allCases.count)
    func put(_ bytes: [UInt8], _ section: DescriptionSection) { sections[section.rawValue] = bytes }

    for (index, record) in declared.records.enumerated() {
      types.add(record, as: TypeID(rawValue: declared.firstID.rawValue + UInt32(index)))
    }
    if let merging = types.merge() { map(merging) }
    let typeTable = types.recordTable
    put(typeTable.records, .types)
    put(typeTable.offsets, .typeOffsets)
    put(types.presenceBytes, .typePresence)
    put(types.nameBytes(in: strings), .typeNames)
    put(identityBytes(), .identity)
    let events = eventTables()
    put(events.records, .events)
    put(events.offsets, .eventOffsets)
    put(events.names, .eventNames)
    var formats = PackedTexts.Writer()
    for event in self.events { formats.append(printFormats[event.qualifiedName] ?? "") }
    let pages = formats.finish()
    put(pages.texts, .printFormats)
    put(pages.pages, .printFormatPages)
    let tracepoints = tracepointTables()
    put(tracepoints.records, .tracepoints)
    put(tracepoints.offsets, .tracepointOffsets)
    let systemCalls = systemCallTables()
    put(systemCalls.records, .systemCalls)
    put(systemCalls.offsets, .systemCallOffsets)
    let markers = markerTables()
    put(markers.records, .markers)
    put(markers.offsets, .markerOffsets)
    put(Array(configuration.text.utf8), .configuration)
    for (section, bytes) in functions.sections(strings: &strings) { put(bytes, section) }
    put(strings.bytes, .strings)
    put(strings.offsets, .stringOffsets)
    return Self.file(of: sections)
  }

  /// Gives the types of tracepoints and functions the ids that `merging` says.
  private mutating func map(_ merging: TypeMerging) {
    functions.map(merging)
    for index in tracepoints.indices {
      for parameter in tracepoints[index].parameters.indices {
        let type = tracepoints[index].parameters[parameter].type
        tracepoints[index].parameters[parameter].type = merging.newID(of: type)
      }
    }
  }

  /// Returns the record of the identity.
  private mutating func identityBytes() -> [UInt8] {
    var record = RecordWriter()
    record.append(strings.intern(identity.release))
    record.append(strings.intern(identity.version))
    record.append(strings.intern(identity.machine))
    record.append(strings.intern(identity.buildID))
    record.append(identity.wordSize)
    return record.bytes
  }

  /// Returns the records of the events and their two indexes.
  private mutating func eventTables() -> (records: [UInt8], offsets: [UInt8], names: [UInt8]) {
    events.sort { left, right in
      left.system != right.system
        ? left.system.precedes(right.system) : left.name.precedes(right.name)
    }
    let (records, offsets) = table(of: events) { record, event, strings in
      record.append(event, &strings)
    }
    let byName = events.indices.sorted { left, right in
      events[left].name != events[right].name
        ? events[left].name.precedes(events[right].name) : left < right
    }
    var names = RecordWriter()
    for index in byName { names.append(entry: UInt32(index)) }
    return (records, offsets, names.bytes)
  }

  /// Returns the records of the tracepoints and their index.
  private mutating func tracepointTables() -> (records: [UInt8], offsets: [UInt8]) {
    tracepoints.sort { left, right in
      left.name != right.name
        ? left.name.precedes(right.name) : (left.module ?? "").precedes(right.module ?? "")
    }
    return table(of: tracepoints) { record, tracepoint, strings in
      record.append(strings.intern(tracepoint.name))
      record.append(strings.intern(tracepoint.system ?? ""))
      record.append(strings.intern(tracepoint.module ?? ""))
      record.append(optional: tracepoint.attachTypeID.map { Int($0) })
      record.append(tracepoint.parameters.count)
      for parameter in tracepoint.parameters {
        record.append(strings.intern(parameter.name))
        record.append(parameter.type)
      }
    }
  }

  /// Returns the records of the system calls and their index.
  private mutating func systemCallTables() -> (records: [UInt8], offsets: [UInt8]) {
    systemCalls.sort { left, right in
      let numbers = (left.number ?? Int.max, right.number ?? Int.max)
      return numbers.0 != numbers.1 ? numbers.0 < numbers.1 : left.name.precedes(right.name)
    }
    return table(of: systemCalls) { record, call, strings in
      record.append(strings.intern(call.name))
      record.append(strings.intern(call.kernelName))
      record.append(byte: call.hasEvent ? 1 : 0)
      record.append(optional: call.number)
      record.append(call.arguments.count)
      for argument in call.arguments {
        record.append(strings.intern(argument.name))
        record.append(strings.intern(argument.typeText))
      }
    }
  }

  /// Returns the records of the markers and their index.
  private mutating func markerTables() -> (records: [UInt8], offsets: [UInt8]) {
    let keyed = Set(markers).map { (key: [$0.name, $0.module ?? "", $0.format], marker: $0) }
    let sorted = keyed.sorted { left, right in
      left.key.lexicographicallyPrecedes(right.key) { $0.precedes($1) }
    }
    return table(of: sorted.map(\.marker)) { record, marker, strings in
      record.append(strings.intern(marker.name))
      record.append(strings.intern(marker.module ?? ""))
      record.append(strings.intern(marker.format))
    }
  }

  /// Returns the records of `elements` and a table of where each starts.
  private mutating func table<Element>(
    of elements: [Element],
    append: (inout RecordWriter, Element, inout StringPool) -> Void
  ) -> (records: [UInt8], offsets: [UInt8]) {
    var records = RecordWriter()
    var offsets = RecordWriter()
    for element in elements {
      offsets.append(entry: UInt32(records.bytes.count))
      append(&records, element, &strings)
    }
    return (records.bytes, offsets.bytes)
  }

  /// Returns the file that consists of `sections`.
  private static func file(of sections: [[UInt8]]) -> [UInt8] {
    var file = RecordWriter()
    let length = sections.reduce(DescriptionLayout.contentOffset) { $0 + $1.count }
    file.append(contentsOf: DescriptionLayout.magic)
    file.append(entry: UInt32(DescriptionLayout.version))
    file.append(entry: UInt32(sections.count))
    file.append(word: UInt64(length))
    file.append(word: 0)
    var offset = DescriptionLayout.contentOffset
    for section in sections {
      file.append(entry: UInt32(offset))
      file.append(entry: UInt32(section.count))
      offset += section.count
    }
    for section in sections { file.append(contentsOf: section) }
    var bytes = file.bytes
    bytes.withUnsafeMutableBytes { bytes in
      let checksum = Checksum.ofFile(UnsafeRawBufferPointer(bytes)).littleEndian
      bytes.storeBytes(
        of: checksum, toByteOffset: DescriptionLayout.checksumOffset, as: UInt64.self)
    }
    return bytes
  }
}

/// The size and the sign of an integer type.
package struct ScalarType: Hashable, Sendable {
  /// The size in bytes.
  package var size: Int

  /// `true` iff values have a sign.
  package var isSigned: Bool

  /// Creates a type.
  package init(size: Int, isSigned: Bool) {
    self.size = size
    self.isSigned = isSigned
  }
}

extension String {
  /// Returns `true` iff the bytes of `self` come before those of `other`.
  fileprivate func precedes(_ other: String) -> Bool {
    utf8.lexicographicallyPrecedes(other.utf8)
  }
}
