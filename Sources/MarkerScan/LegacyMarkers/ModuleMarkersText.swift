import KernelDescription

/// The text of `Module.markers`, which the build of a kernel with markers leaves beside its modules: for each marker
/// a line of name, module and format, with tabs between them (`write_markers` in scripts/mod/modpost.c, 2.6.25 to
/// 2.6.31).
///
/// It is read as SystemTap read it: names and modules are words between white space, the format is the rest of the
/// line without the blanks in front, and an empty one stands for the blank of a marker without arguments.
struct ModuleMarkersText {
  /// The markers, in order; what is there twice comes twice.
  let markers: [CompiledMarker]

  /// Reads `text`.
  init(_ text: [UInt8]) {
    var rest = text[...]
    var markers: [CompiledMarker] = []
    while let name = Self.word(&rest), let owner = Self.word(&rest) {
      let line = rest.prefix { $0 != UInt8(ascii: "\n") }
      rest = rest.dropFirst(line.count)
      let format = line.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
      markers.append(
        CompiledMarker(
          name: name, module: Self.module(owner), format: String(decoding: format, as: UTF8.self)))
    }
    self.markers = markers
  }

  /// `true` iff `text` looks like such a text: its first line has three columns with tabs between them, of which the
  /// first is a name.
  static func isLikely(_ text: [UInt8]) -> Bool {
    let columns = text.prefix { $0 != UInt8(ascii: "\n") }
      .split(separator: UInt8(ascii: "\t"), maxSplits: 2, omittingEmptySubsequences: false)
    return columns.count == 3 && !columns[0].isEmpty && !columns[1].isEmpty
      && (columns[0] + columns[1]).allSatisfy { $0 > 0x20 && $0 < 0x7f }
  }

  /// Takes the next word off `rest`; nil at the end.
  private static func word(_ rest: inout ArraySlice<UInt8>) -> String? {
    rest = rest.drop(while: isSpace)
    let word = rest.prefix { !isSpace($0) }
    rest = rest.dropFirst(word.count)
    return word.isEmpty ? nil : String(decoding: word, as: UTF8.self)
  }

  /// Returns `true` iff `byte` is white space in C.
  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte >= 9 && byte <= 13 }

  /// Returns the name of the module whose path without `.o` is `path`; nil for the image.
  private static func module(_ path: String) -> String? {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    return name == "vmlinux" ? nil : name.moduleName
  }
}

extension String {
  /// The name of a module whose file is called so, as the kernel spells it: with underscores.
  var moduleName: String {
    String(decoding: utf8.map { $0 == UInt8(ascii: "-") ? UInt8(ascii: "_") : $0 }, as: UTF8.self)
  }
}
