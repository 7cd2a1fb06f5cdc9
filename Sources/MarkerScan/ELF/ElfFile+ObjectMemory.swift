import CElf

extension ElfFile {
  /// What the names of sections start with in which a module has what the tracing code of the kernel reads. The
  /// relocations of others, code above all, are never looked at.
  private static let tracedSections = [
    ".data", ".rodata", ".ref.data", ".init.data", "__tracepoints", "__bpf_raw_tp_map", "_ftrace",
  ]

  /// Where the first section of a module is put, in memory that no kernel has.
  private static let firstObjectAddress: UInt64 = 0x1_0000_0000

  /// What sections are aligned to when they are put there.
  private static let objectAlignment: UInt64 = 0x1000

  /// The memory of the module in this file, and where each section is in it, by number; 0 for those that are not.
  var objectMemory: (memory: KernelMemory, addresses: [UInt64]) {
    var next = Self.firstObjectAddress
    var addresses: [UInt64] = []
    var segments: [KernelMemory.Segment] = []
    for section in sections {
      guard section.isAllocated, !section.isCode, section.size <= bytes.count else {
        addresses.append(0)
        continue
      }
      addresses.append(next)
      if let contents = contents(of: section) {
        segments.append(KernelMemory.Segment(address: next, bytes: contents))
      }
      next += (UInt64(section.size) / Self.objectAlignment + 1) * Self.objectAlignment
    }
    return (KernelMemory(segments, relocations: relocations(at: addresses)), addresses)
  }

  /// Returns what is filled in when the module is loaded with its sections at `addresses`.
  private func relocations(at addresses: [UInt64]) -> RelocationTable {
    var table = RelocationTable()
    guard let symbols = symbolTable, let machine = Machine(rawValue: machineNumber) else {
      return table
    }
    for section in sections {
      guard sections.indices.contains(section.target),
        Self.tracedSections.contains(where: sections[section.target].name.hasPrefix),
        let relocations = relocations(in: section)
      else { continue }
      let base = addresses[section.target]
      for number in 0..<relocations.count {
        let relocation = relocations[number]
        guard let addend = relocation.addend, machine.isAddress(relocation.kind),
          let symbol = symbols[relocation.symbol], addresses.indices.contains(symbol.section),
          addresses[symbol.section] != 0
        else { continue }
        let target = addresses[symbol.section] &+ symbol.value &+ addend
        table.add(place: base &+ relocation.offset, target: target)
      }
    }
    table.sort()
    return table
  }
}
