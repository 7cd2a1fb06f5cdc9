import Foundation
import Glibc
import Testing

/// The probe points of `tapsets/probes`.
@Suite(.enabled(if: geteuid() == 0, "probes in the kernel need root"), .serialized)
struct LiveAliasTests {
  @Test func `all variables of all aliases have a meaning on this kernel`() throws {
    let folder = DocumentedFunction.root.appending(path: "tapsets/probes")
    let path = "/tmp/marktap-alias-\(getpid()).stp"
    defer { unlink(path) }
    for file in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() {
      let aliases = try DocumentedAlias.aliases(in: folder.appending(path: file))
      #expect(!aliases.isEmpty, "\(file)")
      let probes = aliases.map { alias in
        "probe \(alias.name) { \(alias.variables.map { "println(\($0))" }.joined(separator: "\n")) }\n"
      }
      try probes.joined().write(toFile: path, atomically: true, encoding: .utf8)
      let result = try Tool.run("-p4 \(path)")
      #expect(result.status == 0, "\(file): \(result.errors)")
    }
  }

  @Test func `the life of a process and its signals are seen`() throws {
    let path = "/tmp/marktap-life-\(getpid())"
    defer { for suffix in [".stp", ".sh"] { unlink(path + suffix) } }
    try #"""
    probe kprocess.create { if (pid() == target()) printf("create %d\n", new_pid > target()) }
    probe kprocess.exec { if (target_set_pid(pid())) printf("exec %s %s\n", filename, args) }
    probe kprocess.exec_complete { if (target_set_pid(pid())) printf("complete %d %s\n", success, retstr) }
    probe kprocess.exit { if (target_set_pid(pid())) printf("exit %s %d\n", execname(), code) }
    probe signal.send { if (pid() == target() && sig == 10) printf("send %s to %s\n", sig_name, pid_name) }
    probe signal.handle { if (pid() == target() && sig == 10) printf("handle %s %s\n", sig_name, sig_mode) }
    probe scheduler.process_fork { if (parent_pid == target()) printf("fork %d\n", child_pid > parent_pid) }
    probe scheduler.ctxswitch { if (prev_pid == target() && prev_task_name != execname()) println("wrong name") }
    probe syscall_any.return { if (pid() == target() && name == "kill") printf("any %d %d\n", syscall_nr, retval) }
    probe nd_syscall.kill { if (pid() == target()) printf("%s %d\n", name, sig) }
    """#.write(toFile: path + ".stp", atomically: true, encoding: .utf8)
    try "trap : USR1\nkill -USR1 $$\n/bin/sh -c 'exit 3'\nexit 4\n".write(
      toFile: path + ".sh", atomically: true, encoding: .utf8)
    let result = try Tool.run("\(path).stp -c 'sh \(path).sh'")
    let lines = result.output.split(separator: "\n").map(String.init)
    #expect(
      lines.contains { $0.hasPrefix("exec \"/") && $0.hasSuffix("/sh\" \"sh\" \"\(path).sh\"") })
    #expect(lines.contains("exec \"/bin/sh\" \"/bin/sh\" \"-c\" \"exit 3\""))
    #expect(lines.filter { $0 == "complete 1 0" }.count == 2)
    #expect(lines.contains("create 1") && lines.contains("fork 1"))
    #expect(
      lines.contains("send SIGUSR1 to sh") && lines.contains("handle SIGUSR1 User Mode Signal"))
    #expect(lines.contains("kill 10") && lines.contains("any 62 0"))
    #expect(lines.filter { $0.hasPrefix("exit sh ") } == ["exit sh 768", "exit sh 1024"])
    #expect(!lines.contains("wrong name"))
  }
}
