import Testing

@testable import Translator

/// Golden pairs of the parser: scripts with what `-p1` prints, and scripts with what is wrong with them.
@Suite struct SyntaxGoldenTests {
  @Test func `trees print as expected`() throws {
    try GoldenFolder("Syntax/Trees", "stp").check { text in
      let script = ParsedScript(text, environment: .guru)
      #expect(script.messages == "")
      return script.printed
    }
  }

  @Test func `errors read as expected`() throws {
    try GoldenFolder("Syntax/Errors", "stp").check { text in
      let script = ParsedScript(text)
      #expect(!script.log.diagnostics.isEmpty)
      return script.messages
    }
  }

  @Test func `what is printed parses to the same tree`() throws {
    try GoldenFolder("Syntax/Trees", "stp").check { text in
      let script = ParsedScript(text, environment: .guru)
      let again = ParsedScript(script.printed, environment: .guru)
      #expect(again.messages == "")
      #expect(shape(of: again.tree) == shape(of: script.tree))
      return script.printed
    }
  }
}
