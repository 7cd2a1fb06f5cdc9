import Foundation
import Testing

/// The scripts in `examples`.
@Suite struct ExampleTests {
  /// The folder of the examples.
  private static let folder = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "examples")

  @Test func `every example becomes an object`() throws {
    let scripts = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
      .filter { $0.hasSuffix(".stp") }.sorted()
    #expect(scripts.count >= 5)
    for script in scripts {
      let result = try Tool.run("-p4 \(Self.folder.path)/\(script)")
      #expect(result.status == 0, "\(script): \(result.errors)")
      #expect(result.output.hasSuffix(".o\n"))
    }
  }
}
