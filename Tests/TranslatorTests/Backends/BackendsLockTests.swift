import BPF
import CBPF
import Diagnostics
import Glibc
import IR
import Testing

@testable import Translator

/// The lock of handlers that take several steps with globals in the kernel.
@Suite(.serialized) struct BackendsLockTests {
  /// A program whose one half sets the first global to what it was plus 1 in two steps.
  private static var counting: IR.Program {
    SampleHalf.program(globals: [Global(name: "n", element: .value(.long))]) { half in
      let before = half.append(.readGlobal(GlobalID(0), keys: []), type: .long)
      let after = half.append(.binary(.add, before, half.long(1)), type: .long)
      half.append(.writeGlobal(GlobalID(0), keys: [], after), type: nil)
    }
  }

  /// Returns the number of exchanges in the code for `program`.
  private static func exchanges(
    in program: IR.Program, options: BPFBackendOptions = BPFBackendOptions()
  ) -> Int {
    var log = DiagnosticLog()
    let object = makeObject(from: program, options: options, sources: SourceMap(), log: &log)
    #expect(log.diagnostics.isEmpty)
    return object.programs.reduce(0) { count, program in
      count + Disassembler(program.code).text.split(separator: "\n").count { $0.contains("xchg") }
    }
  }

  @Test func `what takes several steps holds the lock`() {
    #expect(Self.exchanges(in: Self.counting) == 3)
  }

  @Test func `a kernel without a budget for loops does without`() {
    let options = BPFBackendOptions(release: "6.1.0-13-amd64")
    #expect(Self.exchanges(in: Self.counting, options: options) == 0)
  }

  @Test func `one step needs no lock`() {
    let program = SampleHalf.program(globals: [Global(name: "n", element: .value(.long))]) { half in
      half.append(.addToGlobal(GlobalID(0), keys: [], half.long(1)), type: .long)
    }
    #expect(Self.exchanges(in: program) == 0)
  }

  @Test(arguments: [(Intrinsic.tid, 0), (Intrinsic.cpu, 0), (Intrinsic.pid, 3)])
  func `elements of one thread or one CPU need no lock`(_ owner: Intrinsic, _ count: Int) {
    let global = Global(name: "a", keys: [.long], element: .value(.long), capacity: 4)
    let program = SampleHalf.program(globals: [global]) { half in
      let key = half.append(.intrinsic(owner, []), type: .long)
      let before = half.append(.readGlobal(GlobalID(0), keys: [key]), type: .long)
      let after = half.append(.binary(.multiply, before, half.long(3)), type: .long)
      half.append(.writeGlobal(GlobalID(0), keys: [key], after), type: nil)
    }
    #expect(Self.exchanges(in: program) == count)
  }

  @Test(.enabled(if: geteuid() == 0, "loading programs needs root"))
  func `no run is in the middle of another one`() async throws {
    let program = Self.counting
    let live = try LiveObject(program)
    let descriptor = try live.firstProgram
    let (threads, runs) = (4, 20_000)
    let failures = await withTaskGroup(of: Int.self) { group in
      for _ in 0..<threads {
        group.addTask { (0..<runs).count { _ in !LiveObject.run(descriptor, [0, 0]) } }
      }
      return await group.reduce(0, +)
    }
    #expect(failures == 0)
    let skipped = try live.losses(of: 0)
    #expect(try live.scalar(at: 0, of: program) == Int64(threads * runs) - skipped)
  }
}
