import Diagnostics
import Testing

@testable import Translator

/// The catalog of tapset files, and what is found in it.
@Suite struct ElaborationCatalogTests {
  /// Two files.
  private let sources = [
    SourceText(
      name: "one.stp",
      text: """
        global count, total
        private global own
        function twice(x) { return 2 * x }
        probe calls.open = begin { }
        probe kernel.mark("m").format("%d") = calls.close = end { }
        """, isTapset: true),
    SourceText(
      name: "two.stpm",
      text: """
        @define half(x) %( @x / 2 %)
        function twice(x, y) { return x + y }
        probe end { }
        probe kernel.mark("a").format("%s") = begin { }
        """, isTapset: true),
    SourceText(name: "empty.stp", text: "", isTapset: true),
  ]

  /// Returns what the declarations of `kind` called `name` are in the text of their files.
  private func texts(
    of kind: TapsetCatalog.Kind, named name: String, in catalog: TapsetCatalog
  ) -> [String] {
    catalog.declarations(of: kind, named: name).map { id in
      let source = catalog.source(ofFile: id.file)
      let text = String(decoding: source.bytes[catalog.range(of: id)], as: UTF8.self)
      return "\(source.name): \(text.prefix { $0 != "{" })"
    }
  }

  @Test func `each name leads to its declarations, in the order of the files`() {
    let catalog = TapsetCatalog(of: sources)
    #expect(
      texts(of: .function, named: "twice", in: catalog)
        == ["one.stp: function twice(x) ", "two.stpm: function twice(x, y) "])
    #expect(texts(of: .global, named: "total", in: catalog).count == 1)
    #expect(texts(of: .alias, named: "calls.open", in: catalog).count == 1)
    #expect(
      texts(of: .alias, named: "calls.close", in: catalog)
        == texts(of: .alias, named: #"kernel.mark("m").format("%d")"#, in: catalog))
    #expect(texts(of: .macro, named: "half", in: catalog).count == 1)
    for name in ["", "twic", "twicee", "calls", "zzz", "half", "count"] {
      #expect(catalog.declarations(of: .function, named: name).isEmpty)
    }
  }

  @Test func `names are listed in byte order, each once`() {
    let catalog = TapsetCatalog(of: sources)
    #expect(catalog.names(of: .function) == ["twice"])
    #expect(catalog.names(of: .global) == ["count", "own", "total"])
    #expect(
      catalog.names(of: .alias) == [
        "calls.close", "calls.open", #"kernel.mark("a").format("%s")"#,
        #"kernel.mark("m").format("%d")"#,
      ])
    #expect(catalog.names(of: .macro) == ["half"])
  }

  @Test func `aliases are found by their paths`() {
    let catalog = TapsetCatalog(of: sources)
    #expect(
      catalog.aliasNames(withPath: "kernel.mark.format") == [
        #"kernel.mark("a").format("%s")"#, #"kernel.mark("m").format("%d")"#,
      ])
    #expect(catalog.aliasNames(withPath: "calls.open") == ["calls.open"])
    #expect(catalog.aliasNames(withPath: "kernel.mark") == [])
  }

  @Test func `files are as they were`() throws {
    let catalog = TapsetCatalog(of: sources)
    #expect(catalog.fileCount == 3)
    for (number, source) in sources.enumerated() {
      let found = catalog.source(ofFile: number)
      #expect(found.name == source.name && found.bytes == source.bytes && found.isTapset)
    }
    #expect((0..<3).map(catalog.isDivisible(file:)) == [true, false, true])
    #expect((0..<3).map(catalog.declarationCount(ofFile:)) == [5, 4, 0])
    #expect((0..<3).map { catalog.probes(inFile: $0).map(\.position) } == [[], [2], []])
    let own = try #require(catalog.declarations(of: .global, named: "own").first)
    let count = try #require(catalog.declarations(of: .global, named: "count").first)
    #expect(catalog.isPrivate(own) && !catalog.isPrivate(count))
  }

  @Test func `a catalog is its bytes`() throws {
    let catalog = TapsetCatalog(of: sources)
    #expect(TapsetCatalog(of: sources).bytes == catalog.bytes)
    let read = try #require(TapsetCatalog(bytes: catalog.bytes))
    #expect(read.names(of: .alias) == catalog.names(of: .alias))
    #expect(TapsetCatalog(bytes: []) == nil)
    #expect(TapsetCatalog(bytes: Array(catalog.bytes.dropLast())) == nil)
    #expect(TapsetCatalog(bytes: Array("marktapX".utf8) + catalog.bytes.dropFirst(8)) == nil)
  }

  @Test func `bytes that are not what they should be do not stop a reader`() {
    let bytes = TapsetCatalog(of: sources).bytes
    var random = RandomBytes(seed: 4711)
    for _ in 0..<2000 {
      var damaged = bytes
      for _ in 0..<4 {
        damaged[Int(random.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: random.next())
      }
      guard let catalog = TapsetCatalog(bytes: damaged) else { continue }
      for kind in [TapsetCatalog.Kind.alias, .function, .global, .macro] {
        for name in catalog.names(of: kind) + ["twice", "calls.open"] {
          for id in catalog.declarations(of: kind, named: name) {
            _ = catalog.range(of: id)
            _ = catalog.source(ofFile: id.file)
          }
        }
      }
      _ = catalog.aliasNames(withPath: "kernel.mark.format")
    }
  }
}
