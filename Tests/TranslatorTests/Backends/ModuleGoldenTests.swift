import Diagnostics
import IR
import Testing

@testable import Translator

/// The C that the module back end makes, in pairs of IR and text.
@Suite struct ModuleGoldenTests {
  @Test func `golden modules`() throws {
    try GoldenFolder("Backends/Module", "ir").check { text in
      var log = DiagnosticLog()
      let source = makeModule(
        from: try Program(parsing: text), options: ModuleBackendOptions(release: "6.1.0"),
        sources: SourceMap(), log: &log)
      #expect(log.diagnostics.map(\.message) == [])
      return source.text
    }
  }

  @Test func `a half that the kernel cannot run is an error`() {
    let program = SampleHalf.program { half in
      let name = half.append(.intrinsic(.execname, []), type: .string)
      half.append(.intrinsic(.isdigit, [name]), type: .long)
    }
    var log = DiagnosticLog()
    let source = makeModule(
      from: program, options: ModuleBackendOptions(release: "6.1.0"), sources: SourceMap(),
      log: &log)
    #expect(source.text.contains("MARKTAP_NO_SITES;"))
    #expect(
      log.diagnostics.map(\.message) == ["the function 'isdigit' cannot be done in the kernel"])
  }

  @Test func `halves that do the same share a function`() {
    var program = SampleHalf.program(slots: [.long]) { half in
      half.commit()
      half.capture(0, half.argument(1))
    }
    SampleHalf.append(to: &program, slots: [.long]) { half in
      half.commit()
      half.capture(0, half.argument(1))
    }
    let source = makeModule(from: program, options: ModuleBackendOptions(release: "6.1.0")).source
    #expect(source.text.contains("MARKTAP_HALF(&run, 0, half_0(&run, arguments));"))
    #expect(source.text.contains("MARKTAP_HALF(&run, 1, half_0(&run, arguments));"))
    #expect(!source.text.contains("half_1("))
  }

  @Test func `literals and comments are what they are in C`() {
    #expect(CLiteral.string([0, 0x41, 0x22, 0x3f, 0x5c, 0xff]) == #""\000A\"\077\\\377""#)
    #expect(CLiteral.comment("a /* b */ c") == "a / * b * / c")
    #expect(CLiteral.number(.min) == "S64_MIN")
    #expect(CLiteral.number(1 << 40) == "1099511627776LL")
  }
}
