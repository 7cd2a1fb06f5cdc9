import Diagnostics
import Testing

@testable import Translator

@Suite struct SyntaxPreprocessorTests {
  /// Returns how `text` is printed after preprocessing, one line.
  private func printed(_ text: String) -> String {
    let script = ParsedScript(text)
    #expect(script.messages == "")
    return script.printed.split(separator: "\n").joined(separator: " ")
  }

  @Test(arguments: [
    (#"kernel_v == "6.1.0""#, true), (#"kernel_v >= "6.1""#, true), (#"kernel_v < "6.10""#, true),
    (#"kernel_v == "6.*""#, true), (#"kernel_v != "5.?.*""#, true),
    (#"kernel_vr == "6.1.0-56-amd64""#, true), (#"kernel_vr > "6.1.0-6""#, true),
    (#"systemtap_v >= "4.8""#, true), (#"arch == "x86_64""#, true), (#"arch != "x86*""#, false),
    (#"runtime == "bpf""#, true), (#"systemtap_privilege == "stapdev""#, true),
    ("guru_mode == 0", true), (#"CONFIG_SMP == "y""#, true), (#"CONFIG_NONE == "y""#, false),
    (#"CONFIG_NONE == """#, true), ("CONFIG_SMP != CONFIG_HZ", true), ("1 < 2", true),
    (#""a" >= "b""#, false), ("$# == 0", true),
    (#"1 == 1 || 1 == 2 && 1 == 3"#, true), ("1 == 2 && 1 == 1 || 2 == 2", true),
    ("1 == 2 || 1 == 3", false), ("1 == 1 && 1 == 3", false),
  ])
  func `conditions are decided`(_ condition: String, _ holds: Bool) {
    #expect(
      printed("probe begin { %( \(condition) %? a %: b %) }")
        == "probe begin{ \(holds ? "a" : "b"); }")
  }

  @Test func `a condition without an else may leave nothing`() {
    #expect(printed("probe begin { %( 1 == 2 %? a %) }") == "probe begin{ }")
  }

  @Test func `conditions nest and stand between any tokens`() {
    #expect(
      printed(
        """
        probe %( 1 == 1 %? %( 1 == 2 %? x %: begin %) %: %( 1 == 1 %? y %: z %) %) {
          f(1 %( 2 > 1 %? , 2 %) )
        }
        """) == "probe begin{ f(1, 2); }")
  }

  @Test func `a branch that is not taken need not be well formed`() {
    #expect(
      printed("probe begin { %( 1 == 2 %? $9 @9 0xzz ` @nothing %) a }") == "probe begin{ a; }")
  }

  @Test func `a macro stands for its tokens`() {
    #expect(
      printed("@define two %( 1 + 1 %) probe begin { x = @two * 3 }")
        == "probe begin{ (x) = ((1) + ((1) * (3))); }")
  }

  @Test func `a macro takes arguments, which are cut at outer commas`() {
    #expect(
      printed("@define m(a, b) %( f(@b, @a) %) probe begin { @m(g(1, 2), [3, 4] in c) }")
        == "probe begin{ f([3, 4] in c, g(1, 2)); }")
  }

  @Test func `a macro may be used in its own argument`() {
    #expect(
      printed("@define m(a) %( (@a + 1) %) probe begin { x = @m(@m(@m(0))) }")
        == "probe begin{ (x) = ((((0) + (1)) + (1)) + (1)); }")
  }

  @Test func `macros use macros and hand parameters on`() {
    #expect(
      printed(
        """
        @define outer(a) %( @inner(@a, 2) %)
        @define inner(a, b) %( @a . @b %)
        probe begin { x = @outer(y) }
        """) == "probe begin{ (x) = ((y) . (2)); }")
  }

  @Test func `a macro may hold a condition`() {
    #expect(
      printed("@define m %( %( 1 == 1 %? a %: b %) %) probe begin { @m }")
        == "probe begin{ a; }")
  }

  @Test func `macros of a library are seen, and those of the file hide them`() {
    var sources = SourceMap()
    var log = DiagnosticLog()
    let file = sources.add(
      SourceText(
        name: "library.stpm", text: "@define one %( 1 %)\n@define two %( 2 %)", isTapset: true))
    let library = parseMacros(file, in: sources, environment: .test, log: &log)
    #expect(log.diagnostics == [])
    #expect(library.names == ["one", "two"])
    let script = ParsedScript(
      "@define one %( 11 %) probe begin { f(@one, @two) }", macros: library)
    #expect(script.printed == "probe begin{\nf(11, 2);\n}\n")
  }

  @Test func `a library of macros holds nothing else`() {
    var sources = SourceMap()
    var log = DiagnosticLog()
    let file = sources.add(
      SourceText(name: "library.stpm", text: "@define one %( 1 %)\nglobal x", isTapset: true))
    _ = parseMacros(file, in: sources, environment: .test, log: &log)
    #expect(log.diagnostics.map(\.message) == ["expected '@define' but found keyword 'global'"])
  }

  @Test func `tokens of a macro are shown where it is used`() throws {
    let script = ParsedScript("@define sum %( a + b %) probe begin { x = @sum }")
    guard case .expression(.assignment(let assignment)) = script.tree.probes[0].body.statements[0]
    else {
      Issue.record("no assignment")
      return
    }
    #expect(script.text(of: assignment.value.range) == "@sum")
    #expect(script.text(of: assignment.range) == "x = @sum")
  }

  @Test func `macros that grow without end are stopped`() {
    let doubled = (1...40).map { "@define m\($0) %( @m\($0 - 1) @m\($0 - 1) %)" }
    let script = ParsedScript(
      "@define m0 %( x %)\n\(doubled.joined(separator: "\n"))\nprobe begin { @m40 }")
    #expect(
      script.log.diagnostics.map(\.message) == ["macros yield more than 250000 tokens in this file"]
    )
  }

  @Test func `arguments that are not used are warned of`() {
    var environment = PreprocessorEnvironment.test
    environment.arguments = ScriptArguments(["a", "b", "c"])
    let script = ParsedScript(
      "probe begin { f($1, %( 1 == 2 %? @3 %) 0) }", environment: environment)
    var log = DiagnosticLog()
    warnOfUnusedArguments(environment.arguments, in: [script.tree], log: &log)
    #expect(
      log.diagnostics.map(\.message) == [
        "script argument 2 is not used: neither '$2' nor '@2' is in the script"
      ])
  }
}
