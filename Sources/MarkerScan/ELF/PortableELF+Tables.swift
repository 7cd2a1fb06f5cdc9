import CElf

extension PortableELF {
  /// Returns the number of `size` bytes at `offset` of the file; nil beyond its end.
  func number(at offset: Int, size: Int) -> UInt64? {
    bytes.part(at: offset, count: size)?.withUnsafeBytes { digits in
      isBigEndian
        ? digits.reduce(0) { $0 << 8 | UInt64($1) }
        : digits.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
  }

  /// Returns the text from `offset` of the file to the next zero byte before `end`; nil if there is none.
  func text(at offset: Int, before end: Int? = nil) -> String? {
    let end = min(end ?? bytes.count, bytes.count)
    guard offset < end, let text = bytes.text(at: offset, limit: end - offset) else { return nil }
    return String(decoding: text, as: UTF8.self)
  }

  /// The symbols by number, of the table `SHT_SYMTAB`; elf(5), `Elf32_Sym` and `Elf64_Sym`.
  ///
  /// ```
  ///  32 bits:  name 4 │ value 4 │ size 4 │ info 1 │ other 1 │ section 2
  ///  64 bits:  name 4 │ info 1 │ other 1 │ section 2 │ value 8 │ size 8
  /// ```
  var symbols: [Symbol] {
    guard let table = sections.first(where: { $0.type == UInt32(SHT_SYMTAB) }),
      sections.indices.contains(table.link)
    else { return [] }
    let names = sections[table.link].bytes
    let size = wordSize == 4 ? 16 : 24
    return stride(from: table.bytes.lowerBound, through: table.bytes.upperBound - size, by: size)
      .map { entry in
        func field(_ narrow: Int, _ wide: Int, size: Int) -> UInt64 {
          number(at: entry + (wordSize == 4 ? narrow : wide), size: size) ?? 0
        }
        let name = names.lowerBound + Int(field(0, 0, size: 4))
        let section = Int(field(14, 6, size: 2))
        return Symbol(
          name: text(at: name, before: names.upperBound) ?? "",
          section: section < sections.count ? section : 0, value: field(4, 8, size: wordSize),
          size: Int(clamping: field(8, 16, size: wordSize)))
      }
  }

  /// Returns the relocations of the section numbered `section`; elf(5), `Elf32_Rel` to `Elf64_Rela`.
  ///
  /// ```
  ///  offset, a word │ information, a word: symbol and type │ addend, a word (SHT_RELA only)
  /// ```
  func relocations(ofSection section: Int) -> [Relocation] {
    sections.filter { $0.info == section }.flatMap { table -> [Relocation] in
      let hasAddend = table.type == UInt32(SHT_RELA)
      guard hasAddend || table.type == UInt32(SHT_REL) else { return [] }
      let size = wordSize * (hasAddend ? 3 : 2)
      return stride(
        from: table.bytes.lowerBound, through: table.bytes.upperBound - size, by: size
      ).map { entry in
        let information = number(at: entry + wordSize, size: wordSize) ?? 0
        return Relocation(
          offset: Int(clamping: number(at: entry, size: wordSize) ?? 0),
          symbol: Int(clamping: information >> (wordSize == 4 ? 8 : 32)),
          addend: hasAddend ? signed(at: entry + wordSize * 2) : nil)
      }
    }
  }

  /// Returns the word at `offset` as a signed number.
  private func signed(at offset: Int) -> Int64 {
    let word = number(at: offset, size: wordSize) ?? 0
    return wordSize == 4
      ? Int64(Int32(truncatingIfNeeded: word)) : Int64(bitPattern: word)
  }
}
