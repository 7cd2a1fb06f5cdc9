import Foundation
import Testing

/// What records tell of calls that are made in unusual ways: by 32-bit programs, of many arguments, from threads, and of tasks that
/// do not come back.
@Suite(.enabled(if: geteuid() == 0, "audits need root"), .serialized)
struct LiveAuditEvidenceTests {
  /// The lines of an event without what differs from run to run, by number.
  private func events(_ lines: [String]) -> [[String]] {
    var order: [Substring] = []
    var events: [Substring: [String]] = [:]
    for line in lines {
      guard let match = line.firstMatch(of: #/^type=(\S+) msg=audit\(\d+\.\d+:(\d+)\): (.*?) ?$/#)
      else { continue }
      if events[match.2] == nil { order.append(match.2) }
      let fields = match.3.replacing(#/ ppid=.*/#, with: "")
      events[match.2, default: []].append("\(match.1) \(fields)")
    }
    return order.compactMap { events[$0] }
  }

  /// Returns the records of the first of `events` whose SYSCALL has the number `call`, without SYSCALL and PROCTITLE.
  private func records(of call: String, in events: [[String]]) -> [String]? {
    events.first { $0[0].contains(" syscall=\(call) ") }?.filter {
      !$0.hasPrefix("SYSCALL ") && !$0.hasPrefix("PROCTITLE ")
    }
  }

  @Test func `calls of 32-bit programs have the records that others have`() throws {
    let workplace = try Workplace()
    let base = "\(workplace.path)/calls"
    let source = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "DecodingCorpus/evidence32.s").path
    #expect(system("as --32 -o \(base).o \(source) && ld -m elf_i386 -o \(base) \(base).o") == 0)
    let log = try workplace.audit(
      "sh -c 'cd \(workplace.path) && exec \(base)'", format: "auditd")
    let events = events(try workplace.lines(of: log)).filter { $0[0].contains("arch=40000003") }
    let directory = "CWD cwd=\"\(workplace.path)\""
    let made = try #require(records(of: "5", in: events))
    let parent = "PATH item=0 name=\"\(workplace.path)\" nametype=PARENT"
    #expect(made.prefix(2) == [directory, parent])
    #expect(made.last?.hasPrefix("PATH item=1 name=\"file\" inode=") ?? false)
    #expect(made.last?.hasSuffix(" nametype=CREATE") ?? false)
    #expect(
      records(of: "83", in: events) == [
        directory, parent,
        "PATH item=1 name=74686520746172676574 nametype=UNKNOWN",
        "PATH item=2 name=\"link\" nametype=CREATE",
      ])
    #expect(
      records(of: "301", in: events) == [
        directory, parent,
        "PATH item=1 name=\"file\" nametype=DELETE",
      ])
    let path = "01002F6E6F6E6578697374656E742F736F636B657400"
    #expect(
      records(of: "362", in: events) == [
        "SOCKADDR saddr=\(path)", directory,
        "PATH item=0 name=\"/nonexistent/socket\" nametype=UNKNOWN",
      ])
    #expect(
      events.contains {
        $0.contains("SOCKADDR saddr=020000507F0000010000000000000000")
          && $0.contains { $0.hasPrefix("SOCKETCALL nargs=3 ") }
      })
    #expect(records(of: "42", in: events)?.first?.hasPrefix("FD_PAIR fd0=") ?? false)
    let started = try #require(records(of: "11", in: events))
    #expect(started.first == "EXECVE argc=2 a0=\"/bin/true\" a1=\"link\"")
    #expect(started.contains("PATH item=0 name=\"/bin/true\" nametype=NORMAL"))
  }

  /// A program that does one thing after the other.
  private static let source = """
    #define _GNU_SOURCE
    #include <fcntl.h>
    #include <mqueue.h>
    #include <pthread.h>
    #include <signal.h>
    #include <stdio.h>
    #include <stdlib.h>
    #include <string.h>
    #include <sys/ipc.h>
    #include <sys/msg.h>
    #include <sys/sem.h>
    #include <sys/socket.h>
    #include <sys/syscall.h>
    #include <sys/wait.h>
    #include <netinet/in.h>
    #include <unistd.h>
    static void *start(void *name) {
      execl("/bin/true", "true", name, (char *)0);
      return name;
    }
    int main(int count, char **words) {
      if (count > 2) return usleep(500000);
      int queue = msgget(IPC_PRIVATE, 0640 | IPC_CREAT);
      struct msqid_ds state;
      msgctl(queue, IPC_STAT, &state);
      state.msg_perm.mode = 0600;
      msgctl(queue, IPC_SET, &state);
      msgctl(queue, IPC_RMID, 0);
      char name[32];
      sprintf(name, "/marktap-%d", getpid());
      mqd_t messages = mq_open(name, O_RDWR | O_CREAT, 0600, &(struct mq_attr){0, 4, 64, 0});
      mq_send(messages, "text", 4, 3);
      mq_unlink(name);
      int end = socket(AF_INET, SOCK_DGRAM, 0);
      struct sockaddr_in place = {AF_INET, htons(9), {htonl(INADDR_LOOPBACK)}};
      struct iovec piece = {"x", 1};
      struct mmsghdr messages2[1] = {{{.msg_name = &place, .msg_namelen = 16, .msg_iov = &piece, .msg_iovlen = 1}}};
      syscall(SYS_sendmmsg, end, messages2, 1, 0);
      pid_t child = fork();
      if (child == 0) {
        pthread_t thread;
        pthread_create(&thread, 0, start, "threaded");
        pthread_join(thread, 0);
      }
      waitpid(child, 0, 0);
      child = fork();
      if (child == 0) pause();
      usleep(20000);
      kill(child, SIGKILL);
      waitpid(child, 0, 0);
      child = fork();
      if (child == 0) {
        char **many = calloc(9001, sizeof *many);
        many[0] = "many";
        for (int i = 1; i < 9000; i++) many[i] = "argument";
        execv(words[0], many);
      }
      waitpid(child, 0, 0);
      return 0;
    }
    """

  @Test func `queues, messages, threads that start programs, and many arguments are told`() throws {
    let workplace = try Workplace()
    let program = try workplace.program("work", Self.source)
    let events = events(
      try workplace.lines(of: workplace.audit(program, format: "auditd")))
    let changed = events.filter { $0[0].contains(" syscall=71 ") }.map { $0[1...].prefix(2) }
    #expect(
      changed.map { $0.first } == [
        "IPC ouid=0 ogid=0 mode=0640", "IPC ouid=0 ogid=0 mode=0640", "IPC ouid=0 ogid=0 mode=0600",
      ])
    #expect(changed.contains { $0.last == "IPC_SET_PERM qbytes=4000 ouid=0 ogid=0 mode=0600" })
    #expect(
      records(of: "240", in: events)?.first
        == "MQ_OPEN oflag=0x42 mode=0600 mq_flags=0x0 mq_maxmsg=4 mq_msgsize=64 mq_curmsgs=0")
    #expect(
      records(of: "242", in: events)?.first?.hasSuffix(
        " msg_len=4 msg_prio=3 abs_timeout_sec=0 abs_timeout_nsec=0") ?? false)
    #expect(
      records(of: "307", in: events) == ["SOCKADDR saddr=020000097F0000010000000000000000"])
    #expect(events.contains { $0.contains("EXECVE argc=2 a0=\"true\" a1=\"threaded\"") })
    // The call of the task that is killed has returned for the kernel, as one that a signal interrupts.
    #expect(events.contains { $0[0].contains(" syscall=34 success=no exit=-4 ") })
    let many = try #require(events.first { $0.contains { $0.hasPrefix("EXECVE argc=9000 ") } })
    let cut = many.compactMap { $0.firstMatch(of: #/ cut=(\d+)$/#).flatMap { Int($0.1) } }
    #expect(cut.count == 1)
    let told = many.filter { $0.hasPrefix("EXECVE ") }.flatMap { $0.matches(of: #/ a\d+="/#) }
    // What is missing and what is there is all of it: `many` and 8,999 words of 8 letters, a NUL behind each.
    #expect(told.count > 7000 && abs(cut[0] + (told.count - 1) * 9 + 5 - (5 + 8999 * 9)) <= 9)
  }
}
