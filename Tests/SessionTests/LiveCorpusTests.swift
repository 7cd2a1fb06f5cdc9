import Foundation
import Testing

/// The texts of `marktap audit` beside those of `strace -f`, call by call, for the programs in Tests/DecodingCorpus.
///
/// Calls whose texts differ are listed with the reason in Documentation/Decoding.md, which this reads.
@Suite(.enabled(if: geteuid() == 0, "audits need root"), .serialized)
struct LiveCorpusTests {
  /// The directory of the package.
  private static let package = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// Calls whose numbers are those of processes, times, or what the system counts, and differ from run to run.
  private static let changing: Set<String> = [
    "shmget", "shmat", "shmctl", "semget", "semctl", "semop", "semtimedop", "msgget", "msgsnd",
    "msgrcv", "msgctl", "wait4", "waitid", "clone", "clone3", "fork", "kill", "getpid", "gettid",
    "getppid", "getpgid", "getpgrp", "getsid", "setsid", "clock_gettime", "gettimeofday", "time",
    "times", "sysinfo", "getrusage", "statfs", "fstatfs", "name_to_handle_at", "statx",
    "open_by_handle_at", "adjtimex", "clock_adjtime", "keyctl", "add_key", "timer_gettime",
    "ppoll", "pselect6", "select", "kcmp", "pidfd_open", "process_vm_readv", "process_vm_writev",
    "migrate_pages", "rt_sigtimedwait", "set_tid_address", "fcntl", "bind", "getsockname",
    "getpeername", "connect", "accept", "mincore", "syslog", "arch_prctl", "getcpu",
    "sched_getaffinity", "sched_setaffinity", "sched_rr_get_interval", "mq_timedreceive",
    "rt_sigqueueinfo", "exit", "exit_group", "newfstatat", "stat", "lstat", "fstat", "ioctl",
  ]

  /// The names of the calls that Documentation/Decoding.md lists as different.
  private static func differences() throws -> Set<String> {
    let text = try String(
      contentsOf: package.appending(path: "Documentation/Decoding.md"), encoding: .utf8)
    let rows = text.components(separatedBy: "## Differences from strace").last ?? ""
    return Set(rows.matches(of: #/`(\w+)`/#).map { String($0.1) })
  }

  /// Returns the calls of each thread in `lines`, without what comes before the program itself.
  private func threads(_ lines: [(thread: String, text: String)]) -> [[String]] {
    var order: [String] = []
    var calls: [String: [String]] = [:]
    for line in lines {
      if calls[line.thread] == nil { order.append(line.thread) }
      if line.text.hasPrefix("execve(") {
        calls[line.thread] = []
      } else {
        calls[line.thread, default: []].append(line.text)
      }
    }
    return order.compactMap { calls[$0] }
  }

  /// Returns the calls that strace wrote to the file `path`, parts of the same call put together.
  private func traced(_ path: String) throws -> [[String]] {
    var started: [String: String] = [:]
    var lines: [(thread: String, text: String)] = []
    for line in String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
      .split(separator: "\n")
    {
      guard let match = try #/^(\d+) +(.*)$/#.firstMatch(in: line) else { continue }
      let thread = String(match.1)
      var text = String(match.2)
      if text.hasPrefix("---") || text.hasPrefix("+++") { continue }
      if text.hasSuffix(" <unfinished ...>") {
        started[thread] = String(text.dropLast(17))
        continue
      }
      if let rest = try #/^<\.\.\. \w+ resumed>(?: (?!=>))?(.*)$/#.firstMatch(in: text) {
        guard let start = started.removeValue(forKey: thread) else { continue }
        text = start + rest.1
      }
      lines.append((thread, text.replacing(#/\) +=/#, with: ") =")))
    }
    return threads(lines)
  }

  /// Returns the calls that an audit wrote to the file `path`.
  private func audited(_ path: String) throws -> [[String]] {
    let text = String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
    return threads(
      try text.split(separator: "\n").compactMap { line in
        guard let match = try #/^(\d+) \S+ (.*)$/#.firstMatch(in: line) else { return nil }
        let call = match.2.replacing(#/ <\d+\.\d{9}>( \(read at return\))?$/#, with: "")
        return (String(match.1), String(call))
      })
  }

  /// Returns `text` with what changes from run to run taken out of it: numbers of sockets and pipes, and for some calls all.
  private func comparable(_ text: String) -> String {
    let name = String(text.prefix { $0 != "(" })
    let text = text.replacing(#/<(socket|pipe):\[\d+\]>/#) { "<\($0.1):[N]>" }
    guard Self.changing.contains(name) else { return text }
    return text.replacing(#/\\x[0-9a-f]{2}|0x[0-9a-f]+|\d+/#, with: "N")
  }

  @Test(arguments: [
    "files", "memory", "processes", "sockets", "times", "system", "rare", "requests",
  ])
  func `the text of a call is that of strace`(program: String) throws {
    try compare(program, asking: "", auditing: "")
  }

  @Test(arguments: ["files", "memory", "sockets", "times", "requests"])
  func `descriptors are shown with what they stand for as strace does`(program: String) throws {
    try compare(program, asking: "-y", auditing: "--fd-paths")
  }

  /// Expects that an audit of `program` with the option `auditing` tells of it what strace does with the option `asking`.
  private func compare(_ program: String, asking: String, auditing: String) throws {
    let base = "/tmp/marktap-corpus-\(getpid())-\(program)"
    defer {
      for suffix in ["", ".alone", ".strace", ".audit", ".audit.sequence"] { unlink(base + suffix) }
    }
    for (file, source) in [(base, program), (base + ".alone", "alone")] {
      let source = Self.package.appending(path: "Tests/DecodingCorpus/\(source).c").path
      #expect(system("cc -w -O1 -o \(file) \(source)") == 0)
    }
    let bare = "\(base).alone \(base)"
    // The same environment gives the same addresses.
    _ = system(
      "env -i /usr/bin/setarch -R /usr/bin/strace -f \(asking) -o \(base).strace \(bare) </dev/null >/dev/null 2>&1"
    )
    let result = try Tool.run(
      "audit \(auditing) -o \(base).audit -- /usr/bin/setarch -R \(bare) </dev/null")
    #expect(result.errors.contains(" 0 records lost"), "\(result.errors)")
    let expected = try traced(base + ".strace")
    let actual = try audited(base + ".audit")
    #expect(expected.count == actual.count)
    let known = try Self.differences()
    var compared = 0
    for (theirs, ours) in zip(expected, actual) {
      for (one, other) in zip(theirs, ours) {
        let name = String(one.prefix { $0 != "(" })
        #expect(other.hasPrefix(name + "("))
        compared += 1
        if !known.contains(name) { #expect(comparable(one) == comparable(other)) }
      }
    }
    #expect(compared > 50)
  }

  @Test func `calls of a 32-bit program are decoded by its own table`() throws {
    let base = "/tmp/marktap-corpus-\(getpid())-32"
    defer { for suffix in ["", ".o", ".audit", ".audit.sequence"] { unlink(base + suffix) } }
    let source = Self.package.appending(path: "Tests/DecodingCorpus/calls32.s").path
    #expect(
      system("as --32 -o \(base).o \(source) && ld -m elf_i386 -o \(base) \(base).o") == 0)
    _ = try Tool.run("audit -o \(base).audit -- \(base)")
    let calls = try #require(try audited(base + ".audit").first)
    let expected = [
      "[i386] open(\"/etc/hostname\", O_RDONLY|O_CLOEXEC) = N", "[i386] read(N, DATA, N) = N",
      "[i386] access(\"/etc/hostname\", R_OK|W_OK) = N",
      "[i386] mmap2(NULL, N, PROT_READ, MAP_PRIVATE|MAP_ANONYMOUS, -N, N) = N",
      "[i386] kill(-N, SIGTERM) = -N ESRCH (No such process)", "[i386] exit(N) = ?",
    ]
    let shown = calls.map {
      $0.replacing(#/read\((\d+), "[^"]+",/#) { "read(\($0.1), DATA," }
        .replacing(#/\b(0x[0-9a-f]+|\d+)\b/#, with: "N")
    }
    #expect(shown == expected)
    let object = try Tool.run("audit --format json -- \(base)").output
    #expect(
      object.split(separator: "\n").contains {
        $0.contains("\"arch\":\"i386\",\"syscall\":\"open\",\"number\":5")
      })
  }

  @Test func `whatever a program passes, each event is an object of JSON`() throws {
    let base = "/tmp/marktap-corpus-\(getpid())-odd"
    defer { for suffix in ["", ".audit", ".audit.sequence"] { unlink(base + suffix) } }
    let source = Self.package.appending(path: "Tests/DecodingCorpus/odd.c").path
    #expect(system("cc -w -O1 -o \(base) \(source)") == 0)
    let seed = UInt32.random(in: 0 ... .max)
    let result = try Tool.run("audit --format json -o \(base).audit -- \(base) \(seed)")
    #expect(!result.errors.contains("ERROR"), "seed \(seed): \(result.errors)")
    let bytes = try Data(contentsOf: URL(filePath: base + ".audit"))
    var count = 0
    for line in bytes.split(separator: UInt8(ascii: "\n")) {
      let object = try JSONSerialization.jsonObject(with: line) as? [String: Any]
      #expect(object?["args"] is [[String: Any]], "seed \(seed)")
      count += 1
    }
    #expect(count > 2000)
  }
}
