import Foundation
import Testing

/// What an audit tells where calls do not simply begin, end and stand for themselves: errors in its own handlers, calls that began
/// before it, that are made again, that share memory with others, and that nobody comes back from.
@Suite(.enabled(if: geteuid() == 0, "audits need root"), .serialized)
struct LiveAuditHardCaseTests {
  /// A program that asks for a path which takes thousands of rounds to show, between two others.
  private static let longPath = """
    #include <string.h>
    #include <unistd.h>
    int main(void) {
      static char path[4000];
      memset(path, 1, 3900);
      access("/first", F_OK);
      access(path, F_OK);
      access("/third", F_OK);
    }
    """

  @Test(arguments: ["text", "json"])
  func `an error in a handler costs the event of one call, and a gap tells of it`(
    format: String
  ) throws {
    let workplace = try Workplace()
    let program = try workplace.program("long", Self.longPath)
    let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "tapsets/audit/audit.stp").path
    // A handler may do 100 rounds for each statement that it may do, and the long path takes more.
    let result = try Tool.run(
      "\(script) syscall.access syscall.access.return \(format) '' '' '' -D MAXACTION=30 "
        + "-D MAXERRORS=1000 -D MAXSTRINGLEN=65536 -G audit_follow=1 -c \(program)")
    #expect(result.errors.contains("MAXACTION exceeded"), "\(result.errors)")
    let lines = result.output.split(separator: "\n").map(String.init)
    #expect(lines.count { $0.contains("/first") } == 1)
    #expect(lines.count { $0.contains("/third") } == 1)
    #expect(!lines.contains { $0.contains(#"\1\1\1"#) })
    let gaps = lines.filter { $0.contains("handlers that failed") }
    let (mark, count) =
      format == "json"
      ? ("{\"type\":\"gap\"", "\"lost\":1,") : ("# gap: ", " 1 events of handlers that failed ")
    #expect(gaps.count == 1 && gaps[0].hasPrefix(mark) && gaps[0].contains(count), "\(lines)")
  }

  /// A program with a thread that waits in a call while another one makes calls; what comes on standard input ends it.
  private static let waiting = """
    #include <pthread.h>
    #include <stdlib.h>
    #include <sys/syscall.h>
    #include <unistd.h>
    static void *wait_for_input(void *unused) {
      char byte;
      read(0, &byte, 1);
      syscall(SYS_getpgrp);
      exit(0);
    }
    int main(void) {
      pthread_t thread;
      pthread_create(&thread, 0, wait_for_input, 0);
      for (;;) {
        syscall(SYS_getppid);
        usleep(1000);
      }
    }
    """

  @Test func `a call that began before the audit has no event, and those behind it have`() throws {
    let workplace = try Workplace()
    let program = try workplace.program("waiting", Self.waiting)
    let (input, log) = ("\(workplace.path)/input", "\(workplace.path)/log")
    _ = try Tool.run(
      "audit --pid $pid --follow -o \(log)",
      before: "mkfifo \(input); \(program) <>\(input) & pid=$!; ",
      behind: "& tool=$!; until grep -qs getppid \(log); do sleep 0.1; done; "
        + "echo go >\(input); wait $pid; kill -INT $tool; wait $tool")
    let lines = try workplace.lines(of: log)
    #expect(lines.count { $0.contains(" getpgrp() = ") } == 1)
    #expect(!lines.contains { $0.contains(" read(0,") })
    #expect(lines.contains { $0.contains(" exit_group(0) = ?") })
  }

  /// A program that calls what does not simply return.
  private static let unusual = """
    #define _GNU_SOURCE
    #include <fcntl.h>
    #include <pthread.h>
    #include <signal.h>
    #include <stdio.h>
    #include <stdlib.h>
    #include <string.h>
    #include <sys/syscall.h>
    #include <sys/wait.h>
    #include <unistd.h>
    static int notices[2];
    static void notice(int signal) { write(notices[1], "n", 1); }
    static void *sleep_long(void *unused) { syscall(SYS_pause); return 0; }
    // Waits until the process is in the call of that number.
    static void await(pid_t process, int number) {
      char path[64], line[64];
      snprintf(path, sizeof path, "/proc/%d/syscall", process);
      for (;;) {
        int file = open(path, O_RDONLY), count = read(file, line, 63);
        close(file);
        line[count > 0 ? count : 0] = 0;
        if (atoi(line) == number && line[0] >= '0' && line[0] <= '9') return;
        usleep(1000);
      }
    }
    static char shared[] = "/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    static volatile int racing = 1;
    static void *change(void *unused) {
      while (racing) memset(shared + 1, shared[1] == 'a' ? 'b' : 'a', sizeof shared - 2);
      return 0;
    }
    int main(void) {
      // A read that a signal interrupts and that is made again.
      int data[2];
      char byte;
      pipe(data);
      pipe(notices);
      sigaction(SIGUSR1, &(struct sigaction){.sa_handler = notice, .sa_flags = SA_RESTART}, 0);
      pid_t parent = getpid();
      if (!fork()) {
        await(parent, SYS_read);
        kill(parent, SIGUSR1);
        read(notices[0], &byte, 1);
        write(data[1], "d", 1);
        _exit(0);
      }
      read(data[0], &byte, 1);
      wait(0);
      // A child that has its parent's memory, and the parent until it is gone.
      if (!vfork()) {
        syscall(SYS_getpgid, 4711);
        _exit(3);
      }
      wait(0);
      // A process that ends while one of its threads is in a call.
      pid_t child = fork();
      if (!child) {
        pthread_t thread;
        pthread_create(&thread, 0, sleep_long, 0);
        usleep(20000);
        syscall(SYS_exit_group, 5);
      }
      wait(0);
      // A path that changes while it is used.
      pthread_t thread;
      pthread_create(&thread, 0, change, 0);
      for (int i = 0; i < 20000; i++) access(shared, F_OK);
      racing = 0;
      pthread_join(thread, 0);
      return 0;
    }
    """

  @Test func `calls that are made again, that share memory, or that do not return are told`() throws
  {
    let workplace = try Workplace()
    let program = try workplace.program("unusual", Self.unusual)
    let lines = try workplace.lines(of: workplace.audit(program, format: "text"))
    let reads = lines.filter { $0.contains(#/ read\(\d+, .*, 1\) = /#) }
    let interrupted = try #require(reads.firstIndex { $0.contains("ERESTARTSYS") })
    #expect(reads[(interrupted + 1)...].contains { $0.contains(#/ read\(\d+, "d", 1\) = 1 /#) })
    // The child's calls come before the parent goes on.
    let inChild = try #require(lines.firstIndex { $0.contains(" getpgid(4711) = ") })
    let started = try #require(lines.firstIndex { $0.contains(" vfork() = ") })
    #expect(inChild < started)
    #expect(
      lines[inChild...].prefix(while: { !$0.contains(" vfork() = ") })
        .contains { $0.contains(" exit_group(3) = ?") })
    #expect(lines.contains { $0.contains(" exit_group(5) = ?") })
    #expect(lines.contains { $0.contains(" pause() = ") })
    let raced = lines.filter { $0.contains(#/ access\("\/[ab]{31}", F_OK\) = -1 ENOENT/#) }
    #expect(raced.count == 20000)
  }

  @Test func `a call has its event whatever of its memory cannot be read`() throws {
    let workplace = try Workplace()
    let program = try workplace.program(
      "unreadable",
      """
      #include <sys/syscall.h>
      #include <unistd.h>
      int main(void) {
        syscall(SYS_getpgrp);
        // lsm_get_self_attr and lsm_set_self_attr, whose decoders read again what they could not read at once.
        syscall(459, -1, -1, -1, -1);
        syscall(460, -1, 8, 64, 0);
        syscall(SYS_sendmsg, -1, 8, 0);
        syscall(SYS_openat2, -1, 8, 8, 24);
        syscall(SYS_getpgrp);
      }
      """)
    let lines = try workplace.lines(of: workplace.audit(program, format: "text"))
    let marks = lines.indices.filter { lines[$0].contains(" getpgrp() = ") }
    try #require(marks.count == 2)
    let calls = lines[(marks[0] + 1)..<marks[1]]
    #expect(calls.count == 4 && calls.allSatisfy { $0.contains(" = -1 E") }, "\(calls)")
  }
}
