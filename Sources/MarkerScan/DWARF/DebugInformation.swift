import CDwarf
import CElf

/// The information for debuggers in an ELF file, opened by libdw.
final class DebugInformation {
  /// What keeps the file's bytes.
  private let file: ElfFile

  /// The library's view of the file.
  private let elf: OpaquePointer

  /// The library's view of the information.
  private let dwarf: OpaquePointer

  /// Opens what `file` has; nil if it has none.
  init?(of file: ElfFile) {
    guard file.sections.contains(where: { $0.name == ".debug_info" || $0.name == ".zdebug_info" })
    else { return nil }
    let opened: (OpaquePointer, OpaquePointer)? = file.bytes.withUnsafeBytes { buffer in
      // The library does not write to what it is given in this mode; `file` keeps it.
      let start = UnsafeMutablePointer(
        mutating: buffer.baseAddress?.assumingMemoryBound(to: CChar.self))
      guard let elf = elf_memory(start, buffer.count) else { return nil }
      guard let dwarf = dwarf_begin_elf(elf, DWARF_C_READ, nil) else {
        elf_end(elf)
        return nil
      }
      return (elf, dwarf)
    }
    guard let opened else { return nil }
    self.file = file
    (elf, dwarf) = opened
  }

  deinit {
    dwarf_end(dwarf)
    elf_end(elf)
  }

  /// How many entries are looked at before the memory of the file is given back.
  private static let releaseInterval = 1 << 15

  /// How many were looked at since then.
  private var lookCount = 0

  /// Gives back the memory of the file now and then, which is larger than all that is kept of it.
  private func noteLook() {
    lookCount += 1
    guard lookCount >= Self.releaseInterval else { return }
    lookCount = 0
    file.bytes.releaseMemory()
  }

  /// Calls `body` with each entry at the top of each unit of translation.
  func forEachEntry(_ body: (DebugEntry) -> Void) {
    var unit: OpaquePointer?
    var next: OpaquePointer?
    var version: Dwarf_Half = 0
    var type: UInt8 = 0
    var root = Dwarf_Die()
    while dwarf_get_units(dwarf, unit, &next, &version, &type, &root, nil) == 0 {
      var entry = DebugEntry(root).firstChild
      while let current = entry {
        noteLook()
        body(current)
        entry = current.next
      }
      unit = next
    }
  }

  /// Returns the entry at `offset`; nil if there is none.
  func entry(at offset: UInt64) -> DebugEntry? {
    noteLook()
    var entry = Dwarf_Die()
    return dwarf_offdie(dwarf, offset, &entry) != nil ? DebugEntry(entry) : nil
  }
}
