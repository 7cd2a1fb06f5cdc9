import CElf

/// Writes objects as ELF files that libbpf, bpftool and llvm-objdump accept.
package struct ObjectWriter {
  /// The name of the section with the BTF numbers of the kernel the object was built for: for each
  /// program what it attaches to, for each kfunc the function, four bytes each, zero if unknown.
  static let kernelTypesName = ".marktap.attach"

  /// What is written.
  private let object: ObjectFile
  /// The sections of code.
  private let sections: [CodeSection]
  /// The file.
  private var image = ELFImage()
  /// For each section of code its number in the file.
  private var sectionIndices: [ELFImage.SectionIndex] = []
  /// For each map, block, function and kfunc its symbol.
  private var symbols: [String: ELFImage.SymbolIndex] = [:]
  /// The symbol of the section of functions.
  private var functionsSymbol: ELFImage.SymbolIndex = 0

  /// Creates a writer of `object`.
  private init(_ object: ObjectFile) {
    self.object = object
    sections = CodeSection.sections(of: object)
  }

  /// Returns `object` as a file; equal objects give equal bytes.
  ///
  /// - Throws: `ObjectWriteError` if code names what the object does not define, or a library fails.
  package static func file(of object: ObjectFile) throws(ObjectWriteError) -> [UInt8] {
    var writer = ObjectWriter(object)
    return try writer.file()
  }

  /// Returns the file.
  private mutating func file() throws(ObjectWriteError) -> [UInt8] {
    let members = CompositeMembers(of: object)
    let numbers = ObjectTypes(of: object, sections: sections, members: members)
    let types = try TypeSection()
    try types.append(numbers.table.nodes)
    let extensions = try ExtensionSection(
      of: sections, numbers: numbers, members: members, types: types)

    appendCode()
    let mapsIndex = appendMaps(numbers)
    let blockIndices = appendBlocks()
    image.append(
      ELFSection(
        name: "license", type: SHT_PROGBITS, flags: SHF_ALLOC | SHF_WRITE,
        contents: Array(object.license.utf8) + [0]))
    image.append(
      ELFSection(name: ".BTF", type: SHT_PROGBITS, contents: try types.bytes, alignment: 4))
    image.append(
      ELFSection(
        name: ".BTF.ext", type: SHT_PROGBITS, contents: extensions.bytes, alignment: 4))
    appendAttachments()
    appendLocalSymbols()
    appendGlobalSymbols(numbers, mapsIndex: mapsIndex, blockIndices: blockIndices)
    try appendRelocations()
    return try image.file()
  }

  /// Appends the sections of code.
  private mutating func appendCode() {
    for section in sections {
      var bytes = ByteWriter()
      for entry in section.entries {
        for slot in relocatable(entry.code) { bytes.append(slot) }
      }
      sectionIndices.append(
        image.append(
          ELFSection(
            name: section.name, type: SHT_PROGBITS, flags: SHF_ALLOC | SHF_EXECINSTR,
            contents: bytes.bytes, alignment: 8)))
    }
  }

  /// Returns the slots of `code` with the addends that relocations against sections want.
  private func relocatable(_ code: Code) -> [UInt64] {
    var slots = code.slots
    for reference in code.references {
      guard case .functionAddress(let name) = reference.referent,
        let entry = sections.first?.entries.first(where: { $0.name == name }), entry.isLocal
      else { continue }
      // libbpf knows local functions by the section only, so the constant says which one it is.
      var word = InstructionWord(bits: slots[reference.slot])
      word.constant = Int32(entry.byteOffset)
      slots[reference.slot] = word.bits
    }
    return slots
  }

  /// Appends the section of maps, if there are maps, and returns its number.
  private mutating func appendMaps(_ numbers: ObjectTypes) -> ELFImage.SectionIndex {
    if object.maps.isEmpty { return 0 }
    let zeros = [UInt8](repeating: 0, count: numbers.mapsByteCount)
    return image.append(
      ELFSection(
        name: ObjectTypes.mapsName, type: SHT_PROGBITS, flags: SHF_ALLOC | SHF_WRITE,
        contents: zeros, alignment: 8))
  }

  /// Appends the blocks of data and returns their numbers.
  private mutating func appendBlocks() -> [ELFImage.SectionIndex] {
    object.dataBlocks.map { block in
      switch block.contents {
      case .initialized(let bytes):
        image.append(
          ELFSection(
            name: block.name, type: SHT_PROGBITS, flags: SHF_ALLOC | SHF_WRITE, contents: bytes,
            alignment: 8))
      case .constant(let bytes):
        image.append(
          ELFSection(
            name: block.name, type: SHT_PROGBITS, flags: SHF_ALLOC, contents: bytes,
            alignment: 8))
      case .zeros(let count):
        image.append(
          ELFSection(
            name: block.name, type: SHT_NOBITS, flags: SHF_ALLOC | SHF_WRITE,
            reservedByteCount: count, alignment: 8))
      }
    }
  }

  /// Appends what loaders ignore.
  private mutating func appendAttachments() {
    let numbers = object.programs.map(\.attachTypeID) + object.kfuncs.map(\.kernelTypeID)
    if numbers.contains(where: { $0 != nil }) {
      var bytes = ByteWriter()
      for number in numbers { bytes.append(number ?? 0) }
      image.append(
        ELFSection(
          name: Self.kernelTypesName, type: SHT_PROGBITS, contents: bytes.bytes, alignment: 4))
    }
    for attachment in object.attachments {
      image.append(
        ELFSection(name: attachment.name, type: SHT_PROGBITS, contents: attachment.bytes))
    }
  }

  /// Appends the symbols of the section of functions and of the functions that stay in the object.
  private mutating func appendLocalSymbols() {
    guard !object.functions.isEmpty, let section = sections.first else { return }
    functionsSymbol = image.append(
      ELFSymbol(name: "", kind: .section, isLocal: true, section: sectionIndices[0]))
    for entry in section.entries where entry.isLocal { append(entry, in: sectionIndices[0]) }
  }

  /// Appends the symbols that loaders look for, programs in their order in the object.
  private mutating func appendGlobalSymbols(
    _ numbers: ObjectTypes, mapsIndex: ELFImage.SectionIndex,
    blockIndices: [ELFImage.SectionIndex]
  ) {
    if !object.functions.isEmpty {
      for entry in sections[0].entries where !entry.isLocal { append(entry, in: sectionIndices[0]) }
    }
    appendProgramSymbols()
    for (map, place) in zip(object.maps, numbers.mapPlaces) {
      symbols[map.name] = image.append(
        ELFSymbol(
          name: map.name, kind: .object, isLocal: false, section: mapsIndex, value: place.offset,
          byteCount: place.byteCount))
    }
    for (block, index) in zip(object.dataBlocks, blockIndices) {
      symbols[block.name] = image.append(
        ELFSymbol(
          name: block.symbolName, kind: .object, isLocal: false, section: index,
          byteCount: block.byteCount))
    }
    for kfunc in object.kfuncs {
      symbols[kfunc.name] = image.append(
        ELFSymbol(name: kfunc.name, kind: .unknown, isLocal: false, section: 0))
    }
  }

  /// Appends the symbols of the programs.
  private mutating func appendProgramSymbols() {
    var nextEntries = [Int](repeating: 0, count: sections.count)
    for program in object.programs {
      // Each program is in the section that it names, in the order of the programs.
      let position = sections.firstIndex { $0.name == program.section }!
      append(sections[position].entries[nextEntries[position]], in: sectionIndices[position])
      nextEntries[position] += 1
    }
  }

  /// Appends the symbol of a function or program.
  private mutating func append(_ entry: CodeEntry, in section: ELFImage.SectionIndex) {
    symbols[entry.name] = image.append(
      ELFSymbol(
        name: entry.name, kind: .function, isLocal: entry.isLocal, section: section,
        value: entry.byteOffset, byteCount: entry.code.byteCount))
  }

  /// Appends what each section of code names.
  private mutating func appendRelocations() throws(ObjectWriteError) {
    for (section, index) in zip(sections, sectionIndices) {
      var entries: [ELFRelocation] = []
      for entry in section.entries {
        for reference in entry.code.references {
          entries.append(try relocation(reference, in: entry))
        }
      }
      image.append(entries, of: index)
    }
  }

  /// Returns the relocation that stands for `reference` in the code of `entry`.
  private func relocation(
    _ reference: Reference, in entry: CodeEntry
  ) throws(ObjectWriteError) -> ELFRelocation {
    let (name, kind): (String, ELFRelocation.Kind) =
      switch reference.referent {
      case .map(let name), .mapValue(let name), .functionAddress(let name): (name, .wideLoad)
      case .functionCall(let name), .kfunc(let name): (name, .call)
      }
    guard var symbol = symbols[name] else {
      throw .undefined(name: name, function: entry.name)
    }
    if case .functionAddress = reference.referent,
      object.functions.contains(where: { $0.name == name && $0.linkage == .static })
    {
      symbol = functionsSymbol
    }
    return ELFRelocation(
      byteOffset: entry.byteOffset + reference.slot * 8, symbol: symbol, kind: kind)
  }
}
