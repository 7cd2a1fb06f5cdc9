import Runtime

/// The first line of a script that names the tool as its interpreter: `#!/usr/bin/marktap -g -v`.
///
/// The kernel hands over all that stands behind the interpreter as one word, and the path of the script as the
/// next one (`fs/binfmt_script.c`).
enum InterpreterLine {
  /// Returns `arguments` with that one word taken apart; as they are if they do not come from such a line.
  static func separated(_ arguments: [String]) -> [String] {
    guard arguments.count > 1, arguments[0].contains(where: \.isBlank),
      let line = firstLine(of: arguments[1]), line.hasPrefix("#!"), line.hasSuffix(arguments[0])
    else { return arguments }
    return arguments[0].split(whereSeparator: \.isBlank).map(String.init) + arguments.dropFirst()
  }

  /// Returns the first line of the file `path` without blanks at its end; `nil` if it cannot be read.
  private static func firstLine(of path: String) -> String? {
    guard let bytes = try? Files.bytes(of: path) else { return nil }
    let line = bytes.prefix { $0 != UInt8(ascii: "\n") }
    let end = line.lastIndex { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }
    return end.map { String(decoding: line[...$0], as: UTF8.self) }
  }
}

extension Character {
  /// `true` iff it stands between words of one line.
  fileprivate var isBlank: Bool { self == " " || self == "\t" }
}
