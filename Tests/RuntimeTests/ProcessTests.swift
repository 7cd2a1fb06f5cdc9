import Glibc
import Testing

@testable import Runtime

/// Commands under observation.
struct ProcessTests {
  @Test func `a line is split into words as a shell does`() throws {
    let command = try TracedCommand(line: "ls -l 'a b' \"c d\" e\\ f")
    #expect(command.words == ["ls", "-l", "a b", "c d", "e f"])
  }

  @Test(arguments: ["true | false", "true; false", "echo $(true)", "true > /dev/null"])
  func `what only a shell understands goes to a shell`(line: String) throws {
    #expect(try TracedCommand(line: line).words == ["sh", "-c", line])
  }

  @Test func `an empty line is no command`() {
    #expect(throws: RunError.emptyCommand) { try TracedCommand(line: "  ") }
  }

  @Test func `a program is looked up along the path`() throws {
    let program = try TracedCommand(words: ["sh"]).program()
    #expect(program.hasSuffix("/sh"))
    #expect(throws: RunError.system(SystemError("run 'no-such-program'", code: ENOENT))) {
      try TracedCommand(words: ["no-such-program"]).program()
    }
  }

  @Test func `a process waits until it is let go`() throws {
    let process = try GatedProcess(
      TracedCommand(words: ["sh", "-c", "exit 7"]), mask: sigset_t())
    #expect(kill(process.id, 0) == 0)
    try process.open()
    #expect(process.ending() == .exited(7))
  }

  @Test func `a process that is never let go ends without running`() throws {
    let process = try GatedProcess(TracedCommand(words: ["sh", "-c", "exit 7"]), mask: sigset_t())
    #expect(process.ending() == .exited(127))
  }

  @Test func `a signal that kills is told`() throws {
    let process = try GatedProcess(
      TracedCommand(words: ["sh", "-c", "kill -9 $$"]), mask: sigset_t())
    try process.open()
    #expect(process.ending() == .killed(signal: SIGKILL))
  }

  @Test func `what cannot be executed is told when it is let go`() throws {
    let path = "/tmp/marktap-test-\(getpid())"
    try Files.write(Array("no program".utf8), to: path)
    defer { unlink(path) }
    chmod(path, 0o755)
    let process = try GatedProcess(TracedCommand(words: [path]), mask: sigset_t())
    let error = #expect(throws: RunError.self) { try process.open() }
    #expect(error == .system(SystemError("run '\(path)'", code: ENOEXEC)))
    #expect(process.ending() == .exited(127))
  }
}
