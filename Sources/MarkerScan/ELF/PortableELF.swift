import CElf

/// An ELF file of any class and byte order, as libelf reads it: sections, segments, symbols and relocations.
///
/// Whatever lies outside the file reads as missing; no bytes may crash the reader.
struct PortableELF {
  /// One section.
  struct Section {
    /// The name.
    let name: String
    /// The type, an `SHT_…`.
    let type: UInt32
    /// The address in memory; 0 in a relocatable file.
    let address: UInt64
    /// Where its bytes are in the file; empty if it has none there.
    let bytes: Range<Int>
    /// The number of the section that it refers to.
    let link: Int
    /// The number of the section that relocations are about.
    let info: Int
    /// The size of an entry in bytes; 0 if it is no table.
    let entrySize: Int
  }

  /// One symbol.
  struct Symbol {
    /// The name.
    let name: String
    /// The number of its section; 0 if it has none in the file.
    let section: Int
    /// The address, or the offset in the section in a relocatable file.
    let value: UInt64
    /// The size in bytes.
    let size: Int
  }

  /// One relocation.
  struct Relocation {
    /// The offset in the section that is relocated.
    let offset: Int
    /// The number of the symbol.
    let symbol: Int
    /// What is added; nil if that stands at the place itself.
    let addend: Int64?
  }

  /// The whole file.
  let bytes: Bytes
  /// The sections by number; number 0 is empty.
  let sections: [Section]
  /// The parts of the file that are loaded: from which address on, and where they are.
  let segments: [(address: UInt64, bytes: Range<Int>)]
  /// The type, an `ET_…`.
  let type: UInt16
  /// The machine, an `EM_…`.
  let machine: UInt16
  /// The size of an address in bytes: 4 or 8.
  let wordSize: Int
  /// `true` iff the most significant byte of a number comes first.
  let isBigEndian: Bool

  /// Reads a copy of the ELF file `bytes`; nil if they are none.
  init?(_ bytes: [UInt8]) { self.init(Bytes(bytes)) }

  /// Reads the ELF file `bytes`; nil if they are none.
  init?(_ bytes: Bytes) {
    _ = elf_version(UInt32(EV_CURRENT))
    var found: PortableELF?
    bytes.withUnsafeBytes { raw in
      // libelf takes a mutable address but writes only when it is told to.
      let start = UnsafeMutableRawPointer(mutating: raw.baseAddress)
      guard let start, let elf = elf_memory(start.assumingMemoryBound(to: CChar.self), raw.count)
      else { return }
      defer { elf_end(elf) }
      found = PortableELF(bytes, elf)
    }
    guard let found else { return nil }
    self = found
  }

  /// Reads `bytes`, which libelf has opened as `elf`.
  private init?(_ bytes: Bytes, _ elf: OpaquePointer) {
    var header = GElf_Ehdr()
    guard elf_kind(elf) == ELF_K_ELF, gelf_getehdr(elf, &header) != nil else { return nil }
    self.bytes = bytes
    type = header.e_type
    machine = header.e_machine
    wordSize = gelf_getclass(elf) == ELFCLASS32 ? 4 : 8
    isBigEndian = withUnsafeBytes(of: header.e_ident) { $0[Int(EI_DATA)] == UInt8(ELFDATA2MSB) }
    sections = Self.sections(of: elf, fileSize: bytes.count)
    segments = Self.segments(of: elf, fileSize: bytes.count)
  }

  /// Returns the sections of `elf`, whose file has `fileSize` bytes.
  private static func sections(of elf: OpaquePointer, fileSize: Int) -> [Section] {
    var names = 0
    guard elf_getshdrstrndx(elf, &names) == 0 else { return [] }
    var sections: [Section] = []
    var next = elf_getscn(elf, 0)
    while let current = next {
      next = elf_nextscn(elf, current)
      var header = GElf_Shdr()
      guard gelf_getshdr(current, &header) != nil else { continue }
      let hasBytes = header.sh_type != UInt32(SHT_NOBITS) && header.sh_type != UInt32(SHT_NULL)
      sections.append(
        Section(
          name: elf_strptr(elf, names, Int(header.sh_name)).map { String(cString: $0) } ?? "",
          type: header.sh_type, address: header.sh_addr,
          bytes: hasBytes ? range(header.sh_offset, header.sh_size, fileSize: fileSize) : 0..<0,
          link: Int(header.sh_link), info: Int(header.sh_info),
          entrySize: Int(clamping: header.sh_entsize)))
    }
    return sections
  }

  /// Returns the loaded segments of `elf`, whose file has `fileSize` bytes.
  private static func segments(
    of elf: OpaquePointer, fileSize: Int
  ) -> [(address: UInt64, bytes: Range<Int>)] {
    var count = 0
    guard elf_getphdrnum(elf, &count) == 0 else { return [] }
    return (0..<count).compactMap { index in
      var header = GElf_Phdr()
      guard gelf_getphdr(elf, Int32(index), &header) != nil, header.p_type == UInt32(PT_LOAD) else {
        return nil
      }
      return (header.p_vaddr, range(header.p_offset, header.p_filesz, fileSize: fileSize))
    }
  }

  /// Returns the `size` bytes from `offset` on; none if the file does not have all of them.
  private static func range(_ offset: UInt64, _ size: UInt64, fileSize: Int) -> Range<Int> {
    let (end, overflow) = offset.addingReportingOverflow(size)
    guard !overflow, end <= UInt64(fileSize) else { return 0..<0 }
    return Int(offset)..<Int(end)
  }

  /// `true` iff sections are not at their addresses yet.
  var isRelocatable: Bool { type == UInt16(ET_REL) }

  /// Returns the number of the first section of that name.
  func sectionIndex(named name: String) -> Int? { sections.firstIndex { $0.name == name } }

  /// Returns the bytes of the first section of that name.
  func content(ofSection name: String) -> Bytes? {
    sectionIndex(named: name).flatMap { bytes[sections[$0].bytes] }
  }

  /// Returns where the byte at `address` of a linked file is in it.
  func offset(of address: UInt64) -> Int? {
    let places = segments + sections.filter { $0.address != 0 }.map { ($0.address, $0.bytes) }
    for (start, range) in places
    where address >= start && address - start < UInt64(range.count) {
      return range.lowerBound + Int(address - start)
    }
    return nil
  }
}
