import Glibc
import Runtime
import Testing

/// Runs in the background.
struct RecordingTests {
  /// Starts a run in the background with `arguments`, and returns its process id.
  private func start(_ arguments: String) throws -> Int32 {
    let result = try Tool.run("-F \(arguments)", before: "timeout 60")
    #expect(result.status == 0, "\(result.errors)")
    return try #require(Int32(result.output.filter { $0 != "\n" }))
  }

  @Test func `what is recorded can be read, and a signal ends the run`() throws {
    let process = try start(
      "-e 'probe begin { println(\"begin\") } probe end { println(\"end\") warn(\"last\") }'")
    let first = try Tool.run("-d \(process)", before: "timeout -s QUIT 2")
    #expect(first.output == "begin\n")
    let second = try Tool.run("-d \(process)", before: "timeout -s INT 2")
    #expect(second.output == "begin\nend\nWARNING: last\n")
    let third = try Tool.run("-d \(process)")
    #expect(third.status == 3)
    #expect(third.errors.contains("cannot find a recorder in the process \(process)"))
  }

  @Test func `only the last of the output is kept`() throws {
    let process = try start(
      """
      -s 1 -DMAXACTION_INTERRUPTIBLE=100000000 -e 'probe timer.ms(1) { \
      if (!n) for (i = 0; i < 200000; i++) printf("%9d\\n", n++) }  global n'
      """)
    usleep(500_000)
    let result = try Tool.run("-d \(process)", before: "timeout -s INT 8")
    let lines = result.output.split(separator: "\n")
    #expect(lines.last == "   199999")
    #expect(result.output.utf8.count == 1 << 20)
  }

  @Test func `a run in the background writes its file`() throws {
    let path = "/tmp/marktap-background-\(getpid())"
    defer { unlink(path) }
    let process = try start(
      "-o \(path) -e 'probe begin { println(\"begin\") } probe end { println(\"end\") }'")
    #expect(getpgid(process) == process)
    kill(process, SIGTERM)
    for _ in 0..<500 where (try? Files.bytes(of: path).count) != 10 { usleep(10_000) }
    #expect(try Files.bytes(of: path) == Array("begin\nend\n".utf8))
  }

  @Test func `what fails before it has begun fails in front`() throws {
    let failed = try Tool.run("-F -e 'probe begin { error(\"x\") }'")
    #expect(failed.status == 1)
    #expect(failed.errors.hasPrefix("ERROR: x"))
    #expect(failed.output == "")
    #expect(try Tool.run("-F -o /no/file -e 'probe begin { exit() }'").status == 3)
    let over = try Tool.run("-F -e 'probe begin { exit() }'")
    #expect(over.status == 0 && over.output == "")
  }

  @Test func `a finished object runs in the background, too`() throws {
    let directory = try Files.makeTemporaryDirectory()
    defer {
      unlink("\(directory)/back.bo")
      rmdir(directory)
    }
    let script = "'probe begin { println(\"begin\") } probe end { println(\"end\") }'"
    _ = try Tool.run("-p4 -m back -e \(script)", before: "cd \(directory);")
    let started = try Tool.run("-L \(directory)/back.bo", name: "marktap-run")
    let process = try #require(Int32(started.output.filter { $0 != "\n" }), "\(started.errors)")
    let read = try Tool.run("-A \(process)", name: "marktap-run", before: "timeout -s INT 2")
    #expect(read.output == "begin\nend\n")
    for words in ["-A x", "-S 1 \(directory)/back.bo", "-L", "-T 0 \(directory)/back.bo"] {
      #expect(try Tool.run(words, name: "marktap-run").status == 2, "\(words)")
    }
  }
}
