import Foundation
import Testing

/// Compares what becomes of small rules files with golden files: the diagnostics, the table, and the script.
@Suite struct RuleGoldenTests {
  /// The folder of the files.
  private let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Goldens")

  @Test func `rules become the expected tables and scripts`() throws {
    let inputs = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".rules") }.sorted()
    #expect(!inputs.isEmpty)
    for name in inputs {
      let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
      let expected = folder.appending(path: "\(name).expected")
      let outcome = RuleSample.outcome(of: text)
      if ProcessInfo.processInfo.environment["MARKTAP_REWRITE_GOLDENS"] == "1" {
        try outcome.write(to: expected, atomically: true, encoding: .utf8)
      } else {
        #expect(outcome == (try? String(contentsOf: expected, encoding: .utf8)), "\(name)")
      }
    }
  }
}
