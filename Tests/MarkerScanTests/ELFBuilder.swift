/// Writes small ELF files for tests, sharing nothing with what reads them; elf(5).
struct ELFBuilder {
  /// A section.
  struct Section {
    /// The name.
    var name: String
    /// The type, an `SHT_…`: 1 has bytes, 2 symbols, 3 strings, 4 relocations with addends, 7 notes, 9 without.
    var type: UInt32 = 1
    /// The address.
    var address: UInt64 = 0
    /// The number of another section.
    var link = 0
    /// Another number.
    var info = 0
    /// The size of an entry.
    var entrySize = 0
    /// The bytes.
    var bytes: [UInt8] = []
  }

  /// A symbol.
  struct Symbol {
    /// The name.
    var name: String
    /// The number of the section, from 1 for the first.
    var section: Int
    /// The value.
    var value: UInt64 = 0
    /// The size.
    var size = 0
  }

  /// The type, an `ET_…`: 1 is relocatable, 2 linked.
  var type: UInt16 = 1
  /// The machine, an `EM_…`: 3 is i386, 20 PowerPC, 62 x86_64, 183 aarch64.
  var machine: UInt16 = 62
  /// 4 or 8.
  var wordSize = 8
  /// `true` iff the most significant byte comes first.
  var isBigEndian = false
  /// The sections, from number 1 on.
  var sections: [Section] = []
  /// The symbols, from number 1 on.
  var symbols: [Symbol] = []

  /// Returns `value` in `size` bytes.
  func number(_ value: UInt64, _ size: Int) -> [UInt8] {
    let little = (0..<size).map { UInt8(truncatingIfNeeded: value >> UInt64($0 * 8)) }
    return isBigEndian ? little.reversed() : little
  }

  /// Returns `value` in a word.
  func word(_ value: UInt64) -> [UInt8] { number(value, wordSize) }

  /// Returns relocations as a section for that numbered `section`: of the word at each offset, to a symbol plus an
  /// addend; `hasAddends` says whether the addend is part of the relocation.
  func relocations(
    of section: Int, _ entries: [(offset: Int, symbol: Int, addend: Int)], hasAddends: Bool
  ) -> Section {
    let bytes = entries.flatMap { entry -> [UInt8] in
      let information = UInt64(entry.symbol) << (wordSize == 4 ? 8 : 32) | 1
      return word(UInt64(entry.offset)) + word(information)
        + (hasAddends ? word(UInt64(bitPattern: Int64(entry.addend))) : [])
    }
    return Section(
      name: hasAddends ? ".rela" : ".rel", type: hasAddends ? 4 : 9, info: section,
      entrySize: wordSize * (hasAddends ? 3 : 2), bytes: bytes)
  }

  /// The file.
  var file: [UInt8] {
    var all = [Section(name: "", type: 0)] + sections
    let names = strings(of: symbols.map(\.name))
    all.append(
      Section(
        name: ".symtab", type: 2, link: all.count + 1, info: 1, entrySize: wordSize == 4 ? 16 : 24,
        bytes: symbolBytes(names.offsets)))
    all.append(Section(name: ".strtab", type: 3, bytes: names.bytes))
    let sectionNames = strings(of: all.map(\.name) + [".shstrtab"])
    all.append(Section(name: ".shstrtab", type: 3, bytes: sectionNames.bytes))

    let headerSize = wordSize == 4 ? 52 : 64
    var content: [UInt8] = []
    var headers: [UInt8] = []
    for (index, section) in all.enumerated() {
      while content.count % 16 != 0 { content.append(0) }
      headers += header(
        of: section, name: sectionNames.offsets[index], offset: headerSize + content.count)
      content += section.bytes
    }
    while content.count % 16 != 0 { content.append(0) }
    return fileHeader(headersAt: headerSize + content.count, count: all.count) + content + headers
  }

  /// Returns the header of the file.
  private func fileHeader(headersAt offset: Int, count: Int) -> [UInt8] {
    let identity: [UInt8] =
      [0x7f, 0x45, 0x4c, 0x46, wordSize == 4 ? 1 : 2, isBigEndian ? 2 : 1, 1]
      + [UInt8](repeating: 0, count: 9)
    let sizes = wordSize == 4 ? (52, 32, 40) : (64, 56, 64)
    var header = identity + number(UInt64(type), 2) + number(UInt64(machine), 2) + number(1, 4)
    header += word(0) + word(0) + word(UInt64(offset)) + number(0, 4)
    for value in [sizes.0, sizes.1, 0, sizes.2, count, count - 1] {
      header += number(UInt64(value), 2)
    }
    return header
  }

  /// Returns the header of a section.
  private func header(of section: Section, name: Int, offset: Int) -> [UInt8] {
    var header = number(UInt64(name), 4) + number(UInt64(section.type), 4)
    header += word(0) + word(section.address) + word(UInt64(offset))
    header += word(UInt64(section.bytes.count)) + number(UInt64(section.link), 4)
    header += number(UInt64(section.info), 4) + word(1) + word(UInt64(section.entrySize))
    return header
  }

  /// Returns the table of symbols.
  private func symbolBytes(_ names: [Int]) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: wordSize == 4 ? 16 : 24)
    for (symbol, name) in zip(symbols, names) {
      let place = number(UInt64(symbol.section), 2)
      let (value, size) = (word(symbol.value), word(UInt64(symbol.size)))
      bytes += number(UInt64(name), 4)
      bytes += wordSize == 4 ? value + size + [1, 0] + place : [1, 0] + place + value + size
    }
    return bytes
  }

  /// Returns a table of strings, and where each of `texts` is in it.
  private func strings(of texts: [String]) -> (bytes: [UInt8], offsets: [Int]) {
    var bytes: [UInt8] = [0]
    let offsets = texts.map { text -> Int in
      defer { bytes += Array(text.utf8) + [0] }
      return bytes.count
    }
    return (bytes, offsets)
  }
}
