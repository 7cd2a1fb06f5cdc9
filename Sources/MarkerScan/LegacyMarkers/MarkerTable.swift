import CElf
import KernelDescription

/// The table of markers in a kernel image or a module of Linux 2.6.24 to 2.6.31.
///
/// A module has it in the section `__markers`, where relocations against `__markers_strings` stand for the addresses
/// of names and formats. In an image it lies in the data between `__start___markers` and `__stop___markers`.
struct MarkerTable {
  /// The file.
  private let file: ElfFile
  /// Where the table is in the file.
  private let range: Range<Int>
  /// Where the addresses in the table lead to, by their places in the file; nil if they are in it.
  private let targets: [Int: Int]?
  /// The sizes that the file states of its markers: those of the symbols `__mark_NAME`.
  private let statedSizes: Set<Int>

  /// Finds the table of `file`; nil if it has none.
  init?(_ file: ElfFile) {
    self.file = file
    let symbols = file.symbolTable
    let stated = symbols?.symbols(startingWith: "__mark_").map(\.symbol.size) ?? []
    statedSizes = Set(stated).subtracting([0])
    if let section = file.sectionIndex(named: "__markers") {
      range = file.sections[section].bytes ?? 0..<0
      targets = file.isRelocatable ? file.targets(ofSection: section, symbols: symbols) : nil
    } else {
      func address(_ name: String) -> UInt64? {
        symbols?.symbols(startingWith: name).first { $0.name == name }?.symbol.value
      }
      // Behind the last marker there may be nothing that the file has.
      guard let first = address("__start___markers"), let start = file.offset(of: first),
        let end = address("__stop___markers"), end >= first,
        end - first <= UInt64(file.bytes.count - start)
      else { return nil }
      range = start..<start + Int(end - first)
      targets = nil
    }
    if range.isEmpty { return nil }
  }

  /// The markers of the table, which `module` has or the image; nil if the layout is none of those known.
  func markers(module: String?) -> [CompiledMarker]? {
    let layouts = MarkerLayout.all.filter { layout in
      let size = layout.size(wordSize: file.wordSize)
      return range.count % size == 0 && (statedSizes.isEmpty || statedSizes.contains(size))
    }
    for layout in layouts {
      if let markers = markers(in: layout, module: module) { return markers }
    }
    return nil
  }

  /// Returns the markers, of structures laid out as `layout`; nil if what is there cannot be those.
  private func markers(in layout: MarkerLayout, module: String?) -> [CompiledMarker]? {
    let size = layout.size(wordSize: file.wordSize)
    var markers: [CompiledMarker] = []
    for start in stride(from: range.lowerBound, to: range.upperBound, by: size) {
      guard let name = text(atWord: layout.nameWord, of: start), Self.isName(name),
        let format = text(atWord: layout.formatWord, of: start)
      else { return nil }
      markers.append(CompiledMarker(name: name, module: module, format: format))
    }
    return markers
  }

  /// Returns the text that the word numbered `word` of the structure at `start` leads to.
  private func text(atWord word: Int, of start: Int) -> String? {
    let place = start + word * file.wordSize
    if let targets { return targets[place].flatMap { file.text(at: $0) } }
    return file.number(at: place, size: file.wordSize)
      .flatMap { file.offset(of: $0) }.flatMap { file.text(at: $0) }
  }

  /// Returns `true` iff `text` can be the name of a marker: the kernel makes names of variables of it.
  private static func isName(_ text: String) -> Bool {
    !text.isEmpty
      && text.utf8.allSatisfy { byte in
        let lower = byte | 0x20
        return byte == UInt8(ascii: "_") || lower >= UInt8(ascii: "a") && lower <= UInt8(ascii: "z")
          || byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
      }
  }
}

extension ElfFile {
  /// Returns where the relocated addresses in the section numbered `section` lead to: places in the file, by
  /// places in the file.
  fileprivate func targets(ofSection section: Int, symbols: ElfSymbolTable?) -> [Int: Int] {
    var targets: [Int: Int] = [:]
    guard let symbols, let home = sections[section].bytes else { return targets }
    let tables = sections.filter { $0.target == section }.compactMap { relocations(in: $0) }
    for relocation in tables.lazy.flatMap({ table in (0..<table.count).lazy.map { table[$0] } }) {
      guard let symbol = symbols[relocation.symbol], sections.indices.contains(symbol.section),
        let target = sections[symbol.section].bytes, relocation.offset < UInt64(home.count)
      else { continue }
      let place = home.lowerBound + Int(relocation.offset)
      let addend = relocation.addend ?? number(at: place, size: wordSize) ?? 0
      let offset = symbol.value &+ addend
      guard offset < UInt64(target.count) else { continue }
      targets[place] = target.lowerBound + Int(offset)
    }
    return targets
  }
}
