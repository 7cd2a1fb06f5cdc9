import Foundation
import Testing

/// `marktap audit --rules` on the running kernel: which calls of a known workload are reported, with which keys.
@Suite(.enabled(if: geteuid() == 0, "audits need root"), .serialized)
struct LiveAuditRuleTests {
  /// A call of the workload that was reported.
  private struct Event: Decodable, Hashable, CustomStringConvertible {
    let syscall: String
    let error: String?
    let key: String?

    var description: String { "\(syscall) \(error ?? "-") \(key ?? "-")" }
  }

  /// What the workload is, in Python: each call is made by its number, so that nothing else of its kind happens.
  ///
  /// `%` is the directory that it works in.
  private static let workload = """
    import ctypes, os
    call = ctypes.CDLL(None, use_errno=True).syscall
    os.chdir(b"%")
    at = -100
    call(257, at, b"%/absent", 0)
    call(257, at, b"%/file", 0)
    call(257, at, b"file", 1)
    call(257, at, b"./sub/../file", 0)
    call(257, at, b"link", 0)
    call(257, at, b"sub/inner", 0)
    call(2, b"%/file", 2)
    call(90, b"file", 0o600)
    call(90, b"sub/inner", 0o600)
    call(87, b"absent")
    call(121, 1)
    call(105, 0)
    call(109, 0x7fffffff, 0)
    """

  /// Returns what the rules of `text` report of the workload; `%` in it is the directory of the workload.
  private func events(_ text: String) throws -> [String] {
    let directory = "/tmp/marktap-rules-\(getpid())-\(UInt32.random(in: 0 ... .max))"
    let files = FileManager.default
    try files.createDirectory(atPath: "\(directory)/sub", withIntermediateDirectories: true)
    defer { try? files.removeItem(atPath: directory) }
    for name in ["file", "sub/inner"] {
      try "".write(toFile: "\(directory)/\(name)", atomically: true, encoding: .utf8)
    }
    try files.createSymbolicLink(
      atPath: "\(directory)/link", withDestinationPath: "\(directory)/file")
    for (name, content) in [("rules", text), ("work.py", Self.workload)] {
      try content.replacingOccurrences(of: "%", with: directory)
        .write(toFile: "\(directory)/\(name)", atomically: true, encoding: .utf8)
    }
    let result = try Tool.run(
      "audit --format json --rules \(directory)/rules -o \(directory)/events "
        + "-- python3 -S -E \(directory)/work.py")
    #expect(result.errors.contains(" 0 records lost"), "\(result.errors)")
    return try String(contentsOfFile: "\(directory)/events", encoding: .utf8)
      .split(separator: "\n").map {
        try JSONDecoder().decode(Event.self, from: Data($0.utf8)).description
      }
  }

  @Test func `results of calls decide when they return`() throws {
    let found = try events(
      """
      -a always,exit -F arch=b64 -S unlink -F exit=-ENOENT -k gone
      -a always,exit -F arch=b64 -S setpgid -F success=0 -k failed
      -a always,exit -F arch=b64 -S setuid -F success=0 -k never
      """)
    #expect(found == ["unlink ENOENT gone", "setpgid ESRCH failed"])
  }

  @Test func `the first rule that fits counts`() throws {
    let found = try events(
      """
      -a never,exit -F arch=b64 -S getpgid -F a0=1
      -a always,exit -F arch=b64 -S getpgid,setuid -F uid=0 -k first -k again
      -a always,exit -F arch=b64 -S setuid -k second
      """)
    #expect(found == ["setuid - first\u{1}again"])
  }

  @Test func `programs are compared beside files`() throws {
    let found = try events(
      """
      -a never,exit -F arch=b64 -S chmod -F exe=/usr/bin/true
      -a always,exit -F arch=b64 -S chmod -F exe!=/usr/bin/true -F dir=%/sub -F key=inner
      -a always,exit -F arch=b64 -S chmod,unlink -F exe=/usr/bin/true -F dir=% -F key=never
      -a always,exit -F arch=b64 -S chmod -F path=%/file -F key=file
      """)
    #expect(found == ["chmod - file", "chmod - inner"])
  }

  @Test func `files are told by their paths, however calls name them`() throws {
    let found = try events("-a always,exit -F arch=b64 -S openat,chmod -F path=%/file -k file\n")
    #expect(
      found == ["openat - file", "openat - file", "openat - file", "openat - file", "chmod - file"])
  }

  @Test func `permissions choose the calls, and how files are opened`() throws {
    #expect(try events("-w %/file -p w -k w\n") == ["openat - w", "open - w"])
    #expect(try events("-w %/file -p a -k a\n") == ["chmod - a"])
    #expect(
      try events("-w %/sub -p ra -k below\n") == ["openat - below", "chmod - below"])
  }

  /// A program that makes calls as 32-bit programs do, in one that is none: it needs no library for them.
  private static let compatible = """
    #define _GNU_SOURCE
    #include <string.h>
    #include <sys/mman.h>
    #include <sys/syscall.h>
    #include <unistd.h>
    static long call32(long number, long a, long b, long c) {
      long result;
      __asm__ volatile("int $0x80" : "=a"(result) : "a"(number), "b"(a), "c"(b), "d"(c)
                       : "memory", "r8", "r9", "r10", "r11");
      return result;
    }
    int main(int count, char **words) {
      char *low = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
      strcpy(low, "/etc/hostname");
      call32(5, (long)low, 0, 0);
      call32(5, (long)low, 1, 0);
      strcpy(low, words[1]);
      call32(39, (long)low, 0700, 0);
      call32(10, (long)low, 0, 0);
      call32(40, (long)low, 0, 0);
      call32(132, 0, 0, 0);
      syscall(SYS_getpgid, 0);
    }
    """

  @Test func `calls of 32-bit programs are selected by their own numbers`() throws {
    let workplace = try Workplace()
    let program = try workplace.program("compatible", Self.compatible)
    try """
    -a never,exit -F arch=b32 -S open -F a1&1
    -a always,exit -F arch=b32 -S open -F path=/etc/hostname -k open
    -a always,exit -F arch=b32 -S mkdir,rmdir -F success=1 -k directory
    -a always,exit -F arch=b32 -S unlink -F exit=-EISDIR -k refused
    -a always,exit -F arch=b32 -S getpgid -k group
    """.write(toFile: "\(workplace.path)/rules", atomically: true, encoding: .utf8)
    let file = try workplace.audit(
      "\(program) \(workplace.path)/new", format: "json",
      options: "--rules \(workplace.path)/rules")
    let found = try workplace.lines(of: file).map {
      try JSONDecoder().decode(Event.self, from: Data($0.utf8)).description
    }
    #expect(
      found == [
        "open - open", "mkdir - directory", "unlink EISDIR refused", "rmdir - directory",
        "getpgid - group",
      ])
  }

  @Test func `records of excluded types are left out of their events`() throws {
    let workplace = try Workplace()
    try """
    -a always,exclude -F msgtype=CWD
    -a always,exclude -F msgtype=PROCTITLE -F uid=0
    -a always,exclude -F msgtype=PATH -F uid=1
    -a always,exit -F arch=b64 -S openat -F path=/etc/hostname -k file
    """.write(toFile: "\(workplace.path)/rules", atomically: true, encoding: .utf8)
    let file = try workplace.audit(
      "cat /etc/hostname", format: "auditd", options: "--rules \(workplace.path)/rules")
    let types = try workplace.lines(of: file).map { $0.prefix { $0 != " " } }
    #expect(types == ["type=DAEMON_START", "type=SYSCALL", "type=PATH", "type=DAEMON_END"])
  }

  @Test func `what is excluded is not reported`() throws {
    let found = try events(
      """
      -a always,exclude -F msgtype=SYSCALL -F uid=0
      -a always,exit -F arch=b64 -S setuid -k x
      """)
    #expect(found.isEmpty)
  }

  @Test func `rules that select nothing are told, and so are mistakes`() throws {
    let path = "/tmp/marktap-rules-\(getpid())"
    defer { unlink(path) }
    try "-b 8192\n".write(toFile: path, atomically: true, encoding: .utf8)
    let empty = try Tool.run("audit --rules \(path) -- true")
    #expect(empty.status == 1 && empty.errors.contains("the rules select no system call"))
    try "-a always,exit -S nothing\n".write(toFile: path, atomically: true, encoding: .utf8)
    let wrong = try Tool.run("audit --rules \(path) --list-rules")
    #expect(wrong.status == 1 && wrong.errors.contains("[unknown-system-call]"))
    #expect(try Tool.run("audit --rules \(path).absent -- true").status == 3)
  }
}
