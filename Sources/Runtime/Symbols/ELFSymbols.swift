import CElf
import Glibc

/// The functions and variables that an ELF file names, by their distance from the start of the file.
final class ELFSymbols {
  /// A segment that is mapped into memory.
  private struct Segment {
    /// Where it starts in the file.
    let offset: UInt64
    /// How many bytes of the file it has.
    let size: UInt64
    /// The address that the file gives to its start.
    let address: UInt64
  }

  /// The segments.
  private var segments: [Segment] = []
  /// The symbols by the addresses that the file gives them.
  private var table = SymbolTable([])

  /// Reads the file `path`; `nil` if it is no ELF file or cannot be read.
  init?(path: String) {
    guard elf_version(UInt32(EV_CURRENT)) != UInt32(EV_NONE),
      let descriptor = try? FileDescriptor(opening: path),
      let file = elf_begin(descriptor.number, ELF_C_READ_MMAP, nil)
    else { return nil }
    defer { elf_end(file) }
    guard elf_kind(file) == ELF_K_ELF else { return nil }
    readSegments(of: file)
    // What was not stripped names more than what the dynamic linker needs.
    var symbols = Self.symbols(of: file, section: UInt32(SHT_SYMTAB))
    if symbols.isEmpty { symbols = Self.symbols(of: file, section: UInt32(SHT_DYNSYM)) }
    table = SymbolTable(symbols)
  }

  /// Returns name, distance and size of what is at `offset` of the file, with tabulators in between; `nil` if
  /// the file does not name it.
  func text(atOffset offset: UInt64) -> String? {
    guard
      let segment = segments.first(where: { offset >= $0.offset && offset < $0.offset + $0.size }),
      let found = table.symbol(at: offset - segment.offset + segment.address)
    else { return nil }
    return "\(found.symbol.name)\t\(found.distance)\t\(found.size)"
  }

  /// Reads where the segments of `file` are.
  private func readSegments(of file: OpaquePointer) {
    var count = 0
    guard elf_getphdrnum(file, &count) == 0 else { return }
    for index in 0..<count {
      var header = GElf_Phdr()
      guard gelf_getphdr(file, Int32(index), &header) != nil, header.p_type == UInt32(PT_LOAD)
      else { continue }
      segments.append(
        Segment(offset: header.p_offset, size: header.p_filesz, address: header.p_vaddr))
    }
  }

  /// Returns the functions and variables that the sections of type `type` name.
  private static func symbols(
    of file: OpaquePointer, section type: UInt32
  ) -> [SymbolTable.Symbol] {
    var symbols: [SymbolTable.Symbol] = []
    var section = elf_nextscn(file, nil)
    while let current = section {
      var header = GElf_Shdr()
      if gelf_getshdr(current, &header) != nil, header.sh_type == type, header.sh_entsize > 0,
        let content = elf_getdata(current, nil)
      {
        for index in 0..<Int32(clamping: header.sh_size / header.sh_entsize) {
          if let symbol = symbol(index, in: content, names: Int(header.sh_link), of: file) {
            symbols.append(symbol)
          }
        }
      }
      section = elf_nextscn(file, current)
    }
    return symbols
  }

  /// Returns the symbol numbered `index` if it is a function or a variable with a place in the file.
  private static func symbol(
    _ index: Int32, in content: UnsafeMutablePointer<Elf_Data>, names: Int, of file: OpaquePointer
  ) -> SymbolTable.Symbol? {
    var entry = GElf_Sym()
    guard gelf_getsym(content, index, &entry) != nil, entry.st_value != 0,
      entry.st_shndx != UInt16(SHN_UNDEF),
      // The low four bits of `st_info` are the type: elf(5).
      [STT_FUNC, STT_OBJECT, STT_GNU_IFUNC].contains(Int32(entry.st_info & 0xf)),
      let name = elf_strptr(file, names, Int(entry.st_name))
    else { return nil }
    return SymbolTable.Symbol(
      address: entry.st_value, size: entry.st_size, name: String(cString: name))
  }
}
