import Glibc
import Runtime
import Testing

/// Long recordings with gaps: what is lost is told, and a bar on the terminal says how far a replay is.
@Suite(.enabled(if: geteuid() == 0, "recording needs root"))
struct ReplayLossTests {
  /// The directory of the recording, and the recording.
  private let (directory, trace): (ReplayTests.Directory, String)
  /// What the recorder said of it.
  private let recorder: Tool.Result
  /// What counts its events.
  private static let counting = """
    -e 'global n probe kernel.mark("audit_syscall_entry") { n++ } probe end { println(n) }'
    """

  /// Records more calls than the buffer has room for: the command stops its recorder meanwhile.
  init() throws {
    directory = try ReplayTests.Directory()
    trace = "\(directory.path)/trace.dat"
    let command = "\(directory.path)/command.sh"
    let lines = """
      kill -STOP $PPID
      dd if=/dev/zero of=/dev/null bs=1 count=30000 2>&1
      kill -CONT $PPID

      """
    try Files.write(Array(lines.utf8), to: command)
    let script = "'probe kernel.mark(\"audit_syscall_entry\") {}'"
    recorder = try Tool.run("record -s 1 -o \(trace) -c 'sh \(command)' -e \(script)")
  }

  /// How many events the recorder has lost.
  private var lostCount: Int {
    recorder.errors.split(separator: " ").compactMap { Int($0) }.first ?? 0
  }

  @Test func `events that were lost are counted`() throws {
    #expect(recorder.errors.contains("events were lost; try -s"), "\(recorder.errors)")
    #expect(lostCount > 20_000)
    let words = "\(lostCount) events were lost when the trace was recorded"
    let result = try Tool.run("run --input \(trace) \(Self.counting)")
    #expect(result.status == 0)
    #expect(result.errors.contains(words), "\(result.errors)")
    let count = try #require(Int(result.output.filter(\.isNumber)))
    // A few events are not about calls, and a few calls those of the shell.
    #expect((60_000...62_000).contains(count + lostCount))
    let compressed = "\(directory.path)/compressed.dat"
    let strict = try Tool.run(
      "run --strict --input \(compressed) \(Self.counting)",
      before: "trace-cmd convert -i \(trace) -o \(compressed) >/dev/null 2>&1;")
    #expect(strict.status == 3)
    #expect(strict.errors.contains(words), "\(strict.errors)")
    #expect(strict.output == result.output)
  }

  @Test func `gaps that nobody counted are told, too`() throws {
    var bytes = try Files.bytes(of: trace)
    var place = 0
    // Statistics of the CPUs under another name are none.
    while let found = bytes[place...].firstRange(of: Array("overrun: ".utf8)) {
      bytes[found.lowerBound] = UInt8(ascii: "O")
      place = found.upperBound
    }
    try Files.write(bytes, to: trace)
    let result = try Tool.run("run --input \(trace) \(Self.counting)")
    #expect(result.status == 0)
    #expect(result.errors.contains("when the trace was recorded; nobody counted them"))
  }

  @Test func `a bar on the terminal says how far a replay is, and stands in no line`() throws {
    let script = "\(directory.path)/script.stp"
    let text = """
      global n, i probe kernel.mark("audit_syscall_entry") { for (i = 0; i < 300; i++) { n++ }
        if (!(n % 7)) println("line") } probe end { println("end") }
      """
    try Files.write(Array(text.utf8), to: script)
    let inner = "\(Tool.path()) run -DMAXACTION=1000 --input \(trace) \(script)"
    let result = try Tool.run(
      "-e 'probe never { exit() }' -c 'timeout 60 script -qec \"$TOOL\" /dev/null'",
      before: "export TERM=xterm TOOL='\(inner)';")
    let parts = result.output.split(separator: "\r\u{1b}[K", omittingEmptySubsequences: false)
    let bars = parts.filter { $0.hasPrefix("[") && $0.contains(" %, ") && $0.contains(" events, ") }
    #expect(!bars.isEmpty, "\(result.output.prefix(400)) \(result.errors)")
    #expect(bars.allSatisfy { $0.contains("#") || $0.contains("-") })
    let plain = try Tool.run("run -DMAXACTION=1000 --input \(trace) \(script)")
    let shown = parts.filter { !bars.contains($0) }.joined().replacing("\r\n", with: "\n")
    #expect(shown.contains(plain.output), "\(shown.prefix(400))")
    #expect(plain.output.hasSuffix("end\n"))
    #expect(!plain.errors.contains("%"))
  }

  @Test func `a recording without a date is told to those who ask for it`() throws {
    var bytes = try Files.bytes(of: trace)
    // The number of the option, its size, and the text of the difference of the clocks.
    let options = try #require(bytes.firstRange(of: Array("options  \0".utf8)))
    #expect(bytes[options.upperBound] == 1)
    bytes[options.upperBound] = 99
    try Files.write(bytes, to: trace)
    let input = "run --input \(trace) -e"
    let dated = try Tool.run("\(input) 'probe begin { println(gettimeofday_s()) }'")
    #expect(try #require(Int(dated.output.filter(\.isNumber))) < 315_360_000)
    #expect(dated.errors.contains("does not tell the time of day"), "\(dated.errors)")
    #expect(dated.errors.contains("'trace-cmd record --date' records it"))
    let other = try Tool.run("\(input) 'probe begin { println(ktime_get_ns() > 0) }'")
    #expect(!other.errors.contains("time of day"), "\(other.errors)")
  }
}
