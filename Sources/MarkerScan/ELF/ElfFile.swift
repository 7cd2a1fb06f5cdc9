import CElf

/// An ELF file of any class and byte order, as libelf reads its headers: sections and segments.
///
/// Whatever lies outside the file reads as missing; no bytes may crash the reader.
struct ElfFile: Sendable {
  /// The first bytes.
  static let magic: [UInt8] = [0x7f] + Array("ELF".utf8)

  /// The whole file.
  let bytes: Bytes
  /// The sections by number; number 0 is empty.
  let sections: [ElfSection]
  /// The parts of the file that are loaded: from which address on, and where they are.
  let segments: [(address: UInt64, bytes: Range<Int>)]
  /// The type, an `ET_…`.
  let type: UInt16
  /// The machine, an `EM_…`.
  let machineNumber: UInt16
  /// The size of an address in bytes: 4 or 8.
  let wordSize: Int
  /// `true` iff the most significant byte of a number comes first.
  let isBigEndian: Bool

  /// Reads a copy of the ELF file `bytes`; nil if they are none.
  init?(_ bytes: [UInt8]) { self.init(Bytes(bytes)) }

  /// Reads the ELF file `bytes`; nil if they are none.
  init?(_ bytes: Bytes) {
    _ = elf_version(UInt32(EV_CURRENT))
    let found: ElfFile? = bytes.withUnsafeBytes { raw in
      // libelf takes a mutable address but writes only when it is told to.
      let start = UnsafeMutableRawPointer(mutating: raw.baseAddress)
      guard let start, let elf = elf_memory(start.assumingMemoryBound(to: CChar.self), raw.count)
      else { return nil }
      defer { elf_end(elf) }
      return ElfFile(bytes, elf)
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
    machineNumber = header.e_machine
    wordSize = gelf_getclass(elf) == ELFCLASS32 ? 4 : 8
    isBigEndian = withUnsafeBytes(of: header.e_ident) { $0[Int(EI_DATA)] == UInt8(ELFDATA2MSB) }
    sections = ElfSection.all(of: elf, fileSize: bytes.count)
    segments = Self.segments(of: elf, fileSize: bytes.count)
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
      let bytes = ElfSection.range(header.p_offset, header.p_filesz, fileSize: fileSize)
      return (header.p_vaddr, bytes ?? 0..<0)
    }
  }

  /// `true` iff it is an object to be linked, as modules are: sections are not at their addresses yet.
  var isRelocatable: Bool { type == UInt16(ET_REL) }

  /// Returns the number of the first section of that name.
  func sectionIndex(named name: String) -> Int? { sections.firstIndex { $0.name == name } }

  /// Returns what is in `section`; nil if that has no bytes, or the file ends before.
  func contents(of section: ElfSection) -> Bytes? { section.bytes.flatMap { bytes[$0] } }

  /// Returns what is in the first section of that name.
  func contents(ofSectionNamed name: String) -> Bytes? {
    sectionIndex(named: name).flatMap { contents(of: sections[$0]) }
  }

  /// Returns where the byte at `address` of a linked file is in it.
  func offset(of address: UInt64) -> Int? {
    let places =
      segments
      + sections.compactMap { section in
        section.address == 0 ? nil : section.bytes.map { (section.address, $0) }
      }
    for (start, range) in places
    where address >= start && address - start < UInt64(range.count) {
      return range.lowerBound + Int(address - start)
    }
    return nil
  }
}

/// A section of an ELF file.
struct ElfSection: Sendable {
  /// The name; empty if it has none.
  let name: String
  /// The type, an `SHT_…`.
  let type: UInt32
  /// The flags, `SHF_…`.
  let flags: UInt64
  /// The address in memory; 0 in a relocatable file.
  let address: UInt64
  /// The size in bytes.
  let size: Int
  /// Where its bytes are in the file; nil if it has none there, or the file ends before.
  let bytes: Range<Int>?
  /// The number of the section that it refers to.
  let link: Int
  /// The number of the section that it is about.
  let target: Int

  /// `true` iff it is in the memory of the kernel.
  var isAllocated: Bool { flags & UInt64(SHF_ALLOC) != 0 }

  /// `true` iff it has code.
  var isCode: Bool { flags & UInt64(SHF_EXECINSTR) != 0 }

  /// Returns the sections of `elf`, whose file has `fileSize` bytes; none if a header is damaged.
  fileprivate static func all(of elf: OpaquePointer, fileSize: Int) -> [ElfSection] {
    var names = 0
    guard elf_getshdrstrndx(elf, &names) == 0 else { return [] }
    var sections: [ElfSection] = []
    var next = elf_getscn(elf, 0)
    while let current = next {
      next = elf_nextscn(elf, current)
      var header = GElf_Shdr()
      guard gelf_getshdr(current, &header) != nil else { return [] }
      let name = elf_strptr(elf, names, Int(header.sh_name))
      sections.append(
        ElfSection(header, name: name.map { String(cString: $0) } ?? "", fileSize: fileSize))
    }
    return sections
  }

  /// Takes over what `header` says, in a file of `fileSize` bytes.
  private init(_ header: GElf_Shdr, name: String, fileSize: Int) {
    self.name = name
    type = header.sh_type
    flags = header.sh_flags
    address = header.sh_addr
    size = Int(clamping: header.sh_size)
    let hasBytes = type != UInt32(SHT_NOBITS) && type != UInt32(SHT_NULL)
    bytes = hasBytes ? Self.range(header.sh_offset, header.sh_size, fileSize: fileSize) : nil
    link = Int(header.sh_link)
    target = Int(header.sh_info)
  }

  /// Returns the `size` bytes from `offset` on; nil if the file does not have all of them.
  fileprivate static func range(
    _ offset: UInt64, _ size: UInt64, fileSize: Int
  ) -> Range<Int>? {
    let (end, overflow) = offset.addingReportingOverflow(size)
    guard !overflow, end <= UInt64(fileSize) else { return nil }
    return Int(offset)..<Int(end)
  }
}
