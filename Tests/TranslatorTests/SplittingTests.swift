import Diagnostics
import IR
import Testing

@testable import Translator

@Suite struct SplittingTests {
  /// Returns `program` split, in which every half satisfies the verifier.
  private func halves(of text: String) throws -> Program {
    var log = DiagnosticLog()
    let program = split(try Program(parsing: text), sources: SourceMap(), log: &log)
    #expect(log.diagnostics.map(\.message) == [])
    var halves = program
    for index in halves.probes.indices { halves.probes[index].handler = nil }
    #expect(verify(halves).map(\.description) == [])
    return halves
  }

  @Test func `golden halves`() throws {
    try GoldenFolder("Splitting", "ir").check { text in
      var program = try halves(of: text)
      optimize(&program)
      return program.text(.withoutLocations)
    }
  }

  @Test func `what needs the kernel and depends on user space is refused`() throws {
    let text = """
      global where: string capacity 2048
      probe "p" tracepoint s, a, 1 {
      handler
      function p() {
      b0:
        v0: string = readGlobal g0
        v1 = isdigit(v0)
        v2: string = kernel_string(v1)
        print "%s", v2
        return
      }
      }
      """
    var log = DiagnosticLog()
    _ = split(try Program(parsing: text), sources: SourceMap(), log: &log)
    #expect(log.diagnostics.map(\.id) == ["unplaceable"])
    #expect(log.diagnostics[0].message.contains("'isdigit'"))
  }

  @Test func `what can fail is done in the kernel though nothing depends on it`() throws {
    let program = try halves(
      of: """
        global counts[long]: long capacity 2048
        probe "p" tracepoint s, a, 1 {
        handler
        function p() {
        b0:
          v0 = argument 0, signed 8
          v1 = long 1
          v2 = addToGlobal g0[v0], v1
          v3 = divide v1, v0
          branch v3, b1, b2
        b1:
          return
        b2:
          return
        }
        }
        """)
    #expect(program.probes[0].userHalf == nil)
    #expect(program.text(.withoutLocations).contains("divide"))
  }
}
