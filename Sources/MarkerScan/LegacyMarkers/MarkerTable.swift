import CElf
import KernelDescription

/// The table of markers in a kernel image or a module of Linux 2.6.24 to 2.6.31.
///
/// A module has it in the section `__markers`, where relocations against `__markers_strings` stand for the addresses
/// of names and formats. In an image it lies in the data between `__start___markers` and `__stop___markers`.
struct MarkerTable {
  /// The file.
  private let file: PortableELF
  /// Where the table is in the file.
  private let range: Range<Int>
  /// Where the addresses in the table lead to, by their places in the file; nil if they are in it.
  private let targets: [Int: Int]?
  /// The sizes that the file states of its markers: those of the symbols `__mark_NAME`.
  private let statedSizes: Set<Int>

  /// Finds the table of `file`; nil if it has none.
  init?(_ file: PortableELF) {
    self.file = file
    let symbols = file.symbols
    let stated = symbols.filter { $0.name.hasPrefix("__mark_") && $0.size > 0 }.map(\.size)
    statedSizes = Set(stated)
    if let section = file.sectionIndex(named: "__markers") {
      range = file.sections[section].bytes
      targets = file.isRelocatable ? file.targets(ofSection: section, symbols: symbols) : nil
    } else {
      func place(_ name: String) -> Int? {
        symbols.first { $0.name == name }.flatMap { file.offset(of: $0.value) }
      }
      // Behind the last marker there may be nothing that the file has.
      let end = symbols.first { $0.name == "__stop___markers" }?.value
      guard let first = symbols.first(where: { $0.name == "__start___markers" }),
        let start = place("__start___markers"), let end, end >= first.value,
        end - first.value <= UInt64(file.bytes.count - start)
      else { return nil }
      range = start..<start + Int(end - first.value)
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

extension PortableELF {
  /// Returns where the relocated addresses in the section numbered `section` lead to: places in the file, by
  /// places in the file.
  fileprivate func targets(ofSection section: Int, symbols: [Symbol]) -> [Int: Int] {
    let home = sections[section].bytes
    var targets: [Int: Int] = [:]
    for relocation in relocations(ofSection: section) {
      guard symbols.indices.contains(relocation.symbol), relocation.offset < home.count else {
        continue
      }
      let place = home.lowerBound + relocation.offset
      let symbol = symbols[relocation.symbol]
      let target = sections[symbol.section].bytes
      let inPlace = number(at: place, size: wordSize).map { Int64(bitPattern: $0) } ?? 0
      let addend = relocation.addend ?? inPlace
      let offset = symbol.value &+ UInt64(bitPattern: addend)
      guard symbol.section != 0, offset < UInt64(target.count) else { continue }
      targets[place] = target.lowerBound + Int(offset)
    }
    return targets
  }
}
