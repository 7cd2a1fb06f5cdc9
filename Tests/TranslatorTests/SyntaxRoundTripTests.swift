import Diagnostics
import Testing

@testable import Translator

/// What is printed parses to what it was printed from, and is printed in the same way again.
@Suite struct SyntaxRoundTripTests {
  /// Returns the macros of the project, and checks that nothing is wrong with them.
  private func projectMacros() throws -> MacroTable {
    var table = MacroTable()
    // The translator makes this one itself, of the limits that hold.
    let limits = (name: "<limits>", text: "@define MAXSTRINGLEN %( 512 %)")
    for script in try ProjectScripts.macroFiles().map({ (name: $0.name, text: $0.text) }) + [limits]
    {
      var sources = SourceMap()
      var log = DiagnosticLog()
      let file = sources.add(SourceText(name: script.name, text: script.text, isTapset: true))
      table.add(contentsOf: parseMacros(file, in: sources, environment: .guru, log: &log))
      #expect(DiagnosticRenderer(sources: sources).text(of: log) == "")
    }
    return table
  }

  @Test func `the scripts of the project are printed as what they are`() throws {
    let macros = try projectMacros()
    var environment = PreprocessorEnvironment.guru
    environment.arguments = ScriptArguments(["begin", "end", "text", "", "", ""])
    for script in try ProjectScripts.all() where !script.isMacroFile {
      let first = ParsedScript(script.text, environment: environment, macros: macros)
      #expect(first.messages == "", "\(script.name)")
      let again = ParsedScript(first.printed, environment: .guru)
      #expect(again.messages == "", "\(script.name)")
      // What is printed asks for no arguments: their text is in their place.
      var tree = first.tree
      tree.usedArguments = []
      #expect(shape(of: again.tree) == shape(of: tree), "\(script.name)")
      #expect(again.printed == first.printed, "\(script.name)")
    }
  }

  @Test(arguments: [
    ("x = @offsetof(\"task_struct\", pid)", "(x) = (&@cast(0, \"task_struct\", \"kernel\")->pid);"),
    ("x = @cast_sizeof(\"int\")", "(x) = (&@cast(0, \"int\")[1]);"),
    (
      "x = @container_of(p, \"page\", lru)->flags",
      "(x) = (@cast((p) - (&@cast(0, \"page\", \"kernel\")->lru), \"page\")->flags);"
    ),
    ("@try_assign(x, f(), 1)", "try {\n(x) = (f());\n} catch {\n(x) = (1);\n}"),
    ("@this3 = 1", "(_this_value3[tid()]) = (1);"),
    (
      "@prometheus_dump_array2(a, \"n\", \"p\", \"q\")",
      """
      foreach (_value = [_key1, _key2] in a) {
      ($value) .= (("n") . ("{"));
      ($value) .= ((("p") . ("=")) . (string_quoted(sprint(_key1))));
      ($value) .= ((((",") . ("q")) . ("=")) . (string_quoted(sprint(_key2))));
      ($value) .= ((("} ") . (text_str(sprint(_value)))) . ("\\n"));
      }
      """
    ),
  ])
  func `macros of the project stand for what they say`(
    _ use: String, _ printed: String
  ) throws {
    let script = ParsedScript("probe a { \(use) }", macros: try projectMacros())
    #expect(script.messages == "")
    #expect(script.printed == "probe a{\n\(printed)\n}\n")
  }

  @Test(arguments: 0..<16)
  func `random scripts are printed as what they are`(_ batch: Int) {
    let seed = UInt64(32_452_843 * batch + 1)
    var random = RandomBytes(seed: seed)
    for round in 0..<20 {
      let text = RandomScript.text(using: &random)
      let first = ParsedScript(text, environment: .guru)
      #expect(first.messages == "", "seed \(seed), round \(round): \(text)")
      let again = ParsedScript(first.printed, environment: .guru)
      #expect(again.messages == "", "seed \(seed), round \(round): \(text)")
      #expect(
        shape(of: again.tree) == shape(of: first.tree), "seed \(seed), round \(round): \(text)")
      #expect(again.printed == first.printed, "seed \(seed), round \(round): \(text)")
    }
  }
}
