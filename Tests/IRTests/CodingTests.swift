import Testing

@testable import IR

struct CodingTests {
  /// A program with something of everything that is coded.
  static let text = """
    limit maximumActions 17
    location @1 "<input>" 1:25 "operator '/'" "probe begin { print(1/0) }"
    global x: long capacity 2048 = 5
    global a[long, string]: string capacity 10 wraps kernel keySizes(8, 16) valueSize 64
    global s[string]: statistics(logarithmic, linear(0, 100, 10), variance(3)) capacity 2048 prints
    function f(n: long) -> long {
    b0:
      v0 = read l0
      v1 = long -7
      v2 = multiply v0, v1 @1
      return v2
    }
    probe "begin" begin 0 @1 {
    user
    function begin.user() {
      local t: string
    b0 catch b3:
      v0 = long 3
      v1 = call f0(v0)
      v2: string = string "k\\n\\xff"
      accumulate g2[v2], v1
      v4: string = format "%-5d|%s%%", v1, v2
      write l0, v4
      v6 = beginIteration g2[*] descending count limit v0
      jump b1
    b1:
      v7 = advance v6
      branch v7, b2, b4
    b2:
      v8: string = iterationKey v6, 0
      print "%s", v8
      jump b1
    b3:
      v10: string = caughtMessage
      print "%s", v10
      return
    b4:
      choose v7, 1: b2, -1: b3, b5
    b5:
      return
    }
    }
    probe "kernel.trace(\\"x\\")" tracepoint sched, sched_switch, 4 module m type 77 {
    record long checkedLong string quotedString optionalString stream
    user
    function half() {
    b0:
      v0 = captured s0
      v1 = capturedNext
      v2: string = captured s2
      v3 = add v0, v1
      print "%x%s", v3, v2
      return
    }
    }
    probe "function" function entry vfs_read, 4 {
    }
    probe "return" function return ext4_sync, 2 module ext4 {
    }
    probe "kprobe" function return ksys_read {
    }
    probe "perf" counter 1, 2, period 1000 {
    }
    probe "perf" counter 0, -1, frequency 99 target {
    }
    probe "perf" counter 0, 3, period 7 program "/bin/a b" {
    }
    probe "procfs" file read "a/b", 63 capacity 100 {
    }
    probe "procfs" file write command, 0 {
    }
    """

  @Test func `a program is the same when it was written and read`() throws {
    let program = try Program(parsing: Self.text)
    let bytes = ProgramEncoder.encode(program)
    let decoded = try ProgramDecoder(bytes).program()
    #expect(decoded.text() == program.text())
    #expect(program.text() == Self.text + "\n")
  }

  @Test func `a user half is read alone`() throws {
    let program = try Program(parsing: Self.text)
    let decoder = try ProgramDecoder(ProgramEncoder.encode(program))
    #expect(decoder.hasUserHalf(1))
    #expect(try decoder.userHalf(ofProbe: 1) == program.probes[1].userHalf)
    #expect(decoder.outline.probes[1].record == program.probes[1].record)
  }

  @Test func `bytes of something else are refused`() {
    #expect(throws: ProgramDecodingError.foreign) { try ProgramDecoder(Array("ELF".utf8)) }
    var bytes = ProgramEncoder.encode(Program())
    bytes[4] = 99
    #expect(throws: ProgramDecodingError.version(99)) { try ProgramDecoder(bytes) }
  }

  @Test func `every truncation is noticed`() throws {
    let bytes = ProgramEncoder.encode(try Program(parsing: Self.text))
    for length in 0..<bytes.count {
      #expect(throws: ProgramDecodingError.self) {
        _ = try ProgramDecoder(Array(bytes.prefix(length))).program()
      }
    }
  }

  @Test func `every flipped bit is noticed`() throws {
    let bytes = ProgramEncoder.encode(try Program(parsing: Self.text))
    for position in 0..<8 * bytes.count {
      var damaged = bytes
      damaged[position / 8] ^= 1 << UInt8(position % 8)
      #expect(throws: ProgramDecodingError.self, "bit \(position)") {
        _ = try ProgramDecoder(damaged).program()
      }
    }
  }
}
