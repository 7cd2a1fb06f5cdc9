import Glibc
import Runtime

/// The file with options that stand in front of those of every command line, as `~/.systemtap/rc` does for
/// `stap`: `$MARKTAP_DIR/rc`, else `marktap/rc` below `$XDG_CONFIG_HOME` or `~/.config`.
enum OptionFile {
  /// Returns its words; none if there is no such file.
  ///
  /// - Throws: `UsageError` if a line is not made of words as a shell reads them.
  static func words() throws(UsageError) -> [String] {
    guard let path, let bytes = try? Files.bytes(of: path) else { return [] }
    let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
    var result: [String] = []
    for (number, line) in lines.enumerated() {
      guard let words = words(of: String(line)) else {
        throw UsageError("\(path):\(number + 1): the line cannot be taken apart")
      }
      result += words
    }
    return result
  }

  /// Its path; `nil` if there is no directory to look in.
  private static var path: String? {
    if let directory = Environment.variable("MARKTAP_DIR") { return "\(directory)/rc" }
    if let directory = Environment.variable("XDG_CONFIG_HOME") { return "\(directory)/marktap/rc" }
    return Environment.variable("HOME").map { "\($0)/.config/marktap/rc" }
  }

  /// Returns the words of `line`, none for a remark; `nil` if a shell would not understand it.
  private static func words(of line: String) -> [String]? {
    if line.drop(while: \.isWhitespace).hasPrefix("#") { return [] }
    var expansion = wordexp_t()
    guard wordexp(line, &expansion, CInt(WRDE_NOCMD)) == 0 else { return nil }
    defer { wordfree(&expansion) }
    return (0..<expansion.we_wordc).compactMap { index in
      expansion.we_wordv[index].map { String(cString: $0) }
    }
  }
}
