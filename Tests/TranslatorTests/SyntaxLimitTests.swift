import Glibc
import Testing

@testable import Translator

/// Scripts that are too large or too deep are errors, never crashes.
@Suite struct SyntaxLimitTests {
  @Test(arguments: [
    ("(", "1", ")"), ("- ", "1", ""), ("f(", "1", ")"), ("a[", "1", "]"), ("1 ? ", "2", " : 3"),
    ("@defined(", "1", ")"), ("a = ", "1", ""), ("{", "", "}"),
    ("if (1) ", "x", ""), ("while (1) ", "x", ""), ("try {", "", "} catch { }"),
    ("foreach (a in b) ", "x", ""), ("sprint(", "1", ")"),
  ])
  func `what nests too deeply is an error`(_ open: String, _ core: String, _ close: String) {
    let nested = { (depth: Int) in
      String(repeating: open, count: depth) + core + String(repeating: close, count: depth)
    }
    #expect(ParsedScript("probe begin { \(nested(50)) }").messages == "")
    #expect(
      ParsedScript("probe begin { \(nested(3000)) }").log.diagnostics.map(\.id) == ["too-deep"])
  }

  @Test(arguments: [" + 1", " . 1", " && 1", " ? 1 : 1", " == 2 ? 1 : 1 + 2 * 3"])
  func `what chains too far is an error`(_ link: String) {
    #expect(ParsedScript("probe begin { 1\(String(repeating: link, count: 450)) }").messages == "")
    let script = ParsedScript("probe begin { 1\(String(repeating: link, count: 2000)) }")
    #expect(script.log.diagnostics.map(\.id) == ["too-deep"])
  }

  @Test func `long chains of else and deep blocks are read`() {
    let arms = (0..<450).map { "if (a == \($0)) b = \($0) else " }.joined()
    #expect(ParsedScript("probe begin { \(arms) c }").messages == "")
    let blocks = String(repeating: "if (a) {", count: 90) + String(repeating: "}", count: 90)
    #expect(ParsedScript("probe begin { \(blocks) }").messages == "")
    let longer = (0..<2000).map { "if (a == \($0)) b = \($0) else " }.joined()
    #expect(ParsedScript("probe begin { \(longer) c }").log.diagnostics.map(\.id) == ["too-deep"])
  }

  @Test func `braces of a probe point that stand for too many points are an error`() {
    let point = Array(repeating: "{a,b}", count: 40).joined(separator: ".")
    #expect(ParsedScript("probe \(point) { }").log.diagnostics.map(\.id) == ["too-many-points"])
  }

  @Test(arguments: LongScript.all)
  func `long scripts take time in proportion`(_ long: LongScript) {
    let script = ParsedScript(long.text(20_000))
    #expect(!script.log.hasErrors)
    #expect(script.log.diagnostics.count <= Parser.maximumErrors)
    // Four times the length costs sixteen times as much if each part of the script is gone through for each other.
    let (short, whole) = (long.time(5_000), long.time(20_000))
    #expect(whole < short * 10, "\(short) and \(whole)")
  }

  @Test func `many warnings hide no error`() {
    let warnings = String(repeating: "esle { } ", count: 100)
    #expect(ParsedScript("probe begin { \(warnings) x = }").log.hasErrors)
  }

  @Test func `reading ends after many errors`() {
    let script = ParsedScript(String(repeating: "probe begin { x = }\n", count: 1000))
    #expect(script.log.diagnostics.count == Parser.maximumErrors + 1)
    #expect(script.log.diagnostics.last?.id == "too-many-errors")
  }
}

/// A script of any length.
struct LongScript: CustomTestStringConvertible, Sendable {
  let testDescription: String
  /// The script with so many parts.
  let text: @Sendable (_ parts: Int) -> String

  static let all = [
    LongScript(testDescription: "parameters") { parts in
      "function f(\((0..<parts).map { "a\($0)" }.joined(separator: ","))) { }"
    },
    LongScript(testDescription: "parts of a point") {
      "probe a\(String(repeating: ".b", count: $0)) { }"
    },
    LongScript(testDescription: "warnings") {
      "probe begin { \(String(repeating: "esle { } ", count: $0)) }"
    },
  ]

  /// What reading the script takes of the processor, the least of three times.
  func time(_ parts: Int) -> Duration {
    let text = text(parts)
    return (0..<3).map { _ in
      let start = Self.processorTime()
      _ = ParsedScript(text)
      return Self.processorTime() - start
    }.min()!
  }

  /// What this thread has had of the processor: it does not depend on what else runs.
  private static func processorTime() -> Duration {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
  }
}
