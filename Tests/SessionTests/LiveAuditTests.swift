import Foundation
import Testing

/// `marktap audit` on the running kernel, beside `strace -f` as a witness.
@Suite(.enabled(if: geteuid() == 0, "audits need root"), .serialized)
struct LiveAuditTests {
  /// One call of a thread: its name, and its result or the name of its error.
  private struct Call: Hashable, Comparable, CustomStringConvertible {
    let name: String
    let result: String

    var description: String { "\(name)=\(result)" }

    static func < (left: Call, right: Call) -> Bool {
      (left.name, left.result) < (right.name, right.result)
    }

    /// Calls whose results are addresses, process ids or numbers by chance.
    private static let variable: Set<String> = [
      "clone", "clone3", "fork", "vfork", "getpid", "gettid", "getppid", "wait4", "waitid",
      "set_tid_address", "mmap", "brk", "mremap",
    ]

    /// Creates a call; a result that differs from run to run is left out.
    init(_ name: String, _ result: String) {
      self.name = name
      self.result = Self.variable.contains(name) && !result.hasPrefix("E") ? "" : result
    }
  }

  /// An event as `--format json` prints it.
  private struct Event: Decodable {
    struct Argument: Decodable {
      let name: String
      let value: Int64
      let text: String
      let cut: Bool?
    }

    let time_ns: Int64
    let pid: Int
    let tid: Int
    let ppid: Int
    let uid: Int
    let comm: String
    let exe: String
    let arch: String
    let syscall: String
    let number: Int
    let args: [Argument]
    let result: Int64?
    let error: String?
    let duration_ns: Int64?
    let late: Bool?
  }

  /// Returns the events of an audit of `command`.
  private func events(of command: String, options: String = "") throws -> [Event] {
    let workplace = try Workplace()
    let path = "\(workplace.path)/events"
    // What the tests were started with open is closed for strace by `Process`, and would take the first numbers here.
    let result = try Tool.run(
      "audit --format json -o \(path) \(options) -- \(command)",
      before: "exec 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-;")
    #expect(result.errors.contains(" 0 records lost"), "\(result.errors)")
    return try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map {
      try JSONDecoder().decode(Event.self, from: Data($0.utf8))
    }
  }

  /// Returns the calls of each thread, in order, the threads in the order of their calls.
  private func threads(_ calls: [(thread: Int, call: Call)]) -> [[Call]] {
    // Whether a thread waits for another depends on which one is faster.
    let certain = calls.filter { $0.call.name != "futex" }
    return Dictionary(grouping: certain, by: \.thread).values.map { $0.map(\.call) }
      .sorted { $0.lexicographicallyPrecedes($1) }
  }

  /// Returns what `strace -f` sees of `command`.
  private func traced(_ command: String, in workplace: Workplace) throws -> [[Call]] {
    let path = "\(workplace.path)/strace"
    let strace = Process()
    strace.executableURL = URL(filePath: "/bin/sh")
    strace.arguments = ["-c", "exec strace -f -o \(path) \(command) >>\(path).out 2>>\(path).err"]
    try strace.run()
    strace.waitUntilExit()
    let text = try String(contentsOfFile: path, encoding: .utf8)
    return threads(try text.split(separator: "\n").compactMap(tracedCall))
  }

  /// Returns the call that ends in `line` of strace's output; `nil` if none does.
  private func tracedCall(_ line: Substring) throws -> (thread: Int, call: Call)? {
    let whole = try #/^(\d+) +(\w+)\(.*\) += (-?\w+|\?)(?: (\w+))?/#.firstMatch(in: line)
    let resumed = try #/^(\d+) +<\.\.\. (\w+) resumed>.*\) += (-?\w+|\?)(?: (\w+))?/#
      .firstMatch(in: line)
    let last = try #/^(\d+) +(exit|exit_group)\(.* <unfinished \.\.\.>$/#.firstMatch(in: line)
    if let last, let thread = Int(last.1) { return (thread, Call(String(last.2), "?")) }
    guard let match = resumed ?? whole, let thread = Int(match.1) else { return nil }
    var result = String(match.3)
    if result == "-1", let error = match.4 { result = String(error) }
    if result.hasPrefix("0x") { result = String(Int(result.dropFirst(2), radix: 16) ?? 0) }
    return (thread, Call(String(match.2), result))
  }

  /// Expects that an audit of `command` sees what `strace -f` sees.
  private func expectAgreement(_ command: String, in workplace: Workplace) throws {
    let expected = try traced(command, in: workplace)
    let calls = try events(of: command).map { event in
      (event.tid, Call(event.syscall, event.error ?? event.result.map(String.init) ?? "?"))
    }
    #expect(threads(calls) == expected)
    #expect(expected.contains { $0.count > 10 })
  }

  @Test(arguments: ["ls -l /etc", "cat /etc/passwd", "ls /nonexistent", "/bin/true"])
  func `an audit sees what strace sees`(command: String) throws {
    try expectAgreement(command, in: Workplace())
  }

  @Test func `an audit sees the threads and children that strace sees`() throws {
    let workplace = try Workplace()
    let program = try workplace.program(
      "family",
      """
      #include <pthread.h>
      #include <sys/syscall.h>
      #include <sys/wait.h>
      #include <unistd.h>
      static void *work(void *argument) {
        for (int i = 0; i < 50; i++) access("/nonexistent", R_OK);
        syscall(SYS_dup, -(long)argument);
        return 0;
      }
      int main(void) {
        for (long i = 1; i <= 4; i++) {
          pthread_t thread;
          pthread_create(&thread, 0, work, (void *)i);
          pthread_join(thread, 0);
        }
        for (int i = 0; i < 3; i++) {
          pid_t child = fork();
          if (child == 0) { execl("/bin/true", "true", (char *)0); _exit(1); }
          waitpid(child, 0, 0);
        }
        return 3;
      }
      """)
    try expectAgreement(program, in: workplace)
  }

  @Test func `a path on a page that was not touched is read at return`() throws {
    let workplace = try Workplace()
    let program = try workplace.program(
      "touch",
      """
      #define _GNU_SOURCE
      #include <fcntl.h>
      #include <sys/mman.h>
      #include <sys/syscall.h>
      #include <unistd.h>
      int main(int count, char **words) {
        const char path[] = "/nonexistent/first-touch";
        int file = open(words[1], O_RDWR | O_CREAT | O_TRUNC, 0600);
        if (write(file, path, sizeof path) < 0 || ftruncate(file, 8192)) return 1;
        char *page = mmap(0, 8192, PROT_READ, MAP_PRIVATE, file, 0);
        syscall(SYS_openat, AT_FDCWD, page, O_RDONLY);
        return 0;
      }
      """)
    let all = try events(of: "\(program) \(workplace.path)/page")
    let event = try #require(all.last { $0.syscall == "openat" })
    #expect(event.args.first { $0.name == "filename" }?.text == "/nonexistent/first-touch")
    #expect(event.late == true)
    #expect(event.error == "ENOENT")
    let text = try Tool.run("audit --syscall openat -- \(program) \(workplace.path)/page").output
    #expect(
      text.contains(
        "openat(AT_FDCWD, \"/nonexistent/first-touch\", O_RDONLY)"
          + " = -1 ENOENT (No such file or directory)"))
  }

  @Test func `both paths of a call are told, whole or with a mark, however long they are`() throws {
    let workplace = try Workplace()
    let program = try workplace.program(
      "long",
      """
      #include <stdio.h>
      #include <string.h>
      int main(void) {
        static char old[5000], new[5000];
        memset(old, 'a', sizeof old - 1);
        memset(new, 'b', sizeof new - 1);
        for (int i = 0; i < 4990; i += 200) old[i] = new[i] = '/';
        rename(old, new);
        old[4095] = new[4095] = 0;
        rename(old, new);
        return 0;
      }
      """)
    let renames = try events(of: program).filter { $0.syscall == "rename" }
    #expect(renames.map(\.error) == ["ENAMETOOLONG", "ENOENT"])
    // Behind what was cut stand three dots.
    for (event, (size, isCut)) in zip(renames, [(4098, true), (4095, nil)]) {
      #expect(event.args.map { $0.text.utf8.count } == [size, size])
      #expect(event.args.map(\.cut) == [isCut, isCut])
      #expect(event.args[0].text.hasPrefix("/aaa") && event.args[1].text.hasPrefix("/bbb"))
    }
  }

  @Test func `arguments carry their raw values beside their texts`() throws {
    let all = try events(of: "cat /etc/hostname")
    let event = try #require(
      all.first { $0.args.contains { $0.text == "/etc/hostname" } && $0.syscall == "openat" })
    #expect(event.args.map(\.name) == ["dfd", "filename", "flags", "mode"])
    #expect(event.args[0].value == -100 && event.args[0].text == "AT_FDCWD")
    #expect(event.args[2].text == "O_RDONLY")
    #expect(event.comm == "cat" && event.exe.hasSuffix("/cat") && event.arch == "x86_64")
    #expect(event.number == 257 && event.uid == 0 && event.pid == event.tid)
    #expect((event.result ?? -1) >= 0 && event.error == nil && (event.duration_ns ?? 0) > 0)
    let execution = try #require(all.first)
    #expect(execution.syscall == "execve")
    #expect(execution.args[1].text == "[\"cat\", \"/etc/hostname\"]")
  }

  @Test func `filters choose by name, by success and by task`() throws {
    let failed = try events(
      of: "ls /nonexistent", options: "--failed --syscall openat,statx,access")
    #expect(!failed.isEmpty && failed.allSatisfy { $0.error != nil })
    let opened = try events(of: "cat /etc/hostname", options: "--syscall openat,close --success")
    #expect(Set(opened.map(\.syscall)) == ["openat", "close"])
    let command = "sh -c '/bin/true; /bin/true'"
    #expect(
      Set(try events(of: command, options: "--comm true --syscall close,execve").map(\.comm)) == [
        "true"
      ])
    #expect(
      Set(try events(of: command, options: "--no-follow --syscall close,execve").map(\.pid)).count
        == 1)
  }
}
