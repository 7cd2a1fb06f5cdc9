import Glibc
import Testing

@testable import Runtime

/// The buffered output.
struct OutputTests {
  /// Appends `text` to `output`.
  private func append(_ text: String, to output: Output) {
    Array(text.utf8).withUnsafeBytes { output.append($0) }
  }

  @Test func `output is written when it is flushed, and lines are counted`() throws {
    let path = "/tmp/marktap-output-\(getpid())"
    defer { unlink(path) }
    let output = try Output(path: path)
    append("one\ntwo\n", to: output)
    #expect(try Files.bytes(of: path).isEmpty)
    output.flush()
    #expect(try Files.bytes(of: path) == Array("one\ntwo\n".utf8))
    #expect(output.lineCount == 2)
  }

  @Test func `more than the buffer holds arrives whole and in order`() throws {
    let path = "/tmp/marktap-large-\(getpid())"
    defer { unlink(path) }
    let output = try Output(path: path)
    let large = String(repeating: "x", count: 100_000)
    append("start", to: output)
    append(large, to: output)
    append("end", to: output)
    output.flush()
    #expect(try Files.bytes(of: path) == Array("start\(large)end".utf8))
  }

  @Test func `a full disk is an error that says so`() throws {
    let output = try Output(path: "/dev/full")
    append("text", to: output)
    output.flush()
    #expect(
      output.failure == .refused(SystemError("write to '/dev/full'", code: ENOSPC)))
  }

  @Test func `a closed pipe is noticed and ends the output`() throws {
    signal(SIGPIPE, SIG_IGN)
    var ends: [CInt] = [0, 0]
    #expect(pipe(&ends) == 0)
    let output = Output(to: FileDescriptor(owning: ends[1]), name: "a pipe")
    close(ends[0])
    append("text", to: output)
    output.flush()
    #expect(output.failure == .closedPipe)
  }
}
