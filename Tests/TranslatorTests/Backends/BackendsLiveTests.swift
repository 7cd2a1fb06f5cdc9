import Glibc
import IR
import Testing

@testable import Translator

/// Kernel halves that run in the kernel of this machine.
@Suite(.enabled(if: geteuid() == 0, "loading programs needs root"), .serialized)
struct BackendsLiveTests {
  @Test func `a counter counts`() throws {
    let program = SampleHalf.program(
      globals: [Global(name: "n", element: .value(.long), initializer: .long(5))]
    ) { half in
      let one = half.long(1)
      half.append(.addToGlobal(GlobalID(0), keys: [], one), type: .long)
    }
    let live = try LiveObject(program)
    for _ in 0..<10 { try live.run([0, 0]) }
    #expect(try live.scalar(at: 0, of: program) == 15)
    print(live.text)
  }

  @Test func `a record of longs arrives`() throws {
    let program = SampleHalf.program(slots: [.long, .checkedLong, .long]) { half in
      half.commit()
      let a = half.argument(0)
      let b = half.argument(1)
      half.capture(0, a)
      half.capture(1, b)
      let sum = half.append(.binary(.add, a, b), type: .long)
      half.capture(2, sum)
    }
    let live = try LiveObject(program)
    try live.run([7, -9])
    let records = try live.takeRecords()
    #expect(records.count == 1)
    let record = try #require(records.first)
    #expect(record.probe == 0 && record.tailLength == 0 && record.bytes.count == 40)
    #expect(record.long(8) == 7 && record.long(16) == -9 && record.long(24) == 0)
    #expect(record.long(32) == -2)
    print(live.text)
  }
}
