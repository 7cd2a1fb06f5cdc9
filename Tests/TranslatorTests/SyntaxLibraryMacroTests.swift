import Diagnostics
import KernelDescription
import Testing

@testable import Translator

@Suite struct SyntaxLibraryMacroTests {
  /// Returns a library with a file of `macros` and one that uses them.
  private func library(of macros: String) -> TapsetLibrary {
    TapsetLibrary(
      TapsetCatalog(of: [
        SourceText(name: "macros.stpm", text: macros, isTapset: true),
        SourceText(
          name: "use.stp", text: "function two:long() { return @twice(1) }", isTapset: true),
      ]))
  }

  @Test func `scripts see the macros of the library`() {
    var sources = SourceMap()
    var log = DiagnosticLog()
    let file = sources.add(SourceText(name: "script.stp", text: "probe begin { f(@twice(3)) }"))
    let macros = library(of: "@define twice(x) %( (2 * @x) %)").macros(
      environment: .test, sources: &sources, log: &log)
    let tree = parse(file, in: sources, environment: .test, macros: macros, log: &log)
    #expect(log.diagnostics == [])
    #expect(TreePrinter.text(of: tree, named: "").hasSuffix("f((2) * (3));\n}\n"))
  }

  @Test func `mistakes in a use of a library's macro point at both places`() {
    var sources = SourceMap()
    var log = DiagnosticLog()
    let file = sources.add(SourceText(name: "script.stp", text: "probe begin { f(@twice(3)) }"))
    let macros = library(of: "@define twice(x) %( 2 * * @x %)").macros(
      environment: .test, sources: &sources, log: &log)
    _ = parse(file, in: sources, environment: .test, macros: macros, log: &log)
    #expect(
      DiagnosticRenderer(sources: sources).text(of: log) == """
        script.stp:1:17: error: expected an expression but found '*' [syntax]
           1 | probe begin { f(@twice(3)) }
             |                 ^~~~~~
        macros.stpm:1:25: note: it comes from this macro
           1 | @define twice(x) %( 2 * * @x %)
             |                         ^

        """)
  }

  @Test func `a part of a file has the places of the whole file`() throws {
    var sources = SourceMap()
    var log = DiagnosticLog()
    let text = "global a\nfunction f() { return a }\nglobal b"
    let file = sources.add(SourceText(name: "script.stp", text: text))
    let tree = parse(
      file, range: 9..<34, in: sources, environment: .test, macros: MacroTable(), log: &log)
    #expect(log.diagnostics == [])
    #expect(tree.globals.isEmpty)
    #expect(tree.functions.map(\.range) == [SourceRange(file: file, start: 9, end: 34)])
  }
}
