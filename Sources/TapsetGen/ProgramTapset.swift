import KernelDescription

/// Returns the tapset of `program`: a file for each provider of its markers, in which each marker is a probe point
/// `PROVIDER.NAME`. The same program gives the same bytes.
package func generatedFiles(for program: ProgramDescription) -> [GeneratedFile] {
  var aliases: [String: [String]] = [:]
  var seen: Set<[String]> = []
  // One name may stand for several places in the code; what is passed there is the same.
  for marker in program.markers where seen.insert([marker.provider, marker.name]).inserted {
    aliases[marker.provider, default: []].append(
      ProgramMarkerAlias(marker: marker, path: program.path).text)
  }
  return aliases.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map {
    provider, aliases in
    let head = GeneratedFile.head(
      of: "\(program.path) \(program.machine)", buildID: program.buildID,
      saying: "The markers of the provider '\(provider.scriptName)'.")
    return GeneratedFile(
      name: "\(provider.scriptName)_markers.stp",
      text: ([head] + aliases).joined(separator: "\n"))
  }
}

/// The alias that gives a marker of a program, and its arguments, names of their own.
struct ProgramMarkerAlias {
  /// The marker.
  private let marker: ProgramMarker

  /// The path of the program.
  private let path: String

  /// Names `marker`, of the program at `path`.
  init(marker: ProgramMarker, path: String) {
    self.marker = marker
    self.path = path
  }

  /// The declaration.
  var text: String {
    let name = "\(marker.provider.scriptName).\(marker.name.scriptName)"
    let count = marker.arguments.count
    return """
      /// \(name): \(count) argument\(count == 1 ? "" : "s")
      probe \(name) = process(\(quoted(path))).provider(\(quoted(marker.provider))).mark(\(quoted(marker.name)))
      {
      \(bindings.map { "  \($0)\n" }.joined())}

      """
  }

  /// The lines that give the arguments their names; a comment stands for those that are no number.
  private var bindings: [String] {
    marker.arguments.enumerated().map { index, argument in
      let number = index + 1
      let remark = "\(argument.typeText), \(argument.text)"
      return argument.isFloating || argument.operand == .unknown
        ? "// $arg\(number) is \(remark)" : "arg\(number) = $arg\(number)  // \(remark)"
    }
  }
}

extension String {
  /// The words of the script language, which cannot be names.
  private static let keywords: Set<String> = [
    "break", "catch", "continue", "delete", "else", "for", "foreach", "function", "global", "if",
    "in", "limit", "long", "next", "private", "probe", "return", "string", "try", "while",
  ]

  /// A name in the script language that is like this text.
  fileprivate var scriptName: String {
    let bytes = utf8.map { byte -> UInt8 in
      let lower = byte | 0x20
      let isLetter = lower >= UInt8(ascii: "a") && lower <= UInt8(ascii: "z")
      let isDigit = byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
      return isLetter || isDigit ? byte : UInt8(ascii: "_")
    }
    let name = String(decoding: bytes, as: UTF8.self)
    let isNumber = name.utf8.first.map { $0 < UInt8(ascii: "A") } ?? true
    return isNumber ? "_\(name)" : Self.keywords.contains(name) ? "\(name)_" : name
  }
}
