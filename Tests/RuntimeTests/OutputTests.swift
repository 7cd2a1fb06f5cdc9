import Glibc
import Testing

@testable import Runtime

/// The buffered output.
struct OutputTests {
  /// Writes `text` to `output`.
  private func write(_ text: String, to output: Output) {
    Array(text.utf8).withUnsafeBytes { output.write($0) }
  }

  @Test func `what is written arrives in order, and lines are counted`() throws {
    let path = "/tmp/marktap-output-\(getpid())"
    defer { unlink(path) }
    let output = try Output(to: OutputFiles(pattern: path, rotation: nil))
    write("one\ntwo\n", to: output)
    write("three", to: output)
    #expect(try Files.bytes(of: path) == Array("one\ntwo\nthree".utf8))
    #expect(output.lineCount == 2)
  }

  @Test func `a full disk is an error that says so`() throws {
    let output = try Output(to: OutputFiles(pattern: "/dev/full", rotation: nil))
    write("text", to: output)
    #expect(
      output.failure == .refused(SystemError("write to '/dev/full'", code: ENOSPC)))
  }

  @Test func `a closed pipe is noticed and ends the output`() throws {
    signal(SIGPIPE, SIG_IGN)
    var ends: [CInt] = [0, 0]
    #expect(pipe(&ends) == 0)
    let output = Output(to: FileDescriptor(owning: ends[1]), name: "a pipe")
    close(ends[0])
    write("text", to: output)
    #expect(output.failure == .closedPipe)
  }

  @Test func `files follow one another by size, and the oldest goes`() throws {
    let path = "/tmp/marktap-rotation-\(getpid())"
    defer { for number in 0..<4 { unlink("\(path).\(number)") } }
    let rotation = OutputFiles.Rotation(sizeLimit: 6, countLimit: 2)
    let output = try Output(to: OutputFiles(pattern: path, rotation: rotation))
    for text in ["one\n", "two\n", "a line that is too long by itself\n", "x\n"] {
      write(text, to: output)
    }
    #expect(Files.stamp(of: "\(path).0") == nil)
    #expect(Files.stamp(of: "\(path).1") == nil)
    #expect(try Files.bytes(of: "\(path).2") == Array("a line that is too long by itself\n".utf8))
    #expect(try Files.bytes(of: "\(path).3") == Array("x\n".utf8))
  }

  @Test func `a file is named by the time, and numbered when it is not the first`() throws {
    var now = time(nil)
    var parts = tm()
    localtime_r(&now, &parts)
    let year = parts.tm_year + 1900
    let path = "/tmp/marktap-dated-\(getpid())"
    defer { for name in ["\(path)-\(year)%", "\(path)-\(year)%.1"] { unlink(name) } }
    let output = try Output(to: OutputFiles(pattern: "\(path)-%Y%%", rotation: nil))
    write("one", to: output)
    try output.switchFile()
    write("two", to: output)
    #expect(try Files.bytes(of: "\(path)-\(year)%") == Array("one".utf8))
    #expect(try Files.bytes(of: "\(path)-\(year)%.1") == Array("two".utf8))
  }
}
