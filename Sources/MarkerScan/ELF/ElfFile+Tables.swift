import CElf

extension Bytes {
  /// Returns the number of `size` bytes, 1, 2, 4 or 8, at `offset`; nil beyond the end.
  func number(at offset: Int, size: Int, isBigEndian: Bool) -> UInt64? {
    func number<Number: FixedWidthInteger & UnsignedInteger>(_ type: Number.Type) -> UInt64? {
      self.number(at: offset, as: type).map { UInt64(isBigEndian ? $0.byteSwapped : $0) }
    }
    switch size {
    case 1: return number(UInt8.self)
    case 2: return number(UInt16.self)
    case 4: return number(UInt32.self)
    default: return number(UInt64.self)
    }
  }
}

extension ElfFile {
  /// Returns the number of `size` bytes, 1, 2, 4 or 8, at `offset` of the file; nil beyond its end.
  func number(at offset: Int, size: Int) -> UInt64? {
    bytes.number(at: offset, size: size, isBigEndian: isBigEndian)
  }

  /// Returns the text from `offset` of the file to the next zero byte before `end`; nil if there is none.
  func text(at offset: Int, before end: Int? = nil) -> String? {
    let end = min(end ?? bytes.count, bytes.count)
    guard offset < end, let text = bytes.text(at: offset, limit: end - offset) else { return nil }
    return String(decoding: text, as: UTF8.self)
  }

  /// The table of symbols and that of their names; nil if the file has been stripped of them.
  var symbolTable: ElfSymbolTable? {
    guard let section = sections.first(where: { $0.type == UInt32(SHT_SYMTAB) }),
      sections.indices.contains(section.link), let records = contents(of: section),
      let names = contents(of: sections[section.link])
    else { return nil }
    return ElfSymbolTable(
      records: records, names: names, wordSize: wordSize, isBigEndian: isBigEndian)
  }

  /// Returns the relocations in `section`; nil if it has none.
  func relocations(in section: ElfSection) -> ElfRelocations? {
    let hasAddends = section.type == UInt32(SHT_RELA)
    guard hasAddends || section.type == UInt32(SHT_REL), let records = contents(of: section) else {
      return nil
    }
    return ElfRelocations(
      records: records, hasAddends: hasAddends, wordSize: wordSize, isBigEndian: isBigEndian)
  }
}

/// A symbol of an ELF file.
struct ElfSymbol: Sendable {
  /// Where its name starts in the section of strings.
  let nameOffset: Int
  /// The type, an `STT_…`.
  let type: UInt8
  /// The number of its section; 0 if it is defined elsewhere.
  let section: Int
  /// The value: in objects an offset in the section, elsewhere an address.
  let value: UInt64
  /// The size in bytes.
  let size: Int

  /// The letter by which nm and kallsyms tell code from data.
  var letter: UInt8 { type == UInt8(STT_FUNC) ? UInt8(ascii: "T") : UInt8(ascii: "D") }
}

/// The symbols of an ELF file by number; elf(5), `Elf32_Sym` and `Elf64_Sym`.
///
/// ```
///  32 bits:  name 4 │ value 4 │ size 4 │ info 1 │ other 1 │ section 2
///  64 bits:  name 4 │ info 1 │ other 1 │ section 2 │ value 8 │ size 8
/// ```
struct ElfSymbolTable: Sendable {
  /// The records.
  fileprivate let records: Bytes
  /// The names, each with a zero byte behind it.
  fileprivate let names: Bytes
  /// The size of an address in bytes.
  fileprivate let wordSize: Int
  /// `true` iff the most significant byte of a number comes first.
  fileprivate let isBigEndian: Bool

  /// How many bytes a record has.
  private var recordSize: Int { wordSize == 4 ? 16 : 24 }

  /// How many there are.
  var count: Int { records.count / recordSize }

  /// The symbol with that number; nil if there is none.
  subscript(number: Int) -> ElfSymbol? {
    let place = number * recordSize
    guard number >= 0, number < count else { return nil }
    func field(_ narrow: Int, _ wide: Int, size: Int) -> UInt64 {
      records.number(
        at: place + (wordSize == 4 ? narrow : wide), size: size, isBigEndian: isBigEndian) ?? 0
    }
    return ElfSymbol(
      nameOffset: Int(field(0, 0, size: 4)), type: UInt8(field(12, 4, size: 1)) & 0xf,
      section: Int(field(14, 6, size: 2)), value: field(4, 8, size: wordSize),
      size: Int(clamping: field(8, 16, size: wordSize)))
  }

  /// Returns the name of a symbol.
  func name(of symbol: ElfSymbol) -> UnsafeRawBufferPointer? { names.text(at: symbol.nameOffset) }

  /// The symbols whose name begins with `prefix`, with their names.
  func symbols(startingWith prefix: String) -> [(name: String, symbol: ElfSymbol)] {
    (0..<count).compactMap { number in
      guard let symbol = self[number], let name = name(of: symbol),
        name.starts(with: prefix.utf8)
      else { return nil }
      return (String(decoding: name, as: UTF8.self), symbol)
    }
  }
}

/// A relocation of an ELF file.
struct ElfRelocation: Sendable {
  /// The offset in the section that is relocated.
  let offset: UInt64
  /// The number of the symbol.
  let symbol: Int
  /// The kind, an `R_…` of the machine.
  let kind: UInt32
  /// What is added; nil if that stands at the place itself.
  let addend: UInt64?
}

/// The relocations in a section by number; elf(5), `Elf32_Rel` to `Elf64_Rela`.
///
/// ```
///  offset, a word │ information, a word: symbol and kind │ addend, a word (SHT_RELA only)
/// ```
struct ElfRelocations: Sendable {
  /// The records.
  fileprivate let records: Bytes
  /// `true` iff they say what is added.
  fileprivate let hasAddends: Bool
  /// The size of an address in bytes.
  fileprivate let wordSize: Int
  /// `true` iff the most significant byte of a number comes first.
  fileprivate let isBigEndian: Bool

  /// How many bytes a record has.
  private var recordSize: Int { wordSize * (hasAddends ? 3 : 2) }

  /// How many there are.
  var count: Int { records.count / recordSize }

  /// The relocation with that number, which is below `count`.
  subscript(number: Int) -> ElfRelocation {
    let place = number * recordSize
    func word(_ index: Int) -> UInt64 {
      records.number(at: place + index * wordSize, size: wordSize, isBigEndian: isBigEndian) ?? 0
    }
    let isNarrow = wordSize == 4
    let information = word(1)
    var addend = hasAddends ? word(2) : nil
    if isNarrow {
      // It is signed.
      addend = addend.map { UInt64(bitPattern: Int64(Int32(truncatingIfNeeded: $0))) }
    }
    return ElfRelocation(
      offset: word(0), symbol: Int(clamping: information >> (isNarrow ? 8 : 32)),
      kind: UInt32(truncatingIfNeeded: isNarrow ? information & 0xff : information),
      addend: addend)
  }
}
