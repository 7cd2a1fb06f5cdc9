import Testing

@testable import Translator

/// What scripts mean depends on the version of the language that they are written in.
@Suite struct SyntaxVersionTests {
  /// Parses `text` as a script of `version` in guru mode.
  private func script(_ text: String, version: String) -> ParsedScript {
    ParsedScript(
      text,
      environment: PreprocessorEnvironment(
        kernelRelease: "6.1.0", languageVersion: version, guruMode: 1))
  }

  @Test(arguments: [
    ("private global a", "3.0", "2.9"), ("probe begin { @kderef(1, a) }", "4.0", "3.3"),
    ("probe begin { @uregister(1) }", "4.0", "3.0"), ("probe begin { f()->a }", "2.6", "2.5"),
    ("probe begin { 1->a }", "2.6", "2.5"), ("probe begin { &a }", "2.6", "2.5"),
    ("probe begin { f((a)[1] in b) }", "2.6", "2.5"),
  ])
  func `newer forms need a newer language`(_ text: String, _ newer: String, _ older: String) {
    #expect(script(text, version: newer).messages == "")
    #expect(script(text, version: older).log.hasErrors)
  }

  @Test(arguments: [
    "global private", "probe begin { &$a->b }", "probe begin { &@cast(a, \"b\")->c }",
    "probe begin { $a->b[1]$ }",
  ])
  func `older forms are forms of the older language`(_ text: String) {
    #expect(script(text, version: "2.5").messages == "")
  }

  @Test func `conditions on the version are told if that is wanted`() {
    let text = "%( systemtap_v > \"1\" %? probe begin { } %)"
    var environment = PreprocessorEnvironment(kernelRelease: "6.1.0")
    #expect(ParsedScript(text, environment: environment).messages == "")
    environment.versionConditions = .warned
    #expect(
      ParsedScript(text, environment: environment).log.diagnostics.map(\.id)
        == ["version-dependent"])
  }

  @Test func `a comment kept strings apart`() {
    let text = "probe begin { print(\"a\" /* b */ \"c\") }"
    #expect(script(text, version: "2.0").printed == "probe begin{\nprint(\"ac\");\n}\n")
    #expect(script(text, version: "1.9").log.hasErrors)
    #expect(script("probe begin { print(\"a\"\n \"c\") }", version: "1.9").messages == "")
  }

  @Test func `an assignment behind a colon belonged to the colon`() {
    let text = "probe begin { a ? b : c = d }"
    #expect(script(text, version: "4.0").printed == "probe begin{\n((a)?(b):(c)) = (d);\n}\n")
    #expect(script(text, version: "3.3").printed == "probe begin{\n(a)?(b):((c) = (d));\n}\n")
  }

  @Test(arguments: [
    "%{ C %}", "function f() %{ C %}", "probe begin { %{ C %} }", "probe begin { @const(\"C\") }",
    "probe begin { @kderef(1, a) }", "probe begin { @kregister(1) }",
  ])
  func `what can do harm needs guru mode`(_ text: String) {
    #expect(ParsedScript(text).log.diagnostics.map(\.id) == ["guru-mode"])
    #expect(ParsedScript(text, environment: .guru).messages == "")
  }

  @Test func `a script that declares nothing is an error`() {
    for text in ["", "# nothing\n", "@define a %( b %)", "%( 1 == 2 %? probe begin { } %)"] {
      #expect(ParsedScript(text).log.diagnostics.map(\.id) == ["empty-script"])
    }
  }
}
