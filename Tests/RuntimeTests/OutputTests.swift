import Glibc
import Testing

@testable import Runtime

/// The buffered output.
@Suite(.serialized) struct OutputTests {
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

  @Test func `files follow one another by age`() throws {
    let path = "/tmp/marktap-age-\(getpid())"
    defer { for number in 0..<2 { unlink("\(path).\(number)") } }
    let rotation = OutputFiles.Rotation(sizeLimit: nil, countLimit: nil, ageLimit: 1_000_000_000)
    let output = try Output(to: OutputFiles(pattern: path, rotation: rotation))
    output.attend(at: Clock.monotonic() + 2_000_000_000)
    write("one\n", to: output)
    output.attend()
    #expect(Files.stamp(of: "\(path).1") == nil)
    output.attend(at: Clock.monotonic() + 2_000_000_000)
    write("two\n", to: output)
    #expect(try Files.bytes(of: "\(path).0") == Array("one\n".utf8))
    #expect(try Files.bytes(of: "\(path).1") == Array("two\n".utf8))
  }

  @Test func `files of an earlier run are continued, and count`() throws {
    let path = "/tmp/marktap-continued-\(getpid())"
    defer { for suffix in ["", ".7", ".9", ".10", ".11"] { unlink("\(path)\(suffix)") } }
    for (suffix, text) in [("", "old\n"), (".7", "a\n"), (".9", "b\n"), (".10", "c\n")] {
      try Files.write(Array(text.utf8), to: path + suffix)
    }
    var files = OutputFiles(pattern: path, rotation: nil)
    files.beginning = .continued
    write("new\n", to: try Output(to: files))
    #expect(try Files.bytes(of: path) == Array("old\nnew\n".utf8))
    files = OutputFiles(pattern: path, rotation: .init(sizeLimit: 4, countLimit: 2))
    files.beginning = .continued
    let output = try Output(to: files)
    write("d\n", to: output)
    write("e\n", to: output)
    #expect(try Files.bytes(of: "\(path).10") == Array("c\nd\n".utf8))
    #expect(try Files.bytes(of: "\(path).11") == Array("e\n".utf8))
    #expect(Files.stamp(of: "\(path).7") == nil && Files.stamp(of: "\(path).9") == nil)
  }

  /// Runs `body` while no file of this process can grow beyond `size` bytes.
  private func limitingFiles(to size: Int, _ body: () throws -> Void) throws {
    signal(SIGXFSZ, SIG_IGN)
    var old = rlimit()
    #expect(getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &old) == 0)
    var new = rlimit(rlim_cur: rlim_t(size), rlim_max: old.rlim_max)
    #expect(setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &new) == 0)
    defer { setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &old) }
    try body()
  }

  @Test func `what has no room waits, and what waits too long is counted`() throws {
    let path = "/tmp/marktap-full-\(getpid())"
    defer { unlink(path) }
    var files = OutputFiles(pattern: path, rotation: nil)
    files.spoolSize = 12
    let output = try Output(to: files)
    try limitingFiles(to: 6) {
      write("one\n", to: output)
      write("two\n", to: output)
      #expect(output.isStalled && output.failure == nil)
      write("three\n", to: output)
      write("four\nfive\n", to: output)
      #expect(output.takeDroppedLineCount() == 0)
      #expect(output.missingLineCount == 4)
      output.attend(at: .max)
      #expect(output.isStalled)
    }
    output.attend(at: .max)
    #expect(!output.isStalled)
    #expect(output.takeDroppedLineCount() == 2 && output.takeDroppedLineCount() == 0)
    write("six\n", to: output)
    output.finish()
    #expect(output.failure == nil)
    #expect(try Files.bytes(of: path) == Array("one\ntwo\nthree\nsix\n".utf8))
    #expect(output.lineCount == 4)
  }

  @Test func `what still has no room at the end is a failure`() throws {
    let path = "/tmp/marktap-full-end-\(getpid())"
    defer { unlink(path) }
    let output = try Output(to: OutputFiles(pattern: path, rotation: nil))
    try limitingFiles(to: 2) {
      write("one\n", to: output)
      output.finish()
    }
    #expect(output.failure == .refused(SystemError("write to '\(path)'", code: EFBIG)))
    #expect(output.missingLineCount == 1)
  }

  @Test func `numbers go on in the next run, which knows how the last one ended`() throws {
    let path = "/tmp/marktap-sequence-\(getpid())"
    defer { unlink(path) }
    let file = SequenceFile(path: path, global: "n")
    #expect(file.previous == nil)
    file.keep(41, .open)
    #expect(file.previous?.sequence == 41 && file.previous?.state == .open)
    file.keep(42, .closed)
    #expect(file.previous?.sequence == 42 && file.previous?.state == .closed)
    try Files.write(Array("another-boot 42 1000 open\n".utf8), to: path)
    #expect(file.previous == .init(sequence: 0, time: 1000, state: .open))
    try Files.write(Array("damaged\n".utf8), to: path)
    #expect(file.previous == nil)
  }

  @Test func `when output reaches the disk is said by a word or in seconds`() {
    #expect(Synchronization(text: "none") == .never)
    #expect(Synchronization(text: "always") == .always)
    #expect(Synchronization(text: "2") == .interval(2_000_000_000))
    #expect(Synchronization(text: "0") == nil && Synchronization(text: "soon") == nil)
  }
}
