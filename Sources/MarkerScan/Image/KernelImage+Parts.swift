import CBPF
import CElf

/// The parts of an image that have a section or symbols around them, and otherwise are recognised by their form.
extension KernelImage {
  /// The types in BTF; nil if there are none.
  var btf: Bytes? {
    if let section = file?.contents(ofSectionNamed: ".BTF"), section.count > 0 { return section }
    if let table = table("BTF") {
      return memory.bytes(at: table.lowerBound, count: table.count)
    }
    return file == nil ? Self.btf(in: contents) : nil
  }

  /// The notes that the kernel shows in `/sys/kernel/notes`.
  var notes: Bytes? {
    if let section = file?.contents(ofSectionNamed: ".notes") { return section }
    if let table = table("notes") {
      return memory.bytes(at: table.lowerBound, count: table.count)
    }
    return file == nil ? Self.buildIDNote(in: contents) : nil
  }

  /// Returns the largest BTF in an image; see Documentation/bpf/btf.rst of the kernel.
  ///
  /// ```
  ///  0        2         3       4          8             12      16          20           24
  /// ┌────────┬─────────┬───────┬──────────┬─────────────┬───────┬───────────┬────────────┬─────────────────┐
  /// │ 0xeb9f │ version │ flags │ size: 24 │ types at: 0 │ bytes │ names at  │ bytes      │ types and names │
  /// └────────┴─────────┴───────┴──────────┴─────────────┴───────┴───────────┴────────────┴─────────────────┘
  /// ```
  static func btf(in contents: Bytes) -> Bytes? {
    let size = MemoryLayout<btf_header>.size
    let start: [UInt8] = [0x9f, 0xeb, 1, 0, UInt8(size), 0, 0, 0]
    var largest: Bytes?
    var next = 0
    while let place = contents.firstIndex(of: start, from: next) {
      next = place + 1
      guard let typeOffset = contents.number(at: place + 8, as: UInt32.self), typeOffset == 0,
        let typeCount = contents.number(at: place + 12, as: UInt32.self),
        let nameOffset = contents.number(at: place + 16, as: UInt32.self), nameOffset == typeCount,
        let nameCount = contents.number(at: place + 20, as: UInt32.self),
        let found = contents.part(at: place, count: size + Int(typeCount) + Int(nameCount)),
        found.count > largest?.count ?? 0
      else { continue }
      largest = found
    }
    return largest
  }

  /// Returns the note with the build id in an image: the first that is none of a program in it, as those that the kernel
  /// lends to processes have one, too.
  static func buildIDNote(in contents: Bytes) -> Bytes? {
    let start: [UInt8] = [4, 0, 0, 0, 20, 0, 0, 0, UInt8(NT_GNU_BUILD_ID), 0, 0, 0]
    let mark = start + Array("GNU\0".utf8)
    var next = 0
    while let place = contents.firstIndex(of: mark, from: next) {
      next = place + 1
      let before = max(0, place - programReach)
      let program = contents.firstIndex(of: ElfFile.magic, from: before)
      if (program ?? place) >= place { return contents.part(at: place, count: mark.count + 20) }
    }
    return nil
  }

  /// How far behind the start of a program its notes may be, in bytes.
  private static let programReach = 8 << 10
}
