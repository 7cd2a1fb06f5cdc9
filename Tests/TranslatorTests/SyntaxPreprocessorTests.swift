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
    (#"CONFIG_SMP == "[ym]""#, true), (#"CONFIG_SMP != "?""#, false), ("CONFIG_HZ == 250", true),
    ("CONFIG_HZ > 1000", false), ("CONFIG_HZ >= CONFIG_HZ", true), ("CONFIG_NONE == 0", true),
    (#"runtime == "b*""#, true), (#"systemtap_privilege == "stap*""#, false),
    (#""ab" == "a*""#, false), ("guru_mode != 1", true), (#"systemtap_v == "5.*""#, true),
    (#""a" >= "b""#, false), ("$# == 0", true),
    (#"1 == 1 || 1 == 2 && 1 == 3"#, true), ("1 == 2 && 1 == 1 || 2 == 2", true),
    ("1 == 2 || 1 == 3", false), ("1 == 1 && 1 == 3", false),
  ])
  func `conditions are decided`(_ condition: String, _ holds: Bool) {
    #expect(
      printed("probe begin { %( \(condition) %? a %: b %) }")
        == "probe begin{ \(holds ? "a" : "b"); }")
  }

  @Test(arguments: [
    (#"kernel_v < "6*""#, 13), (#"arch < "x""#, 9), (#"runtime >= "b""#, 12),
    ("guru_mode == 2", 17),
    ("guru_mode < 1", 14), (#"CONFIG_HZ < "3""#, 14), ("CONFIG_SMP == 1", 4), ("kernel_v == 6", 16),
    (#""6" == kernel_v"#, 11), (#"1 == "1""#, 9), ("kernel == 1", 4), ("1 == 1 && && 1 == 1", 14),
    ("CONFIG_SMP == kernel_v", 18), ("(1 == 1)", 4),
  ])
  func `conditions that ask what makes no sense are refused at their place`(
    _ condition: String, _ column: Int
  ) throws {
    let script = ParsedScript("%( \(condition) %? probe begin { } %)")
    let range = try #require(script.log.diagnostics.first?.range)
    #expect(script.sources.lineAndColumn(of: range.position).column == column)
  }

  @Test(arguments: [
    ("%( 1 == 2 %? a %? b %)", 16), ("%( 1 == 1 %? probe a { } %: b %: c %)", 31),
    ("%( 1 == 2 %? a %: probe b { } %: c %)", 31), ("%( 1 == 2 %? a %: b", 1), ("%( 1 ==", 8),
    ("probe a { } %)", 13),
  ])
  func `conditions that are not well formed are refused at their place`(
    _ text: String, _ column: Int
  ) throws {
    let script = ParsedScript(text)
    let range = try #require(script.log.diagnostics.first?.range)
    #expect(script.sources.lineAndColumn(of: range.position).column == column)
  }

  @Test(arguments: [
    ("@define define %( 1 %)", 9), ("@define a %( @define b %( 1 %) %)", 14), ("@define a %( 1", 9),
    ("@define if %( 1 %)", 9), ("@define a(if) %( 1 %)", 11),
    ("@define a(x) %( @x %) probe begin { @a(1, 2) }", 41),
    ("@define a(x, y) %( @x + @y %) probe begin { @a(1) }", 49),
    ("@define a(x) %( @x %) probe begin { @a(1 }", 37),
  ])
  func `macros that are not well formed are refused at their place`(
    _ text: String, _ column: Int
  ) throws {
    let script = ParsedScript(text)
    let range = try #require(script.log.diagnostics.first?.range)
    #expect(script.sources.lineAndColumn(of: range.position).column == column)
  }

  @Test func `braces do not hold arguments of macros together`() {
    #expect(
      printed("@define start(event) %( probe @event %) @start(begin {) a }")
        == "probe begin{ a; }")
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
