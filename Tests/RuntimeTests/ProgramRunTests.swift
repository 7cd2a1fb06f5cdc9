import Glibc
import IR
import Testing

@testable import Runtime

/// What a run does with its engine, of which there is nothing here but the calls.
struct ProgramRunTests {
  /// An engine without kernel halves that looks at the output when it is detached from.
  private final class ObservedEngine: Engine {
    /// The file that the output goes to.
    private let path: String
    /// What was in it when the engine was detached first; `nil` before.
    private(set) var outputWhenDetached: [UInt8]?

    let channel: RecordChannel
    let misses: [(point: String, count: Int)] = []
    let losses: [Int] = []
    let skippedRunCount = 0
    let code: (any ScriptCode)? = nil
    let kernelTimes: [ProbeTiming.KernelTime?] = []

    /// Creates an engine that looks at the file `path`.
    init(path: String) throws {
      self.path = path
      channel = try RecordChannel(ring: nil, session: nil, wakeup: nil)
    }

    func attach() -> [String] { [] }
    func reattach(_ isWanted: (Int) -> Bool) {}
    func measure() {}
    func scalars() -> MappedValue? { nil }
    func table(ofGlobal number: Int, _ shape: KernelLayout.MapShape) -> (any ElementTable)? { nil }

    func detach() {
      guard outputWhenDetached == nil else { return }
      outputWhenDetached = try? Files.bytes(of: path)
    }
  }

  @Test func `what was printed is written before probes are detached, and end probes run after`()
    throws
  {
    let path = "/tmp/marktap-run-\(getpid())-\(UInt32.random(in: 0 ... .max))"
    defer { unlink(path) }
    let program = try IR.Program(
      parsing: """
        probe "begin" begin 0 {
        user
        function begin() {
        b0:
          print "first\\n"
          exit()
          return
        }
        }
        probe "end" end 0 {
        user
        function end() {
        b0:
          print "last\\n"
          return
        }
        }
        """)
    let engine = try ObservedEngine(path: path)
    var request = RunRequest()
    request.outputFiles = OutputFiles(pattern: path, rotation: nil)
    _ = try ProgramRun(
      of: ProgramDecoder(ProgramEncoder.encode(program)), engine: engine, request: request,
      observer: RunObserver { _ in }
    ).run()
    #expect(engine.outputWhenDetached == Array("first\n".utf8))
    #expect(try Files.bytes(of: path) == Array("first\nlast\n".utf8))
  }
}
