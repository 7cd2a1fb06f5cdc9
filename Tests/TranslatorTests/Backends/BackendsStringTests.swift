import Glibc
import IR
import Testing

@testable import Translator

/// Strings in kernel halves.
@Suite(.enabled(if: geteuid() == 0, "loading programs needs root"), .serialized)
struct BackendsStringTests {
  @Test func `strings are captured complete, cut and unreadable`() throws {
    let program = SampleHalf.program(slots: [.long, .string, .string]) { half in
      half.commit()
      let (a, b) = (half.argument(0), half.argument(1))
      half.capture(0, a)
      half.capture(1, half.append(.intrinsic(.user_string, [a]), type: .string))
      half.capture(2, half.append(.intrinsic(.user_string, [b]), type: .string))
    }
    let live = try LiveObject(program)
    for (length, status) in [(0, 0), (1, 0), (8, 0), (510, 0), (511, 0), (512, 1), (2000, 1)] {
      let text = String(repeating: "x", count: length)
      try text.withCString { pointer in
        try live.run([Int64(Int(bitPattern: pointer)), Int64(Int(bitPattern: pointer))])
        let record = try #require(try live.takeRecords().first)
        for offset in [16, 32] {
          let string = record.string(offset, fixedSize: 48)
          #expect(string.text == String(text.prefix(511)) && string.status == status)
          #expect(string.address == UInt64(UInt(bitPattern: pointer)))
        }
        #expect(record.bytes.count == 48 + 2 * min(length, 511))
        #expect(record.tailLength == 2 * min(length, 511))
      }
    }
    try live.run([16, 0])
    let record = try #require(try live.takeRecords().first)
    #expect(record.string(16, fixedSize: 48) == ("", 2, 16))
    #expect(record.bytes.count == 48)
  }

  @Test func `an unreadable string says whose memory it was to be in`() throws {
    let program = SampleHalf.program(slots: [.string]) { half in
      half.commit()
      half.capture(0, half.append(.intrinsic(.kernel_string, [half.argument(0)]), type: .string))
    }
    let live = try LiveObject(program)
    try live.run([16])
    let record = try #require(try live.takeRecords().first)
    #expect(record.string(8, fixedSize: 24) == ("", 3, 16))
  }

  @Test func `reads that never fail go on`() throws {
    let program = SampleHalf.program(slots: [.optionalString, .quotedString, .long]) { half in
      half.commit()
      let (a, b) = (half.argument(0), half.argument(1))
      half.capture(0, half.append(.intrinsic(.user_string_nofault, [a]), type: .string))
      let n = half.append(.intrinsic(.user_string_n_quoted, [a, b]), type: .string)
      half.capture(1, n)
      half.capture(2, b)
    }
    let live = try LiveObject(program)
    try "hello, world".withCString { pointer in
      for limit in [0, 5, 11, 12, 13, 600, -1] as [Int64] {
        try live.run([Int64(Int(bitPattern: pointer)), limit])
        let record = try #require(try live.takeRecords().first)
        #expect(record.string(8, fixedSize: 48).text == "hello, world")
        let short = record.string(24, fixedSize: 48)
        let count = Int(max(0, min(limit, 511)))
        #expect(short.text == String("hello, world".prefix(count)))
        #expect(short.status == (count < 12 ? 1 : 0))
        #expect(record.long(40) == limit)
      }
    }
    try live.run([1, 5])
    let record = try #require(try live.takeRecords().first)
    #expect(record.string(8, fixedSize: 48).status == 2)
    #expect(record.string(24, fixedSize: 48).status == 2)
    #expect(record.long(40) == 5)
  }

  @Test func `buffers are captured with their NULs`() throws {
    let program = SampleHalf.program(slots: [.string, .quotedString]) { half in
      half.commit()
      let (a, b) = (half.argument(0), half.argument(1))
      half.capture(0, half.append(.intrinsic(.user_buffer, [a, b]), type: .string))
      let shown = half.long(4)
      half.capture(1, half.append(.intrinsic(.user_buffer_quoted, [a, b, shown]), type: .string))
    }
    let live = try LiveObject(program)
    let bytes: [UInt8] = [1, 0, 2, 0, 3, 0, 4, 0]
    for count in [0, 3, 4, 8] {
      try bytes.withUnsafeBytes {
        try live.run([Int64(Int(bitPattern: $0.baseAddress)), Int64(count)])
      }
      let record = try #require(try live.takeRecords().first)
      let all = record.string(8, fixedSize: 40)
      #expect(Array(all.text.utf8) == Array(bytes.prefix(count)) && all.status == 0)
      let part = record.string(24, fixedSize: 40)
      #expect(Array(part.text.utf8) == Array(bytes.prefix(min(count, 4))))
      #expect(part.status == (count > 4 ? 1 : 0))
    }
  }

  @Test func `the name of the task is captured and compared`() throws {
    let before = TaskName.current
    defer { TaskName.current = before }
    let program = SampleHalf.program(slots: [.string, .long, .string]) { half in
      let own = half.append(.intrinsic(.execname, []), type: .string)
      let wanted = half.append(.string(Array("marktap-test".utf8)), type: .string)
      half.commit()
      half.capture(0, half.append(.intrinsic(.execname, []), type: .string))
      half.capture(1, half.append(.compareStrings(.equal, own, wanted), type: .long))
      half.capture(2, own)
    }
    let live = try LiveObject(program)
    let names = [
      "", "a", "1234567", "12345678", "123456789", "123456789012345", "marktap-test",
      "marktap-tesT",
    ]
    for text in names {
      TaskName.current = text
      try live.run([0, 0])
      let record = try #require(try live.takeRecords().first)
      #expect(record.string(8, fixedSize: 48) == (text, 0, 0))
      #expect(record.long(24) == (text == "marktap-test" ? 1 : 0))
      #expect(record.string(32, fixedSize: 48) == (text, 0, 0))
    }
  }

  @Test func `strings filter, and a string that filtered can be captured`() throws {
    let program = SampleHalf.program(slots: [.string, .long]) { half in
      let (a, b) = (half.argument(0), half.argument(1))
      let text = half.append(.intrinsic(.user_string, [a]), type: .string)
      let other = half.append(.intrinsic(.user_string, [b]), type: .string)
      let wanted = half.append(.string(Array("/etc/passwd-and-more".utf8)), type: .string)
      let condition = half.append(.compareStrings(.notEqual, text, wanted), type: .long)
      let (leave, stay) = (half.addBlock(), half.addBlock())
      half.terminate(.branch(condition, then: leave, otherwise: stay))
      half.move(to: leave)
      half.terminate(.return(nil))
      half.move(to: stay)
      half.commit()
      half.capture(0, text)
      half.capture(1, half.append(.compareStrings(.equal, text, other), type: .long))
    }
    let live = try LiveObject(program)
    let texts = [
      "/etc/passwd-and-more", "/etc/passwd-and-mor", "", "/etc/passwd-and-morE", "/etc/pas",
    ]
    for a in texts {
      for b in texts {
        try a.withCString { a in
          try b.withCString { b in
            try live.run([Int64(Int(bitPattern: a)), Int64(Int(bitPattern: b))])
          }
        }
        let records = try live.takeRecords()
        #expect(records.count == (a == texts[0] ? 1 : 0), "\(a) \(b)")
        guard let record = records.first else { continue }
        #expect(record.string(8, fixedSize: 32).text == a)
        #expect(record.long(24) == (a == b ? 1 : 0), "\(a) \(b)")
      }
    }
  }

  @Test func `a local string is set, read and captured`() throws {
    let program = SampleHalf.program(slots: [.string, .string, .string]) { half in
      let local = half.addLocal("text", .string)
      half.commit()
      half.capture(0, half.append(.readLocal(local), type: .string))
      let a = half.append(.intrinsic(.user_string, [half.argument(0)]), type: .string)
      half.append(.writeLocal(local, a), type: nil)
      let first = half.append(.readLocal(local), type: .string)
      half.append(.writeLocal(local, half.append(.string([65, 66]), type: .string)), type: nil)
      half.capture(1, half.append(.readLocal(local), type: .string))
      half.capture(2, first)
    }
    let live = try LiveObject(program)
    try "some text".withCString { try live.run([Int64(Int(bitPattern: $0)), 0]) }
    let record = try #require(try live.takeRecords().first)
    #expect(record.string(8, fixedSize: 56).text == "")
    #expect(record.string(24, fixedSize: 56).text == "AB")
    #expect(record.string(40, fixedSize: 56).text == "some text")
  }
}
