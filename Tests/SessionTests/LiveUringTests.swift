import Foundation
import Testing

/// `marktap audit` of a program that has the kernel open and read a file through io_uring.
@Suite(.enabled(if: geteuid() == 0, "audits need root"), .serialized)
struct LiveUringTests {
  /// The program: one operation after the other, each submitted and waited for.
  private static let source = """
    #include <fcntl.h>
    #include <linux/io_uring.h>
    #include <sys/mman.h>
    #include <sys/syscall.h>
    #include <unistd.h>
    static struct io_uring_params parameters;
    static char *submissions, *completions;
    static struct io_uring_sqe *entries;
    static int ring;
    static int result(struct io_uring_sqe entry) {
      unsigned tail = *(unsigned *)(submissions + parameters.sq_off.tail);
      unsigned place = tail & *(unsigned *)(submissions + parameters.sq_off.ring_mask);
      entries[place] = entry;
      ((unsigned *)(submissions + parameters.sq_off.array))[place] = place;
      __atomic_store_n((unsigned *)(submissions + parameters.sq_off.tail), tail + 1, __ATOMIC_RELEASE);
      syscall(SYS_io_uring_enter, ring, 1, 1, IORING_ENTER_GETEVENTS, NULL, 0);
      unsigned head = *(unsigned *)(completions + parameters.cq_off.head);
      unsigned mask = *(unsigned *)(completions + parameters.cq_off.ring_mask);
      __atomic_store_n((unsigned *)(completions + parameters.cq_off.head), head + 1, __ATOMIC_RELEASE);
      return ((struct io_uring_cqe *)(completions + parameters.cq_off.cqes))[head & mask].res;
    }
    int main(int count, char **words) {
      ring = syscall(SYS_io_uring_setup, 4, &parameters);
      if (ring < 0) return 77;
      submissions = mmap(0, 4096, 3, MAP_SHARED, ring, IORING_OFF_SQ_RING);
      completions = mmap(0, 4096, 3, MAP_SHARED, ring, IORING_OFF_CQ_RING);
      entries = mmap(0, 4 * sizeof *entries, 3, MAP_SHARED, ring, IORING_OFF_SQES);
      static char bytes[4];
      result((struct io_uring_sqe){.opcode = IORING_OP_NOP, .user_data = 0x11});
      int file = result((struct io_uring_sqe){.opcode = IORING_OP_OPENAT, .fd = AT_FDCWD,
        .addr = (unsigned long)words[1], .open_flags = O_RDONLY, .user_data = 0x22});
      result((struct io_uring_sqe){.opcode = IORING_OP_OPENAT, .fd = AT_FDCWD,
        .addr = (unsigned long)"/nowhere", .open_flags = O_RDONLY, .user_data = 0x33});
      return result((struct io_uring_sqe){.opcode = IORING_OP_READ, .fd = file,
        .addr = (unsigned long)bytes, .len = 4, .user_data = 0x44});
    }
    """

  /// Returns the lines of an audit of the program in `format`; none if the kernel permits no io_uring.
  private func lines(_ format: String) throws -> [String] {
    let path = "/tmp/marktap-uring-\(getpid())-\(UInt32.random(in: 0 ... .max))"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Self.source.write(toFile: "\(path)/work.c", atomically: true, encoding: .utf8)
    let compiler = Process()
    compiler.executableURL = URL(filePath: "/usr/bin/env")
    compiler.arguments = ["cc", "-O1", "-o", "\(path)/work", "\(path)/work.c"]
    try compiler.run()
    compiler.waitUntilExit()
    try #require(compiler.terminationStatus == 0)
    let result = try Tool.run("audit --format \(format) -o \(path)/log -- \(path)/work /etc/passwd")
    #expect(result.errors.contains(" 0 records lost"), "\(result.errors)")
    #expect(result.errors.contains("Child process exited with status 4"), "\(result.errors)")
    return try String(contentsOfFile: "\(path)/log", encoding: .utf8).split(separator: "\n").map(
      String.init)
  }

  /// Whether this kernel permits io_uring.
  private static let isPermitted: Bool = {
    let text = try? String(contentsOfFile: "/proc/sys/kernel/io_uring_disabled", encoding: .utf8)
    return text?.hasPrefix("2") != true
  }()

  @Test(.enabled(if: isPermitted, "the kernel permits no io_uring"))
  func `operations are lines of text, marked as what they are`() throws {
    let found = try lines("text").filter { $0.contains(" io_uring:") }
      .map { $0.replacing(#/^\d+ work | <[\d.]+>$/#, with: "") }
    #expect(found.count == 4)
    #expect(found.first?.contains("io_uring:NOP(") ?? false)
    #expect(
      found.dropFirst().map { $0.replacing(#/, flags=0x[0-9a-f]+/#, with: "") }.prefix(2) == [
        "io_uring:OPENAT(AT_FDCWD, \"/etc/passwd\", user_data=0x22) = 4",
        "io_uring:OPENAT(AT_FDCWD, \"/nowhere\", user_data=0x33) = -1 ENOENT (No such file or directory)",
      ])
    #expect(found.last?.hasPrefix("io_uring:READ(4, user_data=0x44") ?? false)
    #expect(found.last?.hasSuffix("= 4") ?? false)
  }

  @Test(
    .enabled(if: isPermitted, "the kernel permits no io_uring"), arguments: ["json", "ecs", "ocsf"])
  func `operations are objects with the context of their task`(format: String) throws {
    let found = try lines(format).filter { $0.contains("io_uring:") }
    #expect(found.count == 4)
    for line in found {
      let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      #expect(object != nil && line.contains("\"work\""), "\(line)")
    }
    #expect(found.count { $0.contains("\"text\":\"/etc/passwd\"") } == 1)
    #expect(found.count { $0.contains("ENOENT") } == 1)
  }

  @Test(.enabled(if: isPermitted, "the kernel permits no io_uring"))
  func `operations are records as the kernel's own`() throws {
    let log = try lines("auditd")
    let found = log.filter { $0.hasPrefix("type=URINGOP ") }
    #expect(found.count == 4)
    #expect(found.count { $0.contains(" uring_op=18 success=no exit=-2 ") } == 1)
    let opened = try #require(found.first { $0.contains(" uring_op=18 success=yes exit=4 ") })
    #expect(opened.contains(" comm=\"work\" "))
    let stamp = try #require(opened.split(separator: " ").first { $0.hasPrefix("msg=audit(") })
    #expect(
      log.contains { $0.hasPrefix("type=PATH \(stamp) ") && $0.contains("name=\"/etc/passwd\"") })
  }
}
