import Glibc
import Testing

@testable import IR
@testable import Translator

/// Kernel halves made at random, run in the kernel and in the interpreter.
@Suite(.enabled(if: geteuid() == 0, "loading programs needs root"), .serialized)
struct BackendsRandomTests {
  @Test(arguments: 1...60 as ClosedRange<UInt64>)
  func `kernel and interpreter agree`(seed: UInt64) throws {
    let program = RandomHalf.program(seed: seed)
    try #require(verify(program).isEmpty, "\(verify(program))")
    let live = try LiveObject(program)
    let world = ArgumentEnvironment()
    let interpreter = Interpreter(program, environment: world)
    var generator = SplitMix(state: seed)
    for _ in 0..<8 {
      let numbers = (0..<2).map { _ in
        Int64(bitPattern: generator.next()) >> Int64(generator.next() % 64)
      }
      let texts = (0..<2).map { _ in
        ["", "a", "some text", String(repeating: "b", count: 600)].randomElement(using: &generator)
      }
      try (texts[0] ?? "").withCString { first in
        try (texts[1] ?? "").withCString { second in
          let addresses = [first, second].map { Int64(Int(bitPattern: $0)) }
          world.arguments = numbers + addresses
          try live.run(world.arguments)
          let found = try #require(try live.takeRecords().first)
          let expected = Record(try #require(interpreter.runKernelHalf(ofProbe: 0)))
          let agree = found.contents == expected.contents
          #expect(agree, "\(world.arguments)\n\(program.text(.withoutLocations))\n\(live.text)")
        }
      }
    }
  }
}

/// A world in which a tracepoint has arguments and memory is that of this process.
private final class ArgumentEnvironment: ExecutionEnvironment {
  /// The arguments.
  var arguments: [Int64] = []
  /// The memory of this process as a file.
  private let memory = open("/proc/self/mem", O_RDONLY)

  deinit { close(memory) }

  override func argument(_ access: ArgumentAccess) -> Int64 { arguments[access.index] }

  override func read(
    _ space: MemorySpace, _ address: Int64, into target: UnsafeMutableRawBufferPointer
  ) -> Bool {
    pread(memory, target.baseAddress, target.count, off_t(address)) == target.count
  }
}

extension Record {
  /// What the slots of a `RandomHalf` hold.
  fileprivate var contents: [String] {
    var layout = RecordLayout()
    for slot in RandomHalf.slots { _ = layout.append(slot) }
    return zip(layout.slots, layout.offsets).map { kind, offset in
      kind == .long ? String(long(offset)) : string(offset, fixedSize: layout.fixedSize).text
    }
  }
}
