import Foundation

/// A probe point of the library, as its source describes it.
struct DocumentedAlias {
  /// The name.
  let name: String
  /// What the comment in front of it says, in one line.
  let meaning: String
  /// The variables that it sets, in order.
  private(set) var variables: [String] = []

  /// The aliases of `tapsets/probes`, file by file.
  static func all() throws -> [DocumentedAlias] {
    let folder = DocumentedFunction.root.appending(path: "tapsets/probes")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    return try files.flatMap { try aliases(in: folder.appending(path: $0)) }
  }

  /// Returns the aliases of `file`, which stand in front of its functions.
  static func aliases(in file: URL) throws -> [DocumentedAlias] {
    var aliases: [DocumentedAlias] = []
    var comment: [String] = []
    var globals: Set<String> = []
    let text = try String(contentsOf: file, encoding: .utf8)
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("///") {
        comment.append(line.dropFirst(3).trimmingCharacters(in: .whitespaces))
        continue
      }
      if let match = line.prefixMatch(of: #/probe ([\w.]+)/#) {
        aliases.append(
          DocumentedAlias(name: String(match.1), meaning: comment.joined(separator: " ")))
      } else if line.hasPrefix("function") || line.hasPrefix("private function") {
        return aliases
      } else if let match = line.prefixMatch(of: #/private global (\w+)/#) {
        globals.insert(String(match.1))
      } else if let match = line.prefixMatch(of: #/ +(\w+) = /#), !aliases.isEmpty,
        !globals.contains(String(match.1))
      {
        aliases[aliases.count - 1].set(String(match.1))
      }
      comment = []
    }
    return aliases
  }

  /// `true` iff it is meant for scripts.
  var isPublic: Bool { !name.hasPrefix("_") }

  /// Takes note that the variable `name` is set.
  private mutating func set(_ name: String) {
    if !variables.contains(name) { variables.append(name) }
  }
}
