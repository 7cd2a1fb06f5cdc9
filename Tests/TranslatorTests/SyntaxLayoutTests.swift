import Diagnostics
import Foundation
import Testing

@testable import Translator

/// Laying scripts out.
@Suite struct SyntaxLayoutTests {
  @Test func `scripts are laid out as expected`() throws {
    try GoldenFolder("Syntax/Layout", "stp").check { text in
      let result = try #require(layout(of: text))
      #expect(layout(of: result) == result)
      return result
    }
  }

  @Test func `the scripts of the project are laid out already`() throws {
    for script in try ProjectScripts.all() {
      #expect(layout(of: script.text) == script.text, "\(script.name)")
    }
  }

  @Test(arguments: [
    ("probe begin { exit( }", "expected ')' but found '}'"),
    ("probe begin { a[1 }", "expected ']' but found '}'"),
    ("probe begin { exit()", "expected '}' but found the end of the file"),
    ("probe begin { %( 1 == 1 %? a }", "expected '%)' but found the end of the file"),
    ("probe begin { } }", "'}' closes nothing"),
    ("probe begin { \"a }", "the string has no closing quote"),
    ("probe begin { 99999999999999999999 }", "is not a number"),
    ("probe begin \(String(repeating: "{", count: 2_000))", "deep"),
  ])
  func `what is not whole is not laid out`(_ text: String, _ message: String) {
    var sources = SourceMap()
    var log = DiagnosticLog()
    let file = sources.add(SourceText(name: "script.stp", text: text))
    #expect(formatted(file, in: sources, log: &log) == nil)
    #expect(DiagnosticRenderer(sources: sources).text(of: log).contains(message))
  }

  @Test func `an empty script stays empty`() {
    #expect(layout(of: "") == "")
    #expect(layout(of: "\n\n  \n") == "")
    #expect(layout(of: "# only this") == "# only this\n")
  }
}

/// Returns `text` laid out; `nil` if that is refused.
func layout(of text: String) -> String? {
  layout(of: Array(text.utf8)).map { String(decoding: $0, as: UTF8.self) }
}

/// Returns `bytes` laid out; `nil` if that is refused.
func layout(of bytes: [UInt8]) -> [UInt8]? {
  var sources = SourceMap()
  var log = DiagnosticLog()
  let file = sources.add(SourceText(name: "script.stp", bytes: bytes))
  return formatted(file, in: sources, log: &log)
}
