/// The memory of an aarch64 kernel without headers: where it belongs and what is filled in is found through the tables
/// of kallsyms and those of relocations, which are recognised by their form.
enum PlainMemory {
  /// Reads the memory `bytes`; nil if no symbols are found in it.
  static func read(_ bytes: Bytes) -> (KernelMemory, KernelSymbols)? {
    let unplaced = KernelMemory.Segment(address: 0, bytes: bytes)
    guard let tables = KallsymsTables(in: unplaced) else { return nil }
    let relocations = relocations(in: bytes)
    guard let base = base(of: bytes, tables, relocations) else { return nil }
    let memory = KernelMemory(
      [KernelMemory.Segment(address: base, bytes: bytes)], relocations: relocations)
    guard let symbols = KernelSymbols(kallsymsIn: memory) else { return nil }
    return (memory, symbols)
  }

  /// Returns the address of the first byte, which mostly is the base of the symbols' addresses. Either that base stands
  /// at its place, or it is filled in: then it belongs to the relocation whose place is as far behind what it refers to
  /// as the base is from the start. Where symbols have another base, or none, pointers tell it.
  private static func base(
    of bytes: Bytes, _ tables: KallsymsTables, _ relocations: RelocationTable
  ) -> UInt64? {
    for offset in tables.basePlaces {
      if let base = bytes.number(at: offset, as: UInt64.self), base >> 48 == 0xffff { return base }
      if let base = relocations.target(beforeItsPlaceBy: UInt64(offset)) { return base }
    }
    return base(of: bytes, relocations)
  }

  /// What the address of the first byte is a multiple of (`MIN_KIMG_ALIGN`, arch/arm64/include/asm/boot.h).
  private static let imageAlignment: UInt64 = 2 << 20

  /// How many pointers into the first part of the image there are at least: the lowest addresses of other memory that
  /// look like pointers are few.
  private static let leastPointerCount = 8

  /// Returns the lowest address from which on an image of that size meets the most pointers: what relocations refer to
  /// or, where they are packed, what stands at their places already.
  private static func base(of bytes: Bytes, _ relocations: RelocationTable) -> UInt64? {
    var counts: [UInt64: Int] = [:]
    for target in relocations.targets { counts[target / imageAlignment, default: 0] += 1 }
    if relocations.targets.count < counts.count * leastPointerCount {
      for position in stride(from: 0, to: bytes.count - 8, by: 8) {
        guard let word = bytes.number(at: position, as: UInt64.self), word >> 48 == 0xffff else {
          continue
        }
        counts[word / imageAlignment, default: 0] += 1
      }
    }
    let partCount = (UInt64(bytes.count) + imageAlignment - 1) / imageAlignment
    let candidates = counts.filter { $0.value >= leastPointerCount }.keys.sorted()
    func pointerCount(from first: UInt64) -> Int {
      (first...first &+ partCount - 1).reduce(0) { $0 + (counts[$1] ?? 0) }
    }
    return candidates.max { pointerCount(from: $0) < pointerCount(from: $1) }
      .map { $0 * imageAlignment }
  }

  /// Returns what is filled in: all records of relative relocations with a kernel's address in them.
  private static func relocations(in bytes: Bytes) -> RelocationTable {
    let kind = ElfFile.Machine.aarch64.relativeKind
    var table = RelocationTable()
    var position = 0
    while position + RelocationTable.recordSize <= bytes.count {
      guard bytes.number(at: position + 8, as: UInt64.self) == UInt64(kind),
        let place = bytes.number(at: position, as: UInt64.self), place >> 48 == 0xffff,
        let target = bytes.number(at: position + 16, as: UInt64.self), target >> 48 == 0xffff
      else {
        position += 8
        continue
      }
      table.add(place: place, target: target)
      position += RelocationTable.recordSize
    }
    table.sort()
    return table
  }
}
