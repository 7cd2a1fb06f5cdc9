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
    let output = try Output(path: path)
    write("one\ntwo\n", to: output)
    write("three", to: output)
    #expect(try Files.bytes(of: path) == Array("one\ntwo\nthree".utf8))
    #expect(output.lineCount == 2)
  }

  @Test func `a full disk is an error that says so`() throws {
    let output = try Output(path: "/dev/full")
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
}
