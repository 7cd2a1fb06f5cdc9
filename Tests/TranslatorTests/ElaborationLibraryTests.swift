import Diagnostics
import Testing

@testable import Translator

/// How tapset files are indexed and probe points matched.
@Suite struct ElaborationLibraryTests {
  /// Returns the index of `text`.
  private func index(_ text: String) -> TapsetIndex { TapsetScanner.index(of: Array(text.utf8)) }

  /// A file with everything that can mislead a scanner.
  private static let file = #"""
    # probe comment = x { }
    global a, b = "probe }", c[3], d%
    private global e = 1
    private f = 2, g
    /* function nothing() { */
    function one:long(x:long) { if (x) { return 1 } "} function z() {" }
    private function two() %{ function three() { %}
    probe syscall.open = kernel . trace("raw:enter"), process.function("f") ? { x = 1 }, { y = 2 }
    probe kernel.mark("m \"q\"").format("%d {") = b = kernel.event("a:b") { $arg1 = $x }
    probe begin { probe = 1 }
    probe late += syscall.open { }
    """#

  @Test func `the declarations of a file are found without parsing it`() {
    let index = index(Self.file)
    #expect(
      index.declarations.map(\.kind) == [
        .globals(["a", "b", "c", "d"], isPrivate: false), .globals(["e"], isPrivate: true),
        .globals(["f", "g"], isPrivate: true), .function("one", isPrivate: false),
        .function("two", isPrivate: true), .aliases(["syscall.open"]),
        .aliases([#"kernel.mark("m \"q\"").format("%d {")"#, "b"]), .probe, .aliases(["late"]),
      ])
    #expect(index.isDivisible)
  }

  @Test func `each declaration ends where the next one starts`() {
    let bytes = Array(Self.file.utf8)
    let declarations = index(Self.file).declarations
    for (first, second) in zip(declarations, declarations.dropFirst()) {
      #expect(first.end == second.start)
    }
    #expect(declarations.last?.end == bytes.count)
  }

  @Test(arguments: [
    "%( kernel_v > \"6\" %? function f() { %: function f(x) { %) return 1 } function g() {}",
    "@define m %( 1 %) function f() { return @m } function g() {}",
  ])
  func `files with conditions or macros around declarations are parsed whole`(_ text: String) {
    let index = index(text)
    #expect(!index.isDivisible)
    #expect(index.declarations.contains { $0.kind == .function("g", isPrivate: false) })
  }

  @Test func `names of aliases become forms of points`() {
    let shape = PointShape(indexName: #"kernel.mark("a \"b\"").format("%d").other(3)"#)
    #expect(
      shape.components == [
        .name("kernel"), .literal("mark", .text("a \"b\"")), .literal("format", .text("%d")),
        .literal("other", .number(3)),
      ])
    #expect(shape.path == "kernel.mark.format.other")
  }

  @Test(arguments: [
    ("a.b", true), ("a.*", true), ("*.b", true), ("a.b*", true), ("**", true), ("a**", true),
    ("a", false), ("a.b.c", false), ("b.a", false), ("a.*c", false), ("a.**.b", false),
  ])
  func `patterns match whole names`(_ text: String, _ isMatch: Bool) {
    let range = SourceRange(file: SourceFileID(0), start: 0, end: 0)
    let components = text.split(separator: ".").map {
      PointComponent(name: String($0), argument: nil, range: range)
    }
    let pattern = PointPattern(components: components, range: range)
    #expect(PointShape(.name("a"), .name("b")).matches(pattern) == isMatch)
  }
}
