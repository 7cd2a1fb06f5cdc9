import Testing

@testable import IR

struct RecordTests {
  /// A handler that reads arguments and memory, prints, and catches what cannot be read; by hand split as the
  /// compiler splits it.
  private static let text = """
    location @1 "<input>" 2:5 "identifier 'user_string'" ""
    probe "p" tracepoint s, t, 3 @1 {
    handler
    function h() {
    b0:
      v0 = argument 0, unsigned 8
      v1 = argument 1, unsigned 8
      v2 = pid()
      jump b1
    b1 catch b2:
      v3: string = user_string(v0) @1
      v4 = load kernel v1, unsigned 4
      print "%d %s %x ", v2, v3, v4
      jump b3
    b2:
      v6: string = caughtMessage
      print "caught %s ", v6
      jump b3
    b3:
      v8: string = user_string_quoted(v0)
      v9: string = user_string_nofault(v1)
      print "%s <%s>", v8, v9
      return
    }
    record long string checkedLong quotedString optionalString
    kernel
    function h.kernel() {
    b0:
      commit
      v0 = argument 0, unsigned 8
      v1 = argument 1, unsigned 8
      v2 = pid()
      capture s0, v2
      jump b1
    b1 catch b2:
      v5: string = user_string(v0) @1
      capture s1, v5
      v7 = load kernel v1, unsigned 4
      capture s2, v7
      jump b2
    b2:
      v9: string = user_string_quoted(v0)
      capture s3, v9
      v11: string = user_string_nofault(v1)
      capture s4, v11
      return
    }
    user
    function h.user() {
    b0:
      v0 = captured s0
      jump b1
    b1 catch b2:
      v1: string = captured s1
      v2 = captured s2
      print "%d %s %x ", v0, v1, v2
      jump b3
    b2:
      v4: string = caughtMessage
      print "caught %s ", v4
      jump b3
    b3:
      v6: string = captured s3
      v7: string = captured s4
      print "%s <%s>", v6, v7
      return
    }
    }
    """

  @Test(arguments: [
    ([64, 86, 0], "77 abcdefghijklmnopqrstuvwxyz 7a797877 \"abcdefghijklmnopqrstuvwxyz\" <wxyz>"),
    ([5, 86, 0], "caught user string copy fault -14 at 0x5 [man error::fault] 0x5 <wxyz>"),
    ([88, 3, 0], "caught read fault [man error::fault] at 0x3 \"yz\" <>"),
    ([0, 0, 0], "caught user string copy fault -14 at 0x0 [man error::fault] 0x0 <>"),
  ])
  func `both halves print what the handler prints`(
    arguments: [Int64], expected: String
  ) throws {
    let sample = try Sample(Self.text)
    #expect(verify(sample.program).isEmpty, "\(verify(sample.program))")
    let environment = FakeEnvironment()
    environment.arguments = arguments
    #expect(sample.output(environment) == expected)
    let interpreter = Interpreter(sample.program, environment: environment)
    let record = try #require(interpreter.runKernelHalf(ofProbe: 0))
    let decoded = Interpreter(try ProgramDecoder(ProgramEncoder.encode(sample.program)))
    record.withUnsafeBytes { _ = decoded.runUserHalf(ofProbe: 0, on: $0) }
    #expect(String(decoding: decoded.output, as: UTF8.self) == expected)
  }

  @Test func `a string of the kernel that cannot be read is told from one of the task`() throws {
    let text = Self.text.split(separator: "user_string(v0)", omittingEmptySubsequences: false)
      .joined(separator: "kernel_string(v0)")
    let sample = try Sample(text)
    let environment = FakeEnvironment()
    environment.arguments = [5, 86, 0]
    let expected = "caught kernel string copy fault at 0x5 [man error::fault] 0x5 <wxyz>"
    #expect(sample.output(environment) == expected)
    let interpreter = Interpreter(sample.program, environment: environment)
    let record = try #require(interpreter.runKernelHalf(ofProbe: 0))
    record.withUnsafeBytes { _ = interpreter.runUserHalf(ofProbe: 0, on: $0) }
    #expect(String(decoding: interpreter.output, as: UTF8.self) == expected)
  }

  @Test func `records of any other shape are refused`() throws {
    let sample = try Sample(Self.text)
    let environment = FakeEnvironment()
    environment.arguments = [64, 86, 0]
    let interpreter = Interpreter(sample.program, environment: environment)
    let record = try #require(interpreter.runKernelHalf(ofProbe: 0))
    for length in 0..<record.count {
      record.prefix(length).withUnsafeBytes { bytes in
        guard case .malformed = interpreter.runUserHalf(ofProbe: 0, on: bytes) else {
          Issue.record("a record of \(length) bytes is too short")
          return
        }
      }
    }
    for position in record.indices {
      for bit in 0..<8 {
        var changed = record
        changed[position] ^= 1 << UInt8(bit)
        // It may print something else, or fail; it must not read outside of the record.
        changed.withUnsafeBytes { _ = interpreter.runUserHalf(ofProbe: 0, on: $0) }
        interpreter.clearOutput()
      }
    }
  }

  @Test func `a stream holds what a loop captures`() throws {
    let text = """
      probe "p" tracepoint s, t, 3 {
      record string long stream
      kernel
      function k() {
        local i: long
      b0:
        v0 = argument 0, unsigned 8
        v1: string = user_string(v0)
        commit
        capture s0, v1
        jump b1
      b1:
        v10 = read l0
        v11 = long 3
        v12 = compare less v10, v11
        branch v12, b2, b3
      b2:
        v13 = add v0, v10
        captureNext v13
        v15: string = user_string_n_quoted(v13, v11)
        captureNext v15
        v17 = long 1
        v18 = add v10, v17
        write l0, v18
        jump b1
      b3:
        v20 = long 42
        capture s1, v20
        v22: string = user_string_nofault(v11)
        captureNext v22
        v24 = load kernel v11, unsigned 8
        captureNext v24
        return
      }
      user
      function u() {
        local i: long
      b0:
        v1: string = captured s0
        print "%s ", v1
        jump b1
      b1:
        v10 = read l0
        v11 = long 3
        v12 = compare less v10, v11
        branch v12, b2, b3
      b2:
        v13 = capturedNext
        v15: string = capturedNext
        print "%d %s ", v13, v15
        v17 = long 1
        v18 = add v10, v17
        write l0, v18
        jump b1
      b3:
        v20 = captured s1
        v22: string = capturedNext
        print "%d <%s> ", v20, v22
        v24 = capturedNext
        return
      }
      }
      """
    let sample = try Sample(text)
    #expect(verify(sample.program).isEmpty, "\(verify(sample.program))")
    let environment = FakeEnvironment()
    environment.arguments = [87, 0, 0]
    let interpreter = Interpreter(sample.program, environment: environment)
    let record = try #require(interpreter.runKernelHalf(ofProbe: 0))
    let outcome = record.withUnsafeBytes { interpreter.runUserHalf(ofProbe: 0, on: $0) }
    #expect(
      String(decoding: interpreter.output, as: UTF8.self)
        == "xyz 87 \"xyz\" 88 \"yz\" 89 \"z\" 42 <> ")
    guard case .failed(let failure) = outcome else {
      Issue.record("the last read failed in the kernel")
      return
    }
    #expect(failure.kind == .readFault)
    #expect(failure.operand == 3)
  }

  @Test func `a kernel half without a user half tells its failure`() throws {
    let sample = try Sample(
      """
      location @1 "<input>" 1:9 "operator '%'" ""
      probe "p" tracepoint s, t, 3 {
      kernel
      function k() {
      b0:
        v0 = argument 0, unsigned 8
        v1 = long 0
        v2 = modulo v0, v1 @1
        return
      }
      }
      """)
    let interpreter = Interpreter(sample.program, environment: FakeEnvironment())
    let record = try #require(interpreter.runKernelHalf(ofProbe: 0))
    #expect(
      record == [
        0, 0, 0, 0x80, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
      ])
  }

  @Test func `fields and elements of events are read from the record`() throws {
    var sample = try Sample(
      body: """
        b0:
          v0 = eventField number at 0 size 4 signed
          v1: string = eventField text at 4 size 8 characters
          v2: string = eventField dynamic at 12 size 4 dynamicString
          v3: string = eventField relative at 16 size 4 relativeString
          v4 = long 1
          v5 = eventElement v4, numbers at 20 size 4 array unsigned 2
          print "%d %s %s %s %d", v0, v1, v2, v3, v5
          v7 = long 2
          v8 = eventElement v7, numbers at 20 size 4 array unsigned 2
          return
        """)
    sample.program.probes[0].site = .event(EventSite(system: "s", name: "e", recordSize: 24))
    let environment = FakeEnvironment()
    environment.event = [
      0xfe, 0xff, 0xff, 0xff, 0x61, 0x62, 0, 0x63, 0, 0, 0, 0, 24, 0, 3, 0, 7, 0, 2, 0, 1, 0, 2, 1,
      0x78, 0x79, 0, 0x7a, 0,
    ]
    let interpreter = Interpreter(sample.program, environment: EventEnvironment(environment.event))
    let outcome = interpreter.runHandler(ofProbe: 0)
    #expect(String(decoding: interpreter.output, as: UTF8.self) == "-2 ab xy z 258")
    guard case .failed(let failure) = outcome else {
      Issue.record("there is no third element")
      return
    }
    #expect(failure.kind == .indexOutOfRange)
  }
}

/// An environment with the record of one event.
private final class EventEnvironment: ExecutionEnvironment {
  /// The record.
  private let record: UnsafeMutableRawBufferPointer

  /// Creates an environment with a copy of `bytes`.
  init(_ bytes: [UInt8]) {
    record = .allocate(byteCount: bytes.count, alignment: 8)
    record.copyBytes(from: bytes)
    super.init()
  }

  deinit { record.deallocate() }

  override var eventRecord: UnsafeRawBufferPointer { UnsafeRawBufferPointer(record) }
}
