import Foundation
import Testing

/// `marktap audit --format auditd`, read by the tools of auditd.
@Suite(
  .enabled(if: geteuid() == 0, "audits need root"),
  .enabled(if: AuditTools.isThere, "the tools of auditd are missing: run `make audit-tools`"),
  .serialized)
struct LiveAuditRecordTests {
  /// A program that makes calls of many kinds.
  private static let source = """
    #define _GNU_SOURCE
    #include <arpa/inet.h>
    #include <fcntl.h>
    #include <signal.h>
    #include <stdio.h>
    #include <sys/mman.h>
    #include <sys/prctl.h>
    #include <sys/socket.h>
    #include <sys/stat.h>
    #include <sys/un.h>
    #include <sys/wait.h>
    #include <unistd.h>
    int main(int count, char **words) {
      chdir(words[1]);
      close(open("/etc/hostname", O_RDONLY));
      int file = open("with space", O_RDWR | O_CREAT | O_TRUNC, 0640);
      mkdir("directory", 0700);
      rename("with space", "directory/moved");
      symlink("nowhere", "directory/link");
      unlink("directory/link"); unlink("directory/moved"); unlink("directory/absent");
      rmdir("directory");
      open("/nonexistent/file", O_RDONLY);
      int ends[2]; pipe(ends);
      struct sockaddr_in peer = {AF_INET, htons(53), {htonl(0x7f000001)}};
      connect(socket(AF_INET, SOCK_DGRAM, 0), (void *)&peer, sizeof peer);
      struct sockaddr_un local = {AF_UNIX, "socket"};
      bind(socket(AF_UNIX, SOCK_STREAM, 0), (void *)&local, sizeof local);
      mmap(0, 4096, PROT_READ, MAP_PRIVATE, file, 0);
      if (fork() == 0) { execl("/bin/echo", "echo", "a b", "\\"q\\"", "", (char *)0); _exit(1); }
      wait(0);
      kill(getpid(), 0);
      prctl(PR_SET_NAME, "other name");
      setgid(5); setuid(6);
      open("/etc/shadow", O_RDONLY);
      return 3;
    }
    """

  /// The log of that program, and its records of type SYSCALL by their numbers.
  private static func log(in workplace: Workplace) throws -> (file: String, calls: [String]) {
    let program = try workplace.program("work", source)
    let file = try workplace.audit(
      "\(program) \(workplace.path)", format: "auditd", options: "--key 'my key'")
    return (file, try workplace.lines(of: file).filter { $0.hasPrefix("type=SYSCALL ") })
  }

  /// Returns the value of the field `name` of `record`.
  private static func field(_ name: String, of record: String) -> String? {
    record.range(of: " \(name)=").map { place in
      String(record[place.upperBound...].prefix { $0 != " " })
    }
  }

  @Test func `ausearch finds events by each of its keys`() throws {
    let workplace = try Workplace()
    let (file, calls) = try Self.log(in: workplace)
    let own = try #require(calls.last)
    func value(_ name: String) throws -> String { try #require(Self.field(name, of: own)) }
    func count(_ name: String, _ value: String) -> Int {
      calls.filter { Self.field(name, of: $0) == value }.count
    }
    let (pid, parent) = (try value("pid"), try value("ppid"))
    let users = ["uid", "euid", "auid"]
    let groups = ["gid", "egid"]
    let ofUser6 = calls.filter { call in users.contains { Self.field($0, of: call) == "6" } }.count
    let ofGroup5 = calls.filter { call in groups.contains { Self.field($0, of: call) == "5" } }
      .count
    let number = try #require(own.split(separator: ":")[1].split(separator: ")").first)
    let all = calls.count
    #expect(all > 60)
    let cases: [(search: String, count: Int)] = [
      ("-a \(number)", 1), ("-m SYSCALL", all), ("-m EXECVE", 2),
      ("-sc openat", count("syscall", "257")),
      ("-sc 257", count("syscall", "257")), ("-p \(pid)", count("pid", pid)),
      ("-pp \(parent)", count("ppid", parent)), ("-ui 6", count("uid", "6")),
      ("-ue 6", count("euid", "6")), ("-ua 6", ofUser6), ("-ul \(try value("auid"))", all),
      ("-gi 5", count("gid", "5")), ("-ge 5", count("egid", "5")), ("-ga 5", ofGroup5),
      ("-c work", count("comm", "\"work\"")),
      ("-c 'other name'", calls.filter { $0.contains(" comm=6F74686572206E616D65 ") }.count),
      ("-x \(workplace.path)/work", count("exe", "\"\(workplace.path)/work\"")),
      ("-f /etc/shadow", 1), ("-f 'with space'", 2), ("-f directory/", 5), ("-f absent -w", 0),
      ("-k 'my key'", all), ("--session \(try value("ses"))", all),
      ("-tm '\(try value("tty"))'", all), ("-sv no", count("success", "no")),
      ("-sv yes", count("success", "yes")), ("-e -13", count("exit", "-13")),
      ("--arch x86_64", all), ("-ts today -te now", all), ("-ts 01/01/2038", 0),
      ("--node other", 0),
    ]
    for (search, expected) in cases {
      let found = try AuditTools.calls(in: file, search).count
      #expect(found == expected, "\(search)")
    }
  }

  @Test func `ausearch tells records in words`() throws {
    let workplace = try Workplace()
    let file = try Self.log(in: workplace).file
    let records = try AuditTools.run("ausearch -if \(file) -i").output
    for words in [
      "syscall=openat success=no exit=EACCES(Permission denied)", "uid=man", "comm=other name",
      "name=with space ", "nametype=CREATE", "nametype=DELETE", "cwd=\(workplace.path) ",
      "saddr={ saddr_fam=inet laddr=127.0.0.1 lport=53 }", "saddr={ saddr_fam=local path=socket }",
      "argc=4 a0=echo a1=a b a2=\"q\"", "proctitle=echo a b", "fd0=", "op=start", "op=terminate",
      "type=MMAP", "type=OBJ_PID", "name=directory/ nametype=PARENT child=\"directory/absent\"",
    ] { #expect(records.contains(words), "\(words)") }
    let prose = try AuditTools.run("ausearch -if \(file) --format text").output
    #expect(prose.contains("successfully opened-file /etc/hostname using \(workplace.path)/work"))
    #expect(prose.contains("unsuccessfully opened-file /etc/shadow using \(workplace.path)/work"))
    let table = try AuditTools.run("ausearch -if \(file) --format csv").output
    #expect(table.contains(",opened-file,failed,/etc/shadow,"))
    let raw = try AuditTools.run("ausearch -if \(file) --raw").output
    #expect(raw.split(separator: "\n").map(String.init) == (try workplace.lines(of: file)))
  }

  /// A program that makes calls with records of their own: it loads a program of BPF, sends a signal to its process group, and
  /// makes a socket as 32-bit programs do.
  private static let special = """
    #define _GNU_SOURCE
    #include <linux/bpf.h>
    #include <signal.h>
    #include <string.h>
    #include <sys/mman.h>
    #include <sys/syscall.h>
    #include <sys/wait.h>
    #include <unistd.h>
    int main(void) {
      struct bpf_insn code[] = {{.code = 0xb7}, {.code = 0x95}};
      union bpf_attr wanted;
      memset(&wanted, 0, sizeof wanted);
      wanted.prog_type = BPF_PROG_TYPE_SOCKET_FILTER;
      wanted.insns = (long)code;
      wanted.insn_cnt = 2;
      wanted.license = (long)"GPL";
      syscall(SYS_bpf, BPF_PROG_LOAD, &wanted, sizeof wanted);
      setpgid(0, 0);
      signal(SIGUSR1, SIG_IGN);
      int ends[2];
      pipe(ends);
      int child = fork();
      if (child == 0) { close(ends[1]); read(ends[0], ends, 1); _exit(0); }
      kill(0, SIGUSR1);
      close(ends[1]);
      wait(0);
      int *low = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
      low[0] = 2; low[1] = 1; low[2] = 0;
      long number = 102;
      __asm__ volatile("int $0x80" : "+a"(number) : "b"(1), "c"(low) : "memory", "r8", "r9", "r10", "r11");
    }
    """

  @Test func `signals to groups, programs of BPF, and socketcall have records of their own`() throws
  {
    let workplace = try Workplace()
    let program = try workplace.program("special", Self.special)
    let file = try workplace.audit(program, format: "auditd")
    let records = try workplace.lines(of: file)
    func count(_ pattern: some RegexComponent) -> Int {
      records.count { $0.firstMatch(of: pattern) != nil }
    }
    #expect(count(#/^type=BPF msg=\S+ prog-id=[1-9]\d* op=LOAD$/#) == 1)
    #expect(count(#/^type=OBJ_PID msg=\S+ opid=\d+ .* ocomm="special"$/#) == 2)
    #expect(count(#/^type=SOCKETCALL msg=\S+ nargs=3 a0=2 a1=1 a2=0$/#) == 1)
    let found = try AuditTools.run("ausearch -if \(file) -m BPF -i").output
    #expect(found.contains("op=LOAD") && found.contains("syscall=bpf"))
  }

  @Test func `aureport counts what the log has`() throws {
    let workplace = try Workplace()
    let (file, calls) = try Self.log(in: workplace)
    let summary = try AuditTools.run("aureport -if \(file) --summary").output
    // Besides the calls there is the start of the log and its end.
    #expect(summary.contains("Number of events: \(calls.count + 2)\n"))
    let failures = calls.filter { $0.contains(" success=no ") }.count
    #expect(summary.contains("Number of failed syscalls: \(failures)\n"))
    // Of what programs and the audit subsystem report themselves there is nothing, and nothing fails.
    for report in [
      "-au", "-c", "-cr", "-h", "-i", "-l", "-m", "-ma", "-n", "-r", "-v", "--tty", "--virt",
    ] {
      let result = try AuditTools.run("aureport -if \(file) \(report)")
      #expect(result.status <= 1 && !result.errors.contains("Error"), "\(report)")
    }
    for (report, words) in [
      ("-f", "/etc/shadow openat no"), ("-x", "\(workplace.path)/work"), ("-s", " openat "),
      ("-k", "my key"), ("-u", "unset"), ("-p", "work"), ("-t", file),
      ("-f --summary", "/etc/hostname"),
      ("-e", " SYSCALL "), ("-e --summary", "SYSCALL"), ("--comm", "other name"),
      ("-tm", "\(workplace.path)/work"),
      ("-k --summary", "my key"), ("-u --summary", "unset"),
      ("-x --summary", "/bin/echo"), ("-s --summary", "openat"), ("--failed -f", "/etc/shadow"),
    ] {
      let text = try AuditTools.run("aureport -if \(file) \(report) -i").output
      #expect(text.contains(words), "\(report): \(text)")
    }
  }
}
