import CElf

/// The sections and symbols of a BPF object, read where they lie.
///
/// It looks at no more than loading needs, and copies nothing: between the file and the kernel lie a few
/// microseconds. `BPF.ObjectReader` reads objects as values, for people and tests.
struct ObjectImage {
  /// A section.
  struct Section {
    /// The name.
    let name: String
    /// Where its contents lie in the file.
    let range: Range<Int>
    /// The type, as `SHT_PROGBITS`.
    let type: UInt32
    /// What `sh_info` says: for relocations, the section that they change.
    let target: Int
  }

  /// A symbol.
  struct Symbol {
    /// The name.
    let name: String
    /// The type, as `STT_FUNC`.
    let type: UInt8
    /// The number of the section that it is in; 0 for none.
    let section: Int
    /// The offset in the section.
    let offset: Int
    /// The size in bytes.
    let size: Int
  }

  /// The file.
  let bytes: [UInt8]
  /// The sections by number.
  private(set) var sections: [Section] = []
  /// The symbols by number.
  private(set) var symbols: [Symbol] = []

  /// Reads the tables of the object `bytes`.
  ///
  /// - Throws: `RunError.damagedObject` if they cannot be what they say.
  init(_ bytes: [UInt8]) throws(RunError) {
    self.bytes = bytes
    let header = try value(Elf64_Ehdr.self, at: 0)
    guard bytes.starts(with: [0x7f, 0x45, 0x4c, 0x46, 2, 1]), header.e_machine == EM_BPF else {
      throw .damagedObject("it is no ELF file of BPF code")
    }
    try readSections(header)
    try readSymbols()
  }

  /// Returns the section `name`; `nil` if there is none.
  func section(_ name: String) -> Section? { sections.first { $0.name == name } }

  /// Returns the contents of the section `name`; `nil` if there is none.
  func contents(of name: String) -> ArraySlice<UInt8>? { section(name).map { bytes[$0.range] } }

  /// Returns the value of the trivial type `type` at `offset` of the file.
  ///
  /// - Throws: `RunError.damagedObject` if it goes over the end.
  func value<Value: BitwiseCopyable>(
    _ type: Value.Type, at offset: Int
  ) throws(RunError) -> Value {
    guard offset >= 0, offset <= bytes.count - MemoryLayout<Value>.size else {
      throw .damagedObject("it ends too early")
    }
    return bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: type) }
  }

  /// Returns the text up to the next zero at `offset` of the file; empty if that is outside.
  func text(at offset: Int) -> String {
    guard bytes.indices.contains(offset) else { return "" }
    return String(decoding: bytes[offset...].prefix { $0 != 0 }, as: UTF8.self)
  }

  /// Reads the table of sections that `header` points to.
  private mutating func readSections(_ header: Elf64_Ehdr) throws(RunError) {
    var raw: [Elf64_Shdr] = []
    for index in 0..<Int(header.e_shnum) {
      let offset = Int(truncatingIfNeeded: header.e_shoff) + index * MemoryLayout<Elf64_Shdr>.size
      raw.append(try value(Elf64_Shdr.self, at: offset))
    }
    guard raw.indices.contains(Int(header.e_shstrndx)) else {
      throw .damagedObject("its sections have no names")
    }
    let names = Int(truncatingIfNeeded: raw[Int(header.e_shstrndx)].sh_offset)
    for section in raw {
      let start = Int(truncatingIfNeeded: section.sh_offset)
      let size = section.sh_type == SHT_NOBITS ? 0 : Int(truncatingIfNeeded: section.sh_size)
      guard start >= 0, size >= 0, start <= bytes.count, size <= bytes.count - start else {
        throw .damagedObject("a section goes over the end")
      }
      sections.append(
        Section(
          name: text(at: names + Int(section.sh_name)), range: start..<(start + size),
          type: section.sh_type, target: Int(section.sh_info)))
    }
  }

  /// Reads the table of symbols.
  private mutating func readSymbols() throws(RunError) {
    guard let table = sections.first(where: { $0.type == SHT_SYMTAB }),
      let names = section(".strtab")
    else { throw .damagedObject("it has no symbols") }
    let stride = MemoryLayout<Elf64_Sym>.size
    for offset in Swift.stride(
      from: table.range.lowerBound, through: table.range.upperBound - stride, by: stride)
    {
      let symbol = try value(Elf64_Sym.self, at: offset)
      symbols.append(
        Symbol(
          name: text(at: names.range.lowerBound + Int(symbol.st_name)), type: symbol.st_info & 0xf,
          section: Int(symbol.st_shndx), offset: Int(truncatingIfNeeded: symbol.st_value),
          size: Int(truncatingIfNeeded: symbol.st_size)))
    }
  }
}
