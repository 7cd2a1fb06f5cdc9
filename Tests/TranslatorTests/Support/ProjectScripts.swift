import Foundation
import Testing

/// The scripts that the project itself consists of.
enum ProjectScripts {
  /// One file.
  struct Script {
    /// The path from the root of the project.
    let name: String
    /// The contents.
    let text: String
    /// `true` iff it has nothing but macros.
    var isMacroFile: Bool { name.hasSuffix(".stpm") }
  }

  /// Returns all files of tapsets and examples.
  static func all() throws -> [Script] {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    var scripts: [Script] = []
    for folder in ["tapsets", "examples"] {
      let names = FileManager.default.enumerator(atPath: root.appending(path: folder).path)
      for case let name as String in try #require(names)
      where name.hasSuffix(".stp") || name.hasSuffix(".stpm") {
        let path = "\(folder)/\(name)"
        let text = try String(contentsOf: root.appending(path: path), encoding: .utf8)
        scripts.append(Script(name: path, text: text))
      }
    }
    return scripts
  }

  /// Returns the files of macros.
  static func macroFiles() throws -> [Script] { try all().filter(\.isMacroFile) }
}
