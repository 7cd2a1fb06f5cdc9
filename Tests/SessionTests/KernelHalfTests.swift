import Foundation
import Session
import Testing
import Translator

/// The scripts in `KernelHalves`, which are what scripts are usually like: each says beside it which parts of it
/// stay in the kernel.
@Suite(.enabled(if: geteuid() == 0, "loading programs needs root"), .serialized)
struct KernelHalfTests {
  /// The folder of the scripts.
  private static let folder = URL(filePath: #filePath)
    .deletingLastPathComponent().appending(path: "KernelHalves")

  /// The names of the scripts.
  static let scripts =
    (try? FileManager.default.contentsOfDirectory(atPath: folder.path))
    .map { $0.filter { $0.hasSuffix(".stp") }.sorted() } ?? []

  @Test func `there are typical scripts`() { #expect(Self.scripts.count >= 40) }

  @Test(arguments: scripts)
  func `what can stay in the kernel does`(script: String) throws {
    let path = Self.folder.appending(path: script).path
    let explanation = try Session(ScriptRequest(source: .file(path))).explained()
    let found = try summary(of: #require(explanation.value, "\(explanation.log.diagnostics)"))
    let expected = "\(path).expected"
    if ProcessInfo.processInfo.environment["MARKTAP_REWRITE_GOLDENS"] == "1" {
      try found.write(toFile: expected, atomically: true, encoding: .utf8)
    }
    #expect(try found == String(contentsOfFile: expected, encoding: .utf8))
  }

  @Test(arguments: scripts)
  func `the kernel takes every half`(script: String) throws {
    let path = Self.folder.appending(path: script).path
    let result = try Tool.run("\(path) -c /bin/true")
    #expect(result.errors == "")
    #expect(result.status == 0)
  }

  /// Returns the text of `explanation` without what depends on the kernel: formats of markers, and the lines of
  /// tapsets.
  private func summary(of explanation: SplitExplanation) -> String {
    var text = explanation.globals.map { "\($0)\n" }.joined()
    for probe in explanation.probes {
      text += "probe \(probe.number)\n  record: \(probe.record)\n"
      for line in probe.lines where line.isOfScript {
        text += "  \(line.number): \(line.text)\n"
        text += line.notes.map { "    \($0)\n" }.joined()
      }
    }
    return text
  }
}

extension ProbeExplanation.Line {
  /// `true` iff the line stands in one of the scripts.
  fileprivate var isOfScript: Bool {
    KernelHalfTests.scripts.contains { file == $0 || file.hasSuffix("/\($0)") }
  }
}
