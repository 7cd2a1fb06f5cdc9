import CElf

/// The sections and symbols of an ELF file that is being put together.
struct ELFImage {
  /// The number of a section.
  typealias SectionIndex = Int
  /// The number of a symbol.
  typealias SymbolIndex = Int

  /// The sections, of which the first gets number 1.
  private(set) var sections: [ELFSection] = []
  /// The symbols, of which the first is the empty one that ELF demands.
  private var symbols = [Elf64_Sym()]
  /// The number of local symbols, the empty one included.
  private var localSymbolCount = 1
  /// The names of sections and symbols.
  private var names = NameTable()

  /// Appends `section` and returns its number.
  @discardableResult
  mutating func append(_ section: ELFSection) -> SectionIndex {
    sections.append(section)
    return sections.count
  }

  /// Appends `symbol` and returns its number.
  ///
  /// - Requires: no global symbol was appended before a local one.
  mutating func append(_ symbol: ELFSymbol) -> SymbolIndex {
    if symbol.isLocal {
      precondition(localSymbolCount == symbols.count, "a local symbol behind a global one")
      localSymbolCount += 1
    }
    let binding = symbol.isLocal ? STB_LOCAL : STB_GLOBAL
    symbols.append(
      Elf64_Sym(
        st_name: names.offset(of: symbol.name),
        st_info: UInt8(binding) << 4 | symbol.kind.rawValue, st_other: 0,
        st_shndx: UInt16(symbol.section), st_value: UInt64(symbol.value),
        st_size: UInt64(symbol.byteCount)))
    return symbols.count - 1
  }

  /// Appends the relocations `entries` of the section number `target`, in order of offset.
  mutating func append(_ entries: [ELFRelocation], of target: SectionIndex) {
    if entries.isEmpty { return }
    let records = entries.map { entry in
      Elf64_Rel(
        r_offset: UInt64(entry.byteOffset),
        r_info: UInt64(entry.symbol) << 32 | UInt64(entry.kind.rawValue))
    }
    append(
      ELFSection(
        name: ".rel" + sections[target - 1].name, type: SHT_REL, flags: SHF_INFO_LINK,
        contents: records.withUnsafeBytes { [UInt8]($0) }, entrySize: 16, alignment: 8,
        link: .symbols, info: target))
  }

  /// Returns the file, with the tables of symbols and names behind the other sections.
  func file() throws(ObjectWriteError) -> [UInt8] {
    var complete = self
    let symbolTable = sections.count + 1
    complete.append(
      ELFSection(
        name: ".symtab", type: SHT_SYMTAB, contents: symbols.withUnsafeBytes { [UInt8]($0) },
        entrySize: 24, alignment: 8, link: .section(symbolTable + 1), info: localSymbolCount))
    complete.append(ELFSection(name: ".strtab", type: SHT_STRTAB, alignment: 1))
    let nameOffsets = complete.sections.map { complete.names.offset(of: $0.name) }
    complete.sections[symbolTable].contents = complete.names.bytes
    return try ELFFile().bytes(
      of: complete.sections, nameOffsets: nameOffsets, symbolTable: symbolTable)
  }
}

/// A section of an ELF file.
struct ELFSection {
  /// What the `sh_link` of a section names.
  enum Link {
    /// Nothing.
    case none
    /// The table of symbols.
    case symbols
    /// The section with this number.
    case section(Int)
  }

  /// The name.
  let name: String
  /// The type, an `SHT_…`.
  let type: Int32
  /// The flags, a union of `SHF_…`.
  var flags: Int32 = 0
  /// The bytes.
  var contents: [UInt8] = []
  /// The size in memory if the section has no bytes in the file.
  var reservedByteCount = 0
  /// The size of an entry, or zero.
  var entrySize = 0
  /// What the start must be a multiple of.
  var alignment = 1
  /// What the section names.
  var link = Link.none
  /// A number whose meaning depends on the type.
  var info = 0
}

/// A symbol of an ELF file.
struct ELFSymbol {
  /// What a symbol names.
  enum Kind: UInt8 {
    /// Something unknown.
    case unknown = 0
    /// Data.
    case object = 1
    /// Code.
    case function = 2
    /// A section.
    case section = 3
  }

  /// The name.
  let name: String
  /// What it names.
  let kind: Kind
  /// `true` iff other objects do not see it.
  let isLocal: Bool
  /// The number of the section that it is in, or zero if it is in another object.
  let section: ELFImage.SectionIndex
  /// The distance in bytes from the start of the section.
  var value = 0
  /// The size in bytes.
  var byteCount = 0
}

/// A place in a section that depends on where a symbol comes to lie.
struct ELFRelocation {
  /// How a place depends on a symbol; the numbers are those of the BPF psABI.
  enum Kind: UInt32 {
    /// A 64-bit load.
    case wideLoad = 1
    /// A call.
    case call = 10
  }

  /// The distance in bytes from the start of the section.
  let byteOffset: Int
  /// The symbol.
  let symbol: ELFImage.SymbolIndex
  /// How the place depends on it.
  let kind: Kind
}

/// Zero-terminated names one behind the other, each once.
struct NameTable {
  /// The names.
  private(set) var bytes: [UInt8] = [0]
  /// Where each name is.
  private var offsets: [String: UInt32] = ["": 0]

  /// Returns where `name` is, appending it when it is new.
  mutating func offset(of name: String) -> UInt32 {
    if let offset = offsets[name] { return offset }
    let offset = UInt32(bytes.count)
    bytes.append(contentsOf: name.utf8)
    bytes.append(0)
    offsets[name] = offset
    return offset
  }
}
