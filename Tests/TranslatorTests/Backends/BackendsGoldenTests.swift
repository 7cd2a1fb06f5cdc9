import BPF
import Diagnostics
import IR
import Testing

@testable import Translator

/// The code that the back end makes, in pairs of IR and instructions.
@Suite struct BackendsGoldenTests {
  @Test func `golden code`() throws {
    try GoldenFolder("Backends/BPF", "ir").check { text in
      var log = DiagnosticLog()
      let object = makeObject(
        from: try Program(parsing: text), options: BPFBackendOptions(), sources: SourceMap(),
        log: &log)
      #expect(log.diagnostics.map(\.message) == [])
      return object.programs.map { "\($0.section)\n\(Disassembler($0.code).text)" }.joined()
    }
  }

  @Test func `a half that the kernel cannot run is an error at its line`() throws {
    let program = SampleHalf.program { half in
      let name = half.append(.intrinsic(.execname, []), type: .string)
      half.append(.intrinsic(.isdigit, [name]), type: .long)
    }
    var log = DiagnosticLog()
    let object = makeObject(
      from: program, options: BPFBackendOptions(), sources: SourceMap(), log: &log)
    #expect(object.programs.isEmpty)
    #expect(
      log.diagnostics.map(\.message) == ["the function 'isdigit' cannot be done in the kernel"])
  }

  @Test func `the same program makes the same object`() throws {
    let program = SampleHalf.program(slots: Array(repeating: .long, count: 30)) { half in
      half.commit()
      let values = (0..<30).map { index in
        half.append(
          .binary(.multiply, half.argument(0), half.long(Int64(index))), type: .long)
      }
      for (slot, value) in values.enumerated() { half.capture(slot, value) }
    }
    var log = DiagnosticLog()
    let objects = (0..<3).map { _ in
      makeObject(from: program, options: BPFBackendOptions(), sources: SourceMap(), log: &log)
    }
    #expect(objects[0] == objects[1] && objects[1] == objects[2])
  }
}
