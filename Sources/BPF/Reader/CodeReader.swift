import CElf

/// The functions and programs of a file, and what their code names.
struct CodeReader {
  /// A function or program and where it is.
  struct Place {
    /// The name.
    let name: String
    /// `true` iff other objects do not see it.
    let isLocal: Bool
    /// The number of its section.
    let section: Int
    /// The distance in bytes from the start of the section.
    let byteOffset: Int
    /// The size in bytes.
    let byteCount: Int
  }

  /// The file.
  private let elf: ELFContents
  /// The types.
  private let types: TypeReader
  /// The records on the code.
  private let extensions: ExtensionReader
  /// The functions and programs, in the order of their symbols.
  let places: [Place]
  /// For each section of code its relocations.
  private let relocations: [Int: [ELFContents.Relocation]]

  /// Creates a reader of the code in `elf`.
  init(
    _ elf: ELFContents, types: TypeReader, extensions: ExtensionReader
  ) throws(ObjectReadError) {
    self.elf = elf
    self.types = types
    self.extensions = extensions
    var places: [Place] = []
    for symbol in elf.symbols where symbol.kind == .function && symbol.section != 0 {
      places.append(try Self.place(of: symbol, in: elf))
    }
    self.places = places
    var relocations: [Int: [ELFContents.Relocation]] = [:]
    for section in elf.sections where section.type == SHT_REL {
      relocations[section.info] = try elf.relocations(in: section)
    }
    self.relocations = relocations
  }

  /// Returns the code of the function or program at `place`.
  func code(of place: Place) throws(ObjectReadError) -> Code {
    let section = elf.sections[place.section]
    let reader = ByteReader(section: section.name, bytes: section.bytes)
    var slots: [UInt64] = []
    slots.reserveCapacity(place.byteCount / 8)
    for offset in stride(from: 0, to: place.byteCount, by: 8) {
      slots.append(try reader.number(at: place.byteOffset + offset))
    }
    var code = Code(slots: slots)
    try readReferences(of: place, into: &code, reader)
    try readDirectCalls(of: place, into: &code, reader)
    code.references.sort { $0.slot < $1.slot }
    try readLines(of: place, into: &code)
    try readRelocations(of: place, into: &code)
    return code
  }

  /// Returns the lines of the function or program at `place` as they are stored.
  func lineRecords(of place: Place) -> [ExtensionReader.LineRecord] {
    let range = place.byteOffset..<(place.byteOffset + place.byteCount)
    let records = extensions.lines[elf.sections[place.section].name] ?? []
    return records.filter { range.contains($0.byteOffset) }.map { record in
      var record = record
      record.byteOffset -= place.byteOffset
      return record
    }
  }

  /// Returns the number of the declaration of the function or program at `place`, or zero.
  func declaration(of place: Place) -> UInt32 {
    let records = extensions.functions[elf.sections[place.section].name] ?? []
    return records.first { $0.byteOffset == place.byteOffset }?.type ?? 0
  }

  /// Returns the place of the function that `symbol` names.
  private static func place(
    of symbol: ELFContents.Symbol, in elf: ELFContents
  ) throws(ObjectReadError) -> Place {
    guard symbol.section < elf.sections.count else {
      throw .damaged(section: ".symtab", fault: "'\(symbol.name)' is in no section")
    }
    let section = elf.sections[symbol.section]
    guard symbol.value.isMultiple(of: 8), symbol.byteCount.isMultiple(of: 8),
      symbol.byteCount > 0, symbol.value + symbol.byteCount <= section.bytes.count
    else {
      throw .damaged(section: section.name, fault: "'\(symbol.name)' does not fit into it")
    }
    return Place(
      name: symbol.name, isLocal: symbol.isLocal, section: symbol.section,
      byteOffset: symbol.value, byteCount: symbol.byteCount)
  }

  /// Adds what relocations say that the code at `place` names.
  private func readReferences(
    of place: Place, into code: inout Code, _ reader: ByteReader
  ) throws(ObjectReadError) {
    for relocation in relocations[place.section] ?? [] {
      let offset = relocation.byteOffset - place.byteOffset
      guard offset >= 0, offset < place.byteCount else { continue }
      let slot = offset / 8
      guard offset.isMultiple(of: 8), relocation.kind != .wideLoad || slot + 1 < code.slots.count
      else { throw reader.damage("a relocation is askew") }
      let word = InstructionWord(bits: code.slots[slot])
      let symbol = elf.symbols[relocation.symbol]
      guard let (referent, constant) = try referent(of: word, kind: relocation.kind, symbol)
      else { throw .unsupported("a relocation against '\(symbol.name)'") }
      var normal = word
      normal.constant = constant
      code.slots[slot] = normal.bits
      code.references.append(Reference(slot: slot, referent: referent))
    }
  }

  /// Returns what the instruction `word` names by `symbol`, and the constant that is left in it.
  private func referent(
    of word: InstructionWord, kind: ELFRelocation.Kind?, _ symbol: ELFContents.Symbol
  ) throws(ObjectReadError) -> (Referent, Int32)? {
    let section = symbol.section < elf.sections.count ? elf.sections[symbol.section] : nil
    switch (kind, word.code) {
    case (.call, OperationCode.call):
      if symbol.section == 0 { return (.kfunc(symbol.name), -1) }
      let target = symbol.value + (Int(word.constant) + 1) * 8
      return function(at: target, section: symbol.section).map { (.functionCall($0), -1) }
    case (.wideLoad, OperationCode.loadImmediate):
      guard symbol.section != 0, let section else { return nil }
      if section.name == ObjectTypes.mapsName { return (.map(symbol.name), 0) }
      if DataBlock.Kind(section: section.name) != nil {
        guard let offset = Int32(exactly: Int(word.constant) + symbol.value) else { return nil }
        return (.mapValue(section.name), offset)
      }
      let target = symbol.value + Int(word.constant)
      return function(at: target, section: symbol.section).map { (.functionAddress($0), 0) }
    default: return nil
    }
  }

  /// Adds the calls within a section, which compilers encode without relocations.
  private func readDirectCalls(
    of place: Place, into code: inout Code, _ reader: ByteReader
  ) throws(ObjectReadError) {
    let known = Set(code.references.map(\.slot))
    for (slot, bits) in code.slots.enumerated() where !known.contains(slot) {
      var word = InstructionWord(bits: bits)
      guard word.code == OperationCode.call, word.source == CallKind.function else { continue }
      let target = place.byteOffset + (slot + 1 + Int(word.constant)) * 8
      guard let name = function(at: target, section: place.section) else {
        throw reader.damage("'\(place.name)' calls what is no function")
      }
      word.constant = -1
      code.slots[slot] = word.bits
      code.references.append(Reference(slot: slot, referent: .functionCall(name)))
    }
  }

  /// Returns the name of the function that starts at `byteOffset` of the section.
  private func function(at byteOffset: Int, section: Int) -> String? {
    places.first { $0.section == section && $0.byteOffset == byteOffset }?.name
  }

  /// Adds the lines of the code at `place`.
  private func readLines(of place: Place, into code: inout Code) throws(ObjectReadError) {
    for record in lineRecords(of: place) {
      let line = SourceLine(
        file: try types.string(Int(record.fileName)), line: Int(record.position >> 10),
        column: Int(record.position & 0x3ff), text: try types.string(Int(record.text)))
      if line != .unknown {
        code.lines.append(LineNote(slot: record.byteOffset / 8, line: line))
      }
    }
  }

  /// Adds the facts of the kernel's types in the code at `place`.
  private func readRelocations(of place: Place, into code: inout Code) throws(ObjectReadError) {
    for record in extensions.relocations[elf.sections[place.section].name] ?? [] {
      let offset = record.byteOffset - place.byteOffset
      guard offset >= 0, offset < place.byteCount else { continue }
      let relocation = try types.relocation(of: record)
      code.relocations.append(RelocationNote(slot: offset / 8, relocation: relocation))
    }
  }
}

extension TypeReader {
  /// Returns the question that `record` asks.
  fileprivate func relocation(
    of record: ExtensionReader.RelocationRecord
  ) throws(ObjectReadError) -> TypeRelocation {
    guard let question = TypeQuestion(rawValue: record.question) else {
      throw .unsupported("a type relocation of kind \(record.question)")
    }
    let root = try entry(try resolved(record.root))
    guard root.kind == .structure || root.kind == .union else {
      throw .unsupported("a type relocation of '\(root.name)', which is no structure")
    }
    let path = try path(try string(record.access), from: try resolved(record.root))
    guard path.isEmpty == question.isAboutRoot else {
      throw reader.damage("a relocation of '\(root.name)' does not say of what")
    }
    return TypeRelocation(question, of: path, in: composite(root))
  }

  /// Returns the steps that `access`, as in `0:5:2`, takes from the type `root`.
  private func path(_ access: String, from root: Int) throws(ObjectReadError) -> [FieldStep] {
    let positions = access.split(separator: ":").map { Int($0) }
    guard positions.first == 0 else { throw .unsupported("the type access '\(access)'") }
    var path: [FieldStep] = []
    var type = root
    var outerBits = 0
    for position in positions.dropFirst() {
      guard let position, position >= 0 else {
        throw reader.damage("'\(access)' is no type access")
      }
      if try kind(of: type) == .array {
        path.append(.element(position))
        type = try resolved(try array(type).element)
      } else {
        let member = try member(at: position, of: try entry(type))
        type = try resolved(member.type)
        outerBits += member.bitOffset
        // Members of unnamed members count as members of what surrounds them.
        if member.name.isEmpty { continue }
        path.append(
          .member(
            Member(
              member.name, bitOffset: outerBits, bitCount: member.bitCount,
              type: try description(of: member.type))))
      }
      outerBits = 0
    }
    if case .element? = path.first { throw .unsupported("the type access '\(access)'") }
    return path
  }
}
