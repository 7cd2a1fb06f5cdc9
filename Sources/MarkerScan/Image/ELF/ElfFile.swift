import CElf

/// The sections and symbols of an ELF file of a 64-bit little-endian kernel or module, told by libelf.
struct ElfFile: Sendable {
  /// The first bytes.
  static let magic: [UInt8] = [0x7f] + Array("ELF".utf8)

  /// The whole file.
  let bytes: Bytes

  /// The machine.
  let machine: Machine

  /// `true` iff it is an object to be linked, as modules are.
  let isObject: Bool

  /// The sections in order; the first is none.
  let sections: [ElfSection]

  /// The machines whose kernels are understood.
  enum Machine: UInt16, Sendable {
    /// x86_64.
    case x8664 = 62

    /// aarch64.
    case aarch64 = 183

    /// What `uname -m` says on it.
    var name: String {
      switch self {
      case .x8664: "x86_64"
      case .aarch64: "aarch64"
      }
    }
  }

  /// Reads the headers of `bytes`.
  ///
  /// - Throws: `ImageError.damaged`, or `.machine` for a file of another word size, byte order or machine.
  init(_ bytes: Bytes) throws(ImageError) {
    guard let wordSize = bytes[Int(EI_CLASS)], let order = bytes[Int(EI_DATA)],
      let type = bytes.number(at: 16, as: UInt16.self),
      let machine = bytes.number(at: 18, as: UInt16.self)
    else { throw .damaged("ELF") }
    guard wordSize == ELFCLASS64 else { throw .machine("a 32-bit machine") }
    guard order == ELFDATA2LSB else { throw .machine("a big-endian machine") }
    guard let known = Machine(rawValue: machine) else {
      throw .machine("the machine number \(machine)")
    }
    self.bytes = bytes
    self.machine = known
    isObject = type == ET_REL
    sections = try Self.sections(of: bytes)
  }

  /// Returns the first section of that name.
  func section(named name: String) -> ElfSection? { sections.first { $0.name == name } }

  /// Returns what is in `section`; nil if the file ends before.
  func contents(of section: ElfSection) -> Bytes? {
    guard section.type != SHT_NOBITS else { return nil }
    return bytes.part(at: section.offset, count: section.size)
  }

  /// Returns what is in the first section of that name.
  func contents(ofSectionNamed name: String) -> Bytes? {
    section(named: name).flatMap { contents(of: $0) }
  }

  /// Reads the section headers.
  private static func sections(of bytes: Bytes) throws(ImageError) -> [ElfSection] {
    _ = elf_version(UInt32(EV_CURRENT))
    let sections: [ElfSection]? = bytes.withUnsafeBytes { buffer in
      // The library does not write to what it is given in this mode.
      let start = UnsafeMutablePointer(
        mutating: buffer.baseAddress?.assumingMemoryBound(to: CChar.self))
      guard let handle = elf_memory(start, buffer.count) else { return nil }
      defer { elf_end(handle) }
      return ElfSection.all(of: handle)
    }
    guard let sections else { throw .damaged("ELF") }
    return sections
  }
}

/// A section of an ELF file.
struct ElfSection: Sendable {
  /// The name; empty if it has none.
  let name: String

  /// The type, `SHT_…`.
  let type: UInt32

  /// The flags, `SHF_…`.
  let flags: UInt64

  /// Where it is in the kernel's memory; 0 in modules.
  let address: UInt64

  /// Where it starts in the file, in bytes.
  let offset: Int

  /// The size in bytes.
  let size: Int

  /// The number of the section that it refers to.
  let link: Int

  /// The number of the section that it is about.
  let target: Int

  /// `true` iff it is in the memory of the kernel.
  var isAllocated: Bool { flags & UInt64(SHF_ALLOC) != 0 }

  /// `true` iff it has code.
  var isCode: Bool { flags & UInt64(SHF_EXECINSTR) != 0 }

  /// Returns the sections of an open file; nil if their headers are damaged.
  fileprivate static func all(of handle: OpaquePointer) -> [ElfSection]? {
    var nameSection = 0
    guard elf_getshdrstrndx(handle, &nameSection) == 0 else { return nil }
    var sections = [none]
    var next: OpaquePointer?
    while let section = elf_nextscn(handle, next) {
      var header = GElf_Shdr()
      guard gelf_getshdr(section, &header) != nil else { return nil }
      let name = elf_strptr(handle, nameSection, Int(header.sh_name))
      sections.append(ElfSection(header, name: name.map { String(cString: $0) } ?? ""))
      next = section
    }
    return sections
  }

  /// The section with number 0.
  private static var none: ElfSection { ElfSection(GElf_Shdr(), name: "") }

  /// Takes over what a header says.
  private init(_ header: GElf_Shdr, name: String) {
    self.name = name
    type = header.sh_type
    flags = header.sh_flags
    address = header.sh_addr
    offset = Int(clamping: header.sh_offset)
    size = Int(clamping: header.sh_size)
    link = Int(header.sh_link)
    target = Int(header.sh_info)
  }
}
