import CElf
import Glibc

/// A file in memory that libelf writes into.
struct ELFFile: ~Copyable {
  /// The descriptor of the file.
  private let descriptor: Int32

  /// Creates an empty file.
  init() throws(ObjectWriteError) {
    _ = elf_version(UInt32(EV_CURRENT))
    let descriptor = memfd_create("bpf object", 1)
    guard descriptor >= 0 else { throw .memory(errno) }
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  /// Returns the BPF object that consists of `sections`.
  func bytes(
    of sections: [ELFSection], nameOffsets: [UInt32], symbolTable: Int
  ) throws(ObjectWriteError) -> [UInt8] {
    // libelf reads the contents when it writes the file, so they stay until then.
    var contents: [UnsafeMutableRawBufferPointer] = []
    defer { for content in contents { content.deallocate() } }
    guard let elf = elf_begin(descriptor, ELF_C_WRITE, nil) else { throw .lastELFError }
    defer { elf_end(elf) }
    try writeHeader(of: elf, namesIndex: sections.count)
    for (section, nameOffset) in zip(sections, nameOffsets) {
      let content = UnsafeMutableRawBufferPointer.allocate(
        byteCount: max(section.contents.count, 1), alignment: 8)
      contents.append(content)
      content.copyBytes(from: section.contents)
      try write(section, nameOffset, content.baseAddress, to: elf, symbolTable: symbolTable)
    }
    let byteCount = elf_update(elf, ELF_C_WRITE)
    guard byteCount >= 0 else { throw .lastELFError }
    return try read(Int(byteCount))
  }

  /// Writes the header of a relocatable BPF object.
  private func writeHeader(of elf: OpaquePointer, namesIndex: Int) throws(ObjectWriteError) {
    guard let header = elf64_newehdr(elf) else { throw .lastELFError }
    withUnsafeMutableBytes(of: &header.pointee.e_ident) { $0[Int(EI_DATA)] = UInt8(ELFDATA2LSB) }
    header.pointee.e_type = UInt16(ET_REL)
    header.pointee.e_machine = UInt16(EM_BPF)
    header.pointee.e_version = UInt32(EV_CURRENT)
    header.pointee.e_shstrndx = UInt16(namesIndex)
  }

  /// Appends one section.
  private func write(
    _ section: ELFSection, _ nameOffset: UInt32, _ content: UnsafeMutableRawPointer?,
    to elf: OpaquePointer, symbolTable: Int
  ) throws(ObjectWriteError) {
    guard let target = elf_newscn(elf), let chunk = elf_newdata(target),
      let header = elf64_getshdr(target)
    else { throw .lastELFError }
    let isReserved = section.type == SHT_NOBITS
    chunk.pointee.d_buf = isReserved ? nil : content
    chunk.pointee.d_size = isReserved ? section.reservedByteCount : section.contents.count
    chunk.pointee.d_type = ELF_T_BYTE
    chunk.pointee.d_align = section.alignment
    header.pointee.sh_name = nameOffset
    header.pointee.sh_type = UInt32(section.type)
    header.pointee.sh_flags = UInt64(section.flags)
    header.pointee.sh_entsize = UInt64(section.entrySize)
    header.pointee.sh_info = UInt32(section.info)
    header.pointee.sh_link =
      switch section.link {
      case .none: 0
      case .symbols: UInt32(symbolTable)
      case .section(let index): UInt32(index)
      }
  }

  /// Returns the first `byteCount` bytes of the file.
  private func read(_ byteCount: Int) throws(ObjectWriteError) -> [UInt8] {
    let descriptor = self.descriptor
    let bytes = [UInt8](unsafeUninitializedCapacity: byteCount) { buffer, count in
      count = max(pread(descriptor, buffer.baseAddress, byteCount, 0), 0)
    }
    guard bytes.count == byteCount else { throw .memory(errno) }
    return bytes
  }
}

extension ObjectWriteError {
  /// What libelf says went wrong last.
  fileprivate static var lastELFError: ObjectWriteError {
    .elf(elf_errmsg(-1).map { String(cString: $0) } ?? "unknown error")
  }
}
