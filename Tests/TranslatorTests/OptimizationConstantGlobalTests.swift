import IR
import Testing

@testable import Translator

struct OptimizationConstantGlobalTests {
  /// A program that only reads one global, and also sets the other.
  private static let text = """
    global x: long capacity 2048 = 5
    global y: long capacity 2048 = 6
    probe "begin" begin 0 {
    handler
    function begin() {
    b0:
      v0 = readGlobal g0
      print "%d", v0
      v2 = readGlobal g1
      print "%d", v2
      writeGlobal g1, v0
      return
    }
    }
    """

  /// Returns the text of the program when its constants are replaced, except those in `settable`.
  private func replaced(except settable: Set<String>) throws -> String {
    var program = try IR.Program(parsing: Self.text)
    replaceConstantGlobals(in: &program, except: settable)
    return program.text()
  }

  @Test func `what nothing sets is its first value`() throws {
    let text = try replaced(except: [])
    #expect(text.contains("v0 = long 5"))
    #expect(text.contains("v2 = readGlobal g1"))
  }

  @Test func `what may be set later is read`() throws {
    #expect(try replaced(except: ["x"]).contains("v0 = readGlobal g0"))
  }
}
