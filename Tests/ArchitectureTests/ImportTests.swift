import Foundation
import Testing

/// The rules that `ARCHITECTURE.md` states for the sources.
@Suite struct ImportTests {
  /// The root of the package.
  private static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// Returns for each target in the table of layers the modules that it may import, in order.
  private static func layers() throws -> [(target: String, imports: Set<String>)] {
    let text = try String(contentsOf: root.appending(path: "ARCHITECTURE.md"), encoding: .utf8)
    return text.split(separator: "\n").compactMap { line in
      guard line.hasPrefix("| `") else { return nil }
      let cells = line.split(separator: "|", omittingEmptySubsequences: false)
      guard cells.count >= 4 else { return nil }
      return (names(in: cells[1])[0], Set(names(in: cells[3])))
    }
  }

  /// Returns the words in backticks of `cell`.
  private static func names(in cell: Substring) -> [String] {
    cell.split(separator: "`", omittingEmptySubsequences: false).enumerated()
      .filter { $0.offset % 2 == 1 }.map { String($0.element) }
  }

  /// Returns the paths of the Swift files of `target`.
  private static func files(of target: String) throws -> [URL] {
    let folder = root.appending(path: "Sources/\(target)")
    let paths = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
    return paths.filter { $0.hasSuffix(".swift") }.sorted().map { folder.appending(path: $0) }
  }

  /// Returns the modules that `file` imports.
  private static func imports(of file: URL) throws -> [String] {
    try String(contentsOf: file, encoding: .utf8).split(separator: "\n").compactMap { line in
      let words = line.split(separator: " ").map(String.init)
      guard let keyword = words.firstIndex(of: "import"), keyword <= 2, words.count > keyword + 1,
        words[..<keyword].allSatisfy({ $0.hasPrefix("@") || $0 == "private" || $0 == "internal" })
      else { return nil }
      let kinds = ["struct", "class", "enum", "func", "let", "var", "typealias", "protocol"]
      let name = kinds.contains(words[keyword + 1]) ? words[keyword + 2] : words[keyword + 1]
      return name.split(separator: ".").first.map(String.init)
    }
  }

  @Test func `each target imports only what the architecture allows`() throws {
    let layers = try Self.layers()
    #expect(layers.count >= 17)
    for layer in layers where !layer.target.hasPrefix("C") || layer.target == "Commands" {
      for file in try Self.files(of: layer.target) {
        for module in try Self.imports(of: file) {
          #expect(
            layer.imports.contains(module),
            "\(file.lastPathComponent) of \(layer.target) imports \(module)")
        }
      }
    }
  }

  @Test func `targets are listed lowest layer first`() throws {
    let layers = try Self.layers()
    let known = Set(layers.map(\.target))
    var seen: Set<String> = []
    for layer in layers {
      #expect(layer.imports.intersection(known).isSubset(of: seen), "\(layer.target)")
      seen.insert(layer.target)
    }
  }

  @Test func `every folder of Sources is a row of the table`() throws {
    let folders = try FileManager.default.contentsOfDirectory(
      atPath: Self.root.appending(path: "Sources").path)
    #expect(Set(folders) == Set(try Self.layers().map(\.target)))
  }
}
