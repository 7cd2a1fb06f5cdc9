import CElf

/// A symbol of an ELF file.
struct ElfSymbol: Sendable {
  /// Where its name starts in the section of strings.
  let nameOffset: Int

  /// The type, `STT_…`.
  let type: UInt8

  /// The number of its section; 0 if it is defined elsewhere.
  let section: Int

  /// The value: in objects an offset in the section, elsewhere an address.
  let value: UInt64

  /// The letter by which nm and kallsyms tell code from data.
  var letter: UInt8 {
    switch Int32(type) {
    case STT_FUNC: UInt8(ascii: "T")
    default: UInt8(ascii: "D")
    }
  }
}

extension ElfFile {
  /// The table of symbols and that of their names; nil if the file has been stripped of them.
  var symbolTable: ElfSymbolTable? {
    guard let section = sections.first(where: { $0.type == SHT_SYMTAB }),
      sections.indices.contains(section.link), let symbols = contents(of: section),
      let names = contents(of: sections[section.link])
    else { return nil }
    return ElfSymbolTable(symbols: symbols, names: names)
  }
}

/// The symbols of an ELF file by number.
struct ElfSymbolTable: Sendable {
  /// The records `Elf64_Sym`.
  fileprivate let symbols: Bytes

  /// The names, each with a zero byte behind it.
  fileprivate let names: Bytes

  /// How many bytes a record has.
  private static let recordSize = MemoryLayout<Elf64_Sym>.size

  /// How many there are.
  var count: Int { symbols.count / Self.recordSize }

  /// The symbol with that number; nil if there is none.
  subscript(number: Int) -> ElfSymbol? {
    let place = number * Self.recordSize
    guard number >= 0, number < count, let name = symbols.number(at: place, as: UInt32.self),
      let info = symbols[place + 4], let section = symbols.number(at: place + 6, as: UInt16.self),
      let value = symbols.number(at: place + 8, as: UInt64.self)
    else { return nil }
    return ElfSymbol(
      nameOffset: Int(name), type: info & 0xf, section: Int(section), value: value)
  }

  /// Returns the name of a symbol.
  func name(of symbol: ElfSymbol) -> UnsafeRawBufferPointer? { names.text(at: symbol.nameOffset) }
}
