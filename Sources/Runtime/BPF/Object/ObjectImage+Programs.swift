import BPF
import CElf

/// A program of an object, before it is loaded.
struct ProgramImage {
  /// The name.
  let name: String
  /// What it attaches to, as `tp_btf/sched_switch`.
  let section: String
  /// Where its code lies in its section.
  let range: Range<Int>
  /// The code; where it refers to maps stand no descriptors yet.
  let code: [UInt64]
  /// The instructions that refer to maps, by number, and the names of the maps.
  let mapReferences: [(slot: Int, map: String)]
  /// The BTF id of what it attaches to in the kernel that the object was made for; 0 if it has none.
  let attachTypeID: UInt32
}

extension ObjectImage {
  /// The section of BTF ids that programs attach to, in the order of the programs.
  private static let attachTypesName = ".marktap.attach"

  /// Returns the programs, in their order; `nil` if one refers to anything but maps: functions, blocks of
  /// data and functions of the kernel are left to libbpf.
  ///
  /// - Throws: `RunError.damagedObject` if a table cannot be what it says.
  func simplePrograms() throws(RunError) -> [ProgramImage]? {
    var programs: [ProgramImage] = []
    for symbol in symbols where symbol.type == STT_FUNC {
      guard sections.indices.contains(symbol.section) else {
        throw .damagedObject("a program is in no section")
      }
      if sections[symbol.section].name == ".text" { return nil }
      guard let program = try simpleProgram(symbol, number: programs.count) else { return nil }
      programs.append(program)
    }
    return programs
  }

  /// Returns the program `symbol`, the one numbered `number`; `nil` if it refers to anything but maps.
  private func simpleProgram(
    _ symbol: Symbol, number: Int
  ) throws(RunError) -> ProgramImage? {
    let section = sections[symbol.section]
    let range = symbol.offset..<(symbol.offset + symbol.size)
    guard range.lowerBound >= 0, range.upperBound <= section.range.count, symbol.size % 8 == 0
    else { throw .damagedObject("the program '\(symbol.name)' goes over the end of its section") }
    guard let references = try mapReferences(ofSection: symbol.section, in: range) else {
      return nil
    }
    let start = section.range.lowerBound + range.lowerBound
    let code = bytes.withUnsafeBytes { all in
      (0..<(symbol.size / 8)).map { slot in
        all.loadUnaligned(fromByteOffset: start + 8 * slot, as: UInt64.self)
      }
    }
    var typeID: UInt32 = 0
    if let types = self.section(Self.attachTypesName) {
      typeID = try value(UInt32.self, at: types.range.lowerBound + 4 * number)
    }
    return ProgramImage(
      name: symbol.name, section: section.name, range: range, code: code,
      mapReferences: references, attachTypeID: typeID)
  }

  /// Returns the references to maps from `range` of the section numbered `index`; `nil` if there are
  /// references to anything else.
  private func mapReferences(
    ofSection index: Int, in range: Range<Int>
  ) throws(RunError) -> [(slot: Int, map: String)]? {
    guard let table = sections.first(where: { $0.type == SHT_REL && $0.target == index }) else {
      return []
    }
    let mapsSection = sections.firstIndex { $0.name == ".maps" }
    var references: [(slot: Int, map: String)] = []
    let stride = MemoryLayout<Elf64_Rel>.size
    for offset in Swift.stride(
      from: table.range.lowerBound, through: table.range.upperBound - stride, by: stride)
    {
      let relocation = try value(Elf64_Rel.self, at: offset)
      let place = Int(truncatingIfNeeded: relocation.r_offset)
      guard range.contains(place) else { continue }
      let number = Int(relocation.r_info >> 32)
      guard symbols.indices.contains(number) else {
        throw .damagedObject("a reference names no symbol")
      }
      guard symbols[number].section == mapsSection else { return nil }
      references.append(((place - range.lowerBound) / 8, symbols[number].name))
    }
    return references
  }
}
