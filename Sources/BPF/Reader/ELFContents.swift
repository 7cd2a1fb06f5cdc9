import CElf

/// The sections, symbols and relocations of a relocatable BPF object, read by libelf.
struct ELFContents {
  /// One section.
  struct Section {
    /// The name.
    let name: String
    /// The type, an `SHT_…`.
    let type: Int32
    /// The flags, a union of `SHF_…`.
    let flags: Int32
    /// The number of the section that a section of relocations is about.
    let info: Int
    /// The size in memory.
    let byteCount: Int
    /// The bytes; none if the section only reserves memory.
    let bytes: [UInt8]
  }

  /// One symbol.
  struct Symbol {
    /// The name.
    let name: String
    /// What the symbol names; nil if it is of no known kind.
    let kind: ELFSymbol.Kind?
    /// `true` iff other objects do not see it.
    let isLocal: Bool
    /// The number of its section, or zero if it is not in the file.
    let section: Int
    /// The distance in bytes from the start of the section.
    let value: Int
    /// The size in bytes.
    let byteCount: Int
  }

  /// One relocation.
  struct Relocation {
    /// The distance in bytes from the start of the section that is relocated.
    let byteOffset: Int
    /// The number of the symbol.
    let symbol: Int
    /// How the place depends on the symbol; nil if that is not known.
    let kind: ELFRelocation.Kind?
  }

  /// The sections by number; number zero is empty.
  let sections: [Section]
  /// The symbols by number.
  let symbols: [Symbol]

  /// Creates the contents of `file`.
  init(of file: [UInt8]) throws(ObjectReadError) {
    _ = elf_version(UInt32(EV_CURRENT))
    var result: Result<ELFContents, ObjectReadError> = .failure(.notELF)
    file.withUnsafeBytes { bytes in
      // libelf takes a mutable address but writes only when it is told to.
      let start = UnsafeMutableRawPointer(mutating: bytes.baseAddress)
      guard let start, let elf = elf_memory(start.assumingMemoryBound(to: CChar.self), bytes.count)
      else { return }
      defer { elf_end(elf) }
      result = Result { () throws(ObjectReadError) in try ELFContents(of: elf) }
    }
    self = try result.get()
  }

  /// Creates the contents of the file that libelf has opened as `elf`.
  private init(of elf: OpaquePointer) throws(ObjectReadError) {
    guard elf_kind(elf) == ELF_K_ELF else { throw .notELF }
    guard let header = elf64_getehdr(elf), header.pointee.e_machine == UInt16(EM_BPF),
      header.pointee.e_type == UInt16(ET_REL), Self.byteOrder(of: elf) == ELFDATA2LSB
    else { throw .notBPF }
    var namesIndex = 0
    guard elf_getshdrstrndx(elf, &namesIndex) == 0 else {
      throw .damaged(section: "", fault: "the names of sections are missing")
    }
    var sections = [
      Section(name: "", type: SHT_NULL, flags: 0, info: 0, byteCount: 0, bytes: [])
    ]
    var symbols: [Symbol] = []
    var next = elf_nextscn(elf, nil)
    while let current = next {
      let section = try Self.section(current, of: elf, namesIndex: namesIndex)
      sections.append(section)
      if section.type == SHT_SYMTAB { symbols = try Self.symbols(in: section, current, of: elf) }
      next = elf_nextscn(elf, current)
    }
    self.sections = sections
    self.symbols = symbols
  }

  /// Returns the relocations in `section`.
  func relocations(in section: Section) throws(ObjectReadError) -> [Relocation] {
    let reader = ByteReader(section: section.name, bytes: section.bytes)
    var relocations: [Relocation] = []
    for offset in stride(from: 0, to: section.bytes.count, by: 16) {
      let place: UInt64 = try reader.number(at: offset)
      let kind: UInt32 = try reader.number(at: offset + 8)
      let symbol: UInt32 = try reader.number(at: offset + 12)
      guard place < UInt64(Int32.max), symbol < symbols.count else {
        throw reader.damage("a relocation is of no place or no symbol")
      }
      relocations.append(
        Relocation(
          byteOffset: Int(place), symbol: Int(symbol), kind: ELFRelocation.Kind(rawValue: kind)))
    }
    return relocations
  }

  /// Returns the section that libelf knows as `section`.
  private static func section(
    _ section: OpaquePointer, of elf: OpaquePointer, namesIndex: Int
  ) throws(ObjectReadError) -> Section {
    guard let header = elf64_getshdr(section)?.pointee,
      let name = elf_strptr(elf, namesIndex, Int(header.sh_name)).map({ String(cString: $0) })
    else { throw .damaged(section: "", fault: "a section has no header or no name") }
    guard header.sh_size < UInt64(Int32.max) else {
      throw .damaged(section: name, fault: "it is too large")
    }
    return Section(
      name: name, type: Int32(bitPattern: header.sh_type),
      flags: Int32(truncatingIfNeeded: header.sh_flags), info: Int(header.sh_info),
      byteCount: Int(header.sh_size), bytes: try bytes(of: section, header, name))
  }

  /// Returns the bytes that `section` has in the file.
  private static func bytes(
    of section: OpaquePointer, _ header: Elf64_Shdr, _ name: String
  ) throws(ObjectReadError) -> [UInt8] {
    if header.sh_type == UInt32(SHT_NOBITS) || header.sh_size == 0 { return [] }
    guard let chunk = elf_rawdata(section, nil), let start = chunk.pointee.d_buf,
      chunk.pointee.d_size == Int(header.sh_size)
    else { throw .damaged(section: name, fault: "it lies outside the file") }
    return [UInt8](UnsafeRawBufferPointer(start: start, count: chunk.pointee.d_size))
  }

  /// Returns the symbols in `section`.
  private static func symbols(
    in section: Section, _ handle: OpaquePointer, of elf: OpaquePointer
  ) throws(ObjectReadError) -> [Symbol] {
    let names = Int(elf64_getshdr(handle)?.pointee.sh_link ?? 0)
    let reader = ByteReader(section: section.name, bytes: section.bytes)
    var symbols: [Symbol] = []
    for offset in stride(from: 0, to: section.bytes.count, by: 24) {
      let nameOffset = try reader.size(at: offset)
      let information: UInt8 = try reader.number(at: offset + 4)
      let index: UInt16 = try reader.number(at: offset + 6)
      let value: UInt64 = try reader.number(at: offset + 8)
      let byteCount: UInt64 = try reader.number(at: offset + 16)
      guard let name = elf_strptr(elf, names, nameOffset), value < UInt64(Int32.max),
        byteCount < UInt64(Int32.max)
      else { throw reader.damage("a symbol has no name or no place") }
      symbols.append(
        Symbol(
          name: String(cString: name), kind: ELFSymbol.Kind(rawValue: information & 0xf),
          isLocal: Int32(information >> 4) == STB_LOCAL, section: Int(index),
          value: Int(value), byteCount: Int(byteCount)))
    }
    return symbols
  }

  /// Returns the byte order that the file `elf` declares.
  private static func byteOrder(of elf: OpaquePointer) -> Int32 {
    elf_getident(elf, nil).map { Int32($0[Int(EI_DATA)]) } ?? ELFDATANONE
  }
}
