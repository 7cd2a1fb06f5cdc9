import Glibc
import IR
import Testing

@testable import Translator

/// Loops, failures and catch blocks.
@Suite(.enabled(if: geteuid() == 0, "loading programs needs root"), .serialized)
struct BackendsControlTests {
  /// Returns a half that sums the numbers below its argument, and streams them if `isStreaming`.
  private func sum(isStreaming: Bool) -> Program {
    SampleHalf.program(slots: isStreaming ? [.long, .string] : [.long], hasStream: isStreaming) {
      half in
      let (index, total) = (half.addLocal("i", .long), half.addLocal("sum", .long))
      let limit = half.argument(0)
      if isStreaming { half.commit() }
      let (head, body, behind) = (half.addBlock(), half.addBlock(), half.addBlock())
      half.terminate(.jump(head))
      half.move(to: head)
      let i = half.append(.readLocal(index), type: .long)
      let goesOn = half.append(.compare(.less, i, limit), type: .long)
      half.terminate(.branch(goesOn, then: body, otherwise: behind))
      half.move(to: body)
      if isStreaming { half.append(.captureNext(i), type: nil) }
      let sum = half.append(.readLocal(total), type: .long)
      let next = half.append(.binary(.add, sum, i), type: .long)
      half.append(.writeLocal(total, next), type: nil)
      let following = half.append(.binary(.add, i, half.long(1)), type: .long)
      half.append(.writeLocal(index, following), type: nil)
      half.terminate(.jump(head))
      half.move(to: behind)
      if !isStreaming { half.commit() }
      half.capture(0, half.append(.readLocal(total), type: .long))
      if isStreaming {
        half.capture(1, half.append(.intrinsic(.user_string, [half.argument(1)]), type: .string))
      }
    }
  }

  @Test(arguments: [BPFBackendOptions.LoopBound.counter, .budget])
  func `a loop goes round until it is told to stop`(bound: BPFBackendOptions.LoopBound) throws {
    let program = sum(isStreaming: false)
    let live = try LiveObject(program, options: BPFBackendOptions(loops: bound))
    for limit in [0, 1, 10, 1000] as [Int64] {
      try live.run([limit, 0])
      #expect(try live.takeRecords().map { $0.long(8) } == [limit * (limit - 1) / 2])
    }
    try live.run([1001, 0])
    let failure = try #require(try live.takeRecords().first)
    #expect(failure.probe == 1 << 31)
    #expect(failure.long(8) & 0xffff_ffff == Int64(Failure.Kind.actionsExceeded.rawValue))
  }

  @Test func `values of a loop follow the strings in the tail`() throws {
    let live = try LiveObject(sum(isStreaming: true))
    try "odd".withCString { pointer in
      for limit in [0, 1, 7, 100] as [Int64] {
        try live.run([limit, Int64(Int(bitPattern: pointer))])
        let record = try #require(try live.takeRecords().first)
        #expect(record.string(16, fixedSize: 32).text == "odd")
        #expect(record.tailLength == 8 + 16 * Int(limit))
        for index in 0..<Int(limit) {
          #expect(record.long(40 + 16 * index) == Int64(index) && record.long(48 + 16 * index) == 0)
        }
      }
    }
    // 8 KiB are 512 values.
    try live.run([600, 0])
    let failure = try #require(try live.takeRecords().first)
    #expect(failure.long(8) & 0xffff_ffff == Int64(Failure.Kind.recordOverflow.rawValue))
  }

  @Test func `strings of a loop are streamed`() throws {
    let program = SampleHalf.program(slots: [.long], hasStream: true) { half in
      half.commit()
      let index = half.addLocal("i", .long)
      let base = half.argument(0)
      let (body, behind) = (half.addBlock(), half.addBlock())
      half.terminate(.jump(body))
      half.move(to: body)
      let i = half.append(.readLocal(index), type: .long)
      let distance = half.append(.binary(.multiply, i, half.long(8)), type: .long)
      let place = half.append(.binary(.add, base, distance), type: .long)
      let pointer = half.append(
        .load(.user, address: place, size: 8, isSigned: false), type: .long)
      let text = half.append(.intrinsic(.user_string_nofault, [pointer]), type: .string)
      half.append(.captureNext(text), type: nil)
      let next = half.append(.binary(.add, i, half.long(1)), type: .long)
      half.append(.writeLocal(index, next), type: nil)
      let goesOn = half.append(.compare(.notEqual, pointer, half.long(0)), type: .long)
      half.terminate(.branch(goesOn, then: body, otherwise: behind))
      half.move(to: behind)
      half.capture(0, half.append(.readLocal(index), type: .long))
    }
    let live = try LiveObject(program)
    let words = ["ls", "-l", "/etc/a-longer-name"]
    let pointers = words.map { strdup($0) }
    defer { for pointer in pointers { free(pointer) } }
    let addresses = pointers.map { Int(bitPattern: $0) } + [0]
    try addresses.withUnsafeBytes { try live.run([Int64(Int(bitPattern: $0.baseAddress)), 0]) }
    let record = try #require(try live.takeRecords().first)
    #expect(record.long(8) == 4)
    var offset = 16
    for (word, address) in zip(words, addresses) {
      let slot = record.long(offset)
      let length = Int(slot >> 16 & 0xffff)
      #expect(slot >> 32 == 0x200 && record.long(offset + 8) == Int64(address))
      #expect(
        String(decoding: record.bytes[offset + 16..<offset + 16 + length], as: UTF8.self) == word)
      offset += 16 + (length + 7) & ~7
    }
    #expect(record.long(offset) >> 32 == 0x202 && record.bytes.count == offset + 16)
  }

  @Test func `a failure goes to the catch block`() throws {
    let program = SampleHalf.program(
      slots: [.checkedLong, .long],
      globals: [Global(name: "caught", element: .value(.long))]
    ) { half in
      let result = half.addLocal("r", .long)
      half.commit()
      let handler = half.addBlock()
      let behind = half.addBlock()
      half.setCatchBlock(handler)
      let value = half.append(
        .load(.user, address: half.argument(0), size: 4, isSigned: true), type: .long)
      half.capture(0, value)
      half.append(.writeLocal(result, value), type: nil)
      half.terminate(.jump(behind))
      half.move(to: handler)
      half.append(.writeLocal(result, half.long(-99)), type: nil)
      half.terminate(.jump(behind))
      half.move(to: behind)
      half.capture(1, half.append(.readLocal(result), type: .long))
    }
    let live = try LiveObject(program)
    let number: Int32 = -5
    try withUnsafePointer(to: number) { try live.run([Int64(Int(bitPattern: $0)), 0]) }
    try live.run([8, 0])
    let records = try live.takeRecords()
    #expect(records[0].long(8) == -5 && records[0].long(16) == 0 && records[0].long(24) == -5)
    #expect(records[1].long(8) == 8 && records[1].long(24) == -99)
    #expect(records[1].long(16) == Int64(Failure.Kind.readFault.rawValue))
  }

  @Test func `a failure without a catch block ends the half`() throws {
    var program = SampleHalf.program(
      slots: [.long, .checkedLong], globals: [Global(name: "n", element: .value(.long))]
    ) { half in
      half.commit()
      half.capture(0, half.argument(1))
      let value = half.append(
        .load(.kernel, address: half.argument(0), size: 8, isSigned: false), type: .long)
      half.capture(1, value)
      half.append(.addToGlobal(GlobalID(0), keys: [], half.long(1)), type: .long)
    }
    // A second half at the same site has no user half, so its failures are records of their own.
    SampleHalf.append(to: &program) { half in
      let quotient = half.append(
        .binary(.modulo, half.long(10), half.argument(1)), type: .long)
      half.append(.addToGlobal(GlobalID(0), keys: [], quotient), type: .long)
    }
    let live = try LiveObject(program)
    try live.run([8, 3])
    try live.run([8, 0])
    let records = try live.takeRecords()
    #expect(records.map(\.probe) == [0, 0, 1 | 1 << 31])
    #expect(records[0].long(8) == 3 && records[0].long(16) == 8)
    #expect(records[0].long(24) == Int64(Failure.Kind.readFault.rawValue))
    #expect(records[2].long(8) == 2 << 32 | Int64(Failure.Kind.divisionByZero.rawValue))
    #expect(try live.scalar(at: 0, of: program) == 1)
  }

  @Test func `a record is sent only where it is due`() throws {
    for slots in [[.long], [.long, .string]] as [[SlotKind]] {
      let program = SampleHalf.program(
        slots: slots, globals: [Global(name: "n", element: .value(.long))]
      ) { half in
        let (a, b) = (half.argument(0), half.argument(1))
        let condition = half.append(.compare(.greater, a, b), type: .long)
        let (then, behind) = (half.addBlock(), half.addBlock())
        half.terminate(.branch(condition, then: then, otherwise: behind))
        half.move(to: then)
        half.commit()
        half.capture(0, a)
        if slots.count > 1 {
          half.capture(1, half.append(.intrinsic(.execname, []), type: .string))
        }
        half.terminate(.jump(behind))
        half.move(to: behind)
        half.append(.addToGlobal(GlobalID(0), keys: [], half.long(1)), type: .long)
      }
      let live = try LiveObject(program)
      for pair in [[1, 2], [2, 1], [3, 3], [9, 8]] as [[Int64]] { try live.run(pair) }
      #expect(try live.takeRecords().map { $0.long(8) } == [2, 9])
      #expect(try live.scalar(at: 0, of: program) == 4)
    }
  }

  @Test func `a choice among many finds each case`() throws {
    let program = SampleHalf.program(slots: [.long]) { half in
      half.commit()
      let value = half.argument(0)
      let numbers: [Int64] = [5, -1, 17, 3, 1 << 40, 99, 100, 101]
      let blocks = numbers.map { _ in half.addBlock() }
      let otherwise = half.addBlock()
      half.terminate(
        .choose(
          value, cases: zip(numbers, blocks).map { ChoiceCase($0, $1) }, otherwise: otherwise))
      for (index, block) in (blocks + [otherwise]).enumerated() {
        half.move(to: block)
        half.capture(0, half.long(Int64(index)))
        half.terminate(.return(nil))
      }
    }
    let live = try LiveObject(program)
    for value in [5, -1, 17, 3, 1 << 40, 99, 100, 101, 4, 0, -2, 1 << 41] as [Int64] {
      try live.run([value, 0])
    }
    #expect(try live.takeRecords().map { $0.long(8) } == [0, 1, 2, 3, 4, 5, 6, 7, 8, 8, 8, 8])
  }

  @Test func `records that do not fit are counted`() throws {
    let program = SampleHalf.program(slots: [.long]) { half in
      half.commit()
      half.capture(0, half.argument(0))
    }
    let live = try LiveObject(program, options: BPFBackendOptions(ringBufferSize: 4096))
    for index in 0..<300 as Range<Int64> { try live.run([index, 0]) }
    let records = try live.takeRecords()
    #expect(records.count > 100 && records.count < 300)
    #expect(try live.losses(of: 0) == Int64(300 - records.count))
  }
}
