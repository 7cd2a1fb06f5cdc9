import Foundation
import Testing

/// A folder of golden pairs: `NAME.EXTENSION`, and beside it `NAME.EXTENSION.expected`.
struct GoldenFolder {
  /// The folder.
  private let folder: URL
  /// The extension of the inputs.
  private let pathExtension: String

  /// Creates the folder `name` of `Goldens`, whose inputs have the extension `pathExtension`.
  init(_ name: String, _ pathExtension: String) {
    folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Goldens/\(name)")
    self.pathExtension = pathExtension
  }

  /// The inputs, in order of their names.
  private var inputs: [URL] {
    get throws {
      try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        .filter { $0.pathExtension == pathExtension }
        .sorted { $0.lastPathComponent < $1.lastPathComponent }
    }
  }

  /// The texts of the inputs, in order of their names.
  var texts: [String] {
    get throws { try inputs.map { try String(contentsOf: $0, encoding: .utf8) } }
  }

  /// Compares what `transform` makes of each input with what is expected; with
  /// `MARKTAP_REWRITE_GOLDENS=1` in the environment writes it down instead.
  func check(_ transform: (String) throws -> String) throws {
    let inputs = try self.inputs
    #expect(!inputs.isEmpty)
    for input in inputs {
      let output = try transform(String(contentsOf: input, encoding: .utf8))
      let expected = input.appendingPathExtension("expected")
      if ProcessInfo.processInfo.environment["MARKTAP_REWRITE_GOLDENS"] == "1" {
        try output.write(to: expected, atomically: true, encoding: .utf8)
      } else {
        let text = (try? String(contentsOf: expected, encoding: .utf8)) ?? ""
        #expect(output == text, "\(input.lastPathComponent)")
      }
    }
  }
}
