import Foundation
import Testing

/// Calls with whatever bytes, in all formats that machines read.
@Suite(.enabled(if: geteuid() == 0, "audits need root"), .serialized)
struct LiveAuditFuzzTests {
  /// A program that makes calls with random paths, names, arguments and addresses; the seed is its first argument.
  private static let source = """
    #define _GNU_SOURCE
    #include <fcntl.h>
    #include <stdio.h>
    #include <stdlib.h>
    #include <string.h>
    #include <sys/mman.h>
    #include <sys/prctl.h>
    #include <sys/socket.h>
    #include <sys/stat.h>
    #include <sys/syscall.h>
    #include <sys/uio.h>
    #include <sys/un.h>
    #include <sys/wait.h>
    #include <unistd.h>
    static char *text(size_t most) {
      static const char hard[] = "\\n\\r\\t\\"\\\\'/ \\x01\\x1d\\x7f\\x80\\xc3\\xff\\xed\\xa0\\x80=:;";
      size_t length = random() % (most + 1);
      char *bytes = calloc(1, length + 1);
      for (size_t i = 0; i < length; i++)
        bytes[i] = random() % 3 ? hard[random() % (sizeof hard - 1)] : 1 + random() % 255;
      return bytes;
    }
    int main(int count, char **words) {
      srandom(atoi(words[1]));
      if (count > 2) return 0;
      for (int round = 0; round < 40; round++) {
        prctl(PR_SET_NAME, text(15));
        char *path = text(round % 8 == 0 ? 4095 : 40);
        int file = open(path, O_RDWR | O_CREAT, 0600);
        stat(path, &(struct stat){0}); rename(path, text(30)); symlink(text(200), path); unlink(path);
        if (mkdir(path, 0700) == 0 && chdir(path) == 0) { open("x", O_RDONLY); chdir(".."); }
        rmdir(path);
        struct sockaddr_un local = {AF_UNIX};
        memcpy(local.sun_path, text(107), 107 < strlen(path) ? 107 : strlen(path));
        int end = socket(AF_UNIX, SOCK_STREAM, 0);
        bind(end, (void *)&local, random() % (sizeof local + 1));
        connect(end, (void *)random(), random() % 200);
        sendto(end, path, strlen(path), 0, (void *)&local, sizeof local);
        write(file, path, strlen(path));
        struct iovec pieces[3] = {{path, strlen(path)}, {(void *)random(), 1 << 30}, {path, ~0ul}};
        writev(-1, pieces, random());
        for (int i = 0; i < 12; i++) {
          // None of these ends the program, changes what it can do, or waits.
          static const int calls[] = {SYS_openat, SYS_statx, SYS_readlinkat, SYS_fcntl, SYS_ioctl, SYS_futimesat,
            SYS_getsockopt, SYS_setsockopt, SYS_mremap, SYS_fsconfig, SYS_mount, SYS_keyctl, SYS_bpf, SYS_openat2,
            SYS_msgctl, SYS_fanotify_mark, SYS_name_to_handle_at, SYS_quotactl, SYS_init_module, SYS_sendmsg};
          long a[6];
          for (int n = 0; n < 6; n++) a[n] = random() % 4 ? (random() << 33) ^ random() : (long)path;
          a[0] = random() % 2 ? -1 : (long)path;
          syscall(calls[random() % (sizeof calls / sizeof *calls)], a[0], a[1], a[2], a[3], a[4], a[5]);
        }
        if (fork() == 0) {
          char *told[] = {text(40), words[1], text(round == 7 ? 60000 : 300), text(9), 0};
          execv(words[0], told);
          _exit(1);
        }
        wait(0);
        close(file); close(end); free(path);
      }
      return 0;
    }
    """

  /// Audits that program with a random seed, and returns the lines of the log.
  private func lines(_ format: String) throws -> (seed: Int, lines: [String], file: String) {
    let workplace = try Workplace()
    let program = try workplace.program("fuzz", Self.source)
    let seed = Int.random(in: 1...1_000_000)
    let file = try workplace.audit(
      "sh -c 'cd \(workplace.path) && exec \(program) \(seed)'", format: format)
    let copy = "/tmp/marktap-fuzz-\(getpid()).\(format)"
    try? FileManager.default.removeItem(atPath: copy)
    try FileManager.default.copyItem(atPath: file, toPath: copy)
    return (seed, try workplace.lines(of: file), copy)
  }

  @Test(arguments: ["json", "ecs", "ocsf"])
  func `each line is an object of JSON`(format: String) throws {
    let (seed, lines, file) = try lines(format)
    defer { unlink(file) }
    #expect(lines.count > 900)
    // The bytes have to be right as they are, not only after a repair.
    let bytes = try Data(contentsOf: URL(filePath: file))
    #expect(String(data: bytes, encoding: .utf8) != nil, "seed \(seed)")
    for line in lines {
      let object = try? JSONSerialization.jsonObject(with: Data(line.utf8))
      #expect(object is [String: Any], "seed \(seed): \(line)")
    }
  }

  @Test func `each record has the form that the kernel gives it`() throws {
    let (seed, lines, file) = try lines("auditd")
    defer { unlink(file) }
    #expect(lines.count > 3000)
    let value = #"(?:"[!#-~]*"|[^ "]*)"#
    let record = try Regex(
      #"type=[A-Z_0-9]+ msg=audit\([0-9]+\.[0-9]{3}:[0-9]+\):(?: [a-z0-9_-]+(?:\[[0-9]+\])?="#
        + value + ")* ?")
    for line in lines {
      #expect(line.wholeMatch(of: record) != nil, "seed \(seed): \(line)")
    }
    guard AuditTools.isThere else { return }
    let read = try AuditTools.run("ausearch -if \(file) --raw")
    #expect(read.output.split(separator: "\n").count == lines.count, "seed \(seed)")
    let complaints = try AuditTools.run("ausearch -if \(file) --raw --debug").errors
    #expect(!complaints.contains("alformed") && !complaints.contains("skipped"), "seed \(seed)")
    #expect(try AuditTools.run("ausearch -if \(file) -i").status == 0)
  }
}
