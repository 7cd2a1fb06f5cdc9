import Diagnostics
import IR
import Testing

@testable import Translator

/// What declarations are parsed to.
@Suite struct SyntaxDeclarationTests {
  /// Returns how `text` is printed.
  private func printed(_ text: String) -> String {
    let script = ParsedScript(text)
    #expect(script.messages == "")
    return script.printed
  }

  @Test(arguments: [
    ("global a", "global a\n"), ("global a, b;", "global a\nglobal b\n"),
    ("global a = 1, b = -2, c = \"x\" \"y\"", "global a = 1\nglobal b = -2\nglobal c = \"xy\"\n"),
    ("global a%, b[10], c%[20]", "global a%\nglobal b[10]\nglobal c%[20]\n"),
    ("global $a, b", "global $a\nglobal b\n"), ("private global a", "private global a\n"),
    ("private a = 1", "private global a = 1\n"),
  ])
  func `globals`(_ text: String, _ expected: String) { #expect(printed(text) == expected) }

  @Test(arguments: [
    ("function f() { }", "function f ()\n{\n}\n"),
    (
      "function f:long(a, b:string, c:long) { return a }",
      "function f:long (a, b:string, c:long)\n{\nreturn a;\n}\n"
    ),
    ("private function f(a):2 { }", "private function f (a) :2\n{\n}\n"),
    ("function string:string(long1) { }", "function string:string (long1)\n{\n}\n"),
    ("function $f($a) { }", "function $f ($a)\n{\n}\n"),
    ("function long(a) { }", "function long (a)\n{\n}\n"),
    ("function f(a:long,) { }", "function f (a:long)\n{\n}\n"),
  ])
  func `functions`(_ text: String, _ expected: String) { #expect(printed(text) == expected) }

  @Test(arguments: [
    ("probe begin { }", "probe begin{\n}\n"),
    ("probe begin, end { }", "probe begin,end{\n}\n"),
    ("probe kernel.function(\"a\").return { }", "probe kernel.function(\"a\").return{\n}\n"),
    ("probe begin(-5) { }", "probe begin(-5){\n}\n"),
    ("probe a?, b!, c if (d), e? if (f > 1) { }", "probe a?,b!,c if (d),e? if ((f) > (1)){\n}\n"),
    ("probe syscall.*, s*s.**.x*64 { }", "probe syscall.*,s*s.**.x*64{\n}\n"),
    ("probe a.{b,c(1)}.{d,e} { }", "probe a.b.d,a.b.e,a.c(1).d,a.c(1).e{\n}\n"),
    ("probe {a,b}.c? { }", "probe a.c?,b.c?{\n}\n"),
    ("probe a.{b,{c,d}.e!} if (f) { }", "probe a.b if (f),a.c.e! if (f),a.d.e! if (f){\n}\n"),
    ("probe process.function(\"x\").if { }", "probe process.function(\"x\").if{\n}\n"),
  ])
  func `probe points`(_ text: String, _ expected: String) { #expect(printed(text) == expected) }

  @Test(arguments: [
    ("probe a = b { x }", "probe a = b{\nx;\n}\n"),
    ("probe a.b = c = d, e? { }", "probe a.b = c = d,e?{\n}\n"),
    ("probe a = b { x }, { y }", "probe a = b{\nx;\n}, {\ny;\n}\n"),
    ("probe a += b { x }", "probe a += b{\nx;\n}\n"),
    (
      "probe kernel.mark(\"m\").format(\"%d\") = kernel.trace(\"s:e\") { $arg1 = $id }",
      "probe kernel.mark(\"m\").format(\"%d\") = kernel.trace(\"s:e\"){\n($arg1) = ($id);\n}\n"
    ),
    ("probe a(1) = b { }", "probe a(1) = b{\n}\n"),
  ])
  func `aliases`(_ text: String, _ expected: String) { #expect(printed(text) == expected) }

  @Test func `an alias tells its prologue from its epilogue`() {
    let aliases = ParsedScript("probe a = b { } probe a += b { } probe a = b { }, { }").tree.aliases
    #expect(aliases.map { $0.prologue != nil } == [true, false, true])
    #expect(aliases.map { $0.epilogue != nil } == [false, true, true])
  }

  @Test func `declarations of all kinds stand in any order`() {
    let script = ParsedScript(
      """
      probe begin { }
      %{ int x; %}
      global a
      probe b = begin { }
      function f() { }
      private global c
      probe end { }
      """, environment: .guru)
    #expect(script.messages == "")
    #expect(script.tree.probes.count == 2)
    #expect(script.tree.embeddedCode.map(\.text) == [" int x; "])
    #expect(script.tree.globals.map(\.visibility) == [.everywhere, .file])
    #expect(script.tree.aliases.count == 1)
    #expect(script.tree.functions.count == 1)
  }

  @Test func `declarations know their places`() {
    let script = ParsedScript("global a = 1, b[2]\nprobe x.y(\"z\")? if (a) { }\nfunction f() { }")
    #expect(script.tree.globals.map { script.text(of: $0.range) } == ["a = 1", "b[2]"])
    #expect(script.text(of: script.tree.probes[0].points[0].range) == "x.y(\"z\")? if (a)")
    #expect(script.text(of: script.tree.probes[0].range) == "probe x.y(\"z\")? if (a) { }")
    #expect(script.text(of: script.tree.functions[0].range) == "function f() { }")
  }
}
