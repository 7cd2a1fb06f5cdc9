import Foundation
import Glibc
import Testing

/// How the arguments of system calls are shown, for calls that a program makes on purpose. The texts are those of
/// strace(1), but for values that it has no name for.
@Suite(.enabled(if: geteuid() == 0, "probes in the kernel need root"))
struct LiveDecodingTests {
  /// Calls in C and their texts. `T("x")` is a text in memory that has been touched.
  static let cases: [(call: String, text: String)] = [
    ("fcntl(0, F_SETFD, FD_CLOEXEC)", "fcntl(0, F_SETFD, FD_CLOEXEC)"),
    (
      "fcntl(-1, F_SETLK, &(struct flock){F_RDLCK, SEEK_END, 1, 10})",
      "fcntl(-1, F_SETLK, {l_type=F_RDLCK, l_whence=SEEK_END, l_start=1, l_len=10})"
    ),
    ("fcntl(-1, F_ADD_SEALS, F_SEAL_GROW | 64)", "fcntl(-1, F_ADD_SEALS, F_SEAL_GROW|0x40)"),
    ("flock(-1, LOCK_EX | LOCK_NB)", "flock(-1, LOCK_EX|LOCK_NB)"),
    (
      "openat(-1, T(\"\"), O_RDWR | O_TMPFILE | O_SYNC, 0600)",
      "openat(-1, \"\", O_RDWR|O_SYNC|O_TMPFILE, 0600)"
    ),
    (
      "syscall(SYS_open_tree, -1, T(\"/x\"), 0x80001)",
      "open_tree(-1, \"/x\", OPEN_TREE_CLONE|OPEN_TREE_CLOEXEC)"
    ),
    (
      "syscall(SYS_fsconfig, -1, 1, T(\"key\"), 0, 0)",
      "fsconfig(-1, FSCONFIG_SET_STRING, \"key\", NULL, 0)"
    ),
    (
      "syscall(SYS_fsmount, -1, 1, 0x83)",
      "fsmount(-1, FSMOUNT_CLOEXEC, MOUNT_ATTR_RDONLY|MOUNT_ATTR_NOSUID|MOUNT_ATTR_NODIRATIME)"
    ),
    (
      "mount(T(\"none\"), T(\"/x\"), T(\"tmpfs\"), MS_NOSUID | MS_NODEV, T(\"size=1\"))",
      "mount(\"none\", \"/x\", \"tmpfs\", MS_NOSUID|MS_NODEV, \"size=1\")"
    ),
    ("umount2(T(\"/x\"), MNT_DETACH)", "umount2(\"/x\", MNT_DETACH)"),
    ("ioctl(-1, FIONREAD, 0)", "ioctl(-1, FIONREAD, NULL)"),
    (
      "ioctl(-1, 0xdeadbeef, 0)",
      "ioctl(-1, _IOC(_IOC_READ|_IOC_WRITE, 0xbe, 0xef, 0x1ead), 0)"
    ),
    ("socket(AF_NETLINK, SOCK_RAW, -1)", "socket(AF_NETLINK, SOCK_RAW, -1)"),
    (
      "socket(AF_PACKET, SOCK_RDM | SOCK_CLOEXEC, 0x0300)",
      "socket(AF_PACKET, SOCK_RDM|SOCK_CLOEXEC, htons(ETH_P_ALL))"
    ),
    (
      "setsockopt(-1, SOL_IPV6, IPV6_V6ONLY, &(int){1}, 4)",
      "setsockopt(-1, SOL_IPV6, IPV6_V6ONLY, [1], 4)"
    ),
    ("madvise((void *)0x1000, 4096, MADV_COLD)", "madvise(0x1000, 4096, MADV_COLD)"),
    (
      "syscall(SYS_mbind, 0, 0, 0x8001, 0, 0, 2)",
      "mbind(NULL, 0, MPOL_PREFERRED|MPOL_F_STATIC_NODES, NULL, 0, MPOL_MF_MOVE)"
    ),
    ("semget(1, 1, IPC_CREAT | IPC_EXCL | 0644)", "semget(0x1, 1, IPC_CREAT|IPC_EXCL|0644)"),
    (
      "semop(-1, (struct sembuf[]){{0, -1, SEM_UNDO}, {1, 1, IPC_NOWAIT}}, 2)",
      "semtimedop(-1, [{sem_num=0, sem_op=-1, sem_flg=SEM_UNDO}, {sem_num=1, sem_op=1, sem_flg=IPC_NOWAIT}], 2, NULL)"
    ),
    ("unshare(CLONE_NEWTIME)", "unshare(CLONE_NEWTIME)"),
    (
      "sched_setscheduler(-5, SCHED_FIFO | SCHED_RESET_ON_FORK, &(struct sched_param){1})",
      "sched_setscheduler(-5, SCHED_FIFO|SCHED_RESET_ON_FORK, [1])"
    ),
    (
      "syscall(SYS_ioprio_set, 1, -5, (2 << 13) | 4)",
      "ioprio_set(IOPRIO_WHO_PROCESS, -5, IOPRIO_PRIO_VALUE(IOPRIO_CLASS_BE, 4))"
    ),
    (
      "ptrace(PTRACE_SETOPTIONS, -5, 0, PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL)",
      "ptrace(PTRACE_SETOPTIONS, -5, NULL, PTRACE_O_TRACEEXEC|PTRACE_O_EXITKILL)"
    ),
    (
      "syscall(SYS_capset, &(struct __user_cap_header_struct){_LINUX_CAPABILITY_VERSION_3, 12345678},"
        + " (struct __user_cap_data_struct[2]){{1 << CAP_KILL, 3, 0}, {1, 0, 0}})",
      "capset({version=_LINUX_CAPABILITY_VERSION_3, pid=12345678},"
        + " {effective=1<<CAP_KILL|1<<CAP_MAC_OVERRIDE, permitted=1<<CAP_CHOWN|1<<CAP_DAC_OVERRIDE, inheritable=0})"
    ),
    ("syscall(454, 0, 1, 1, 2 | 0x80)", "futex_wake(NULL, 0x1, 1, FUTEX2_SIZE_U32|FUTEX2_PRIVATE)"),
    ("syscall(462, 0, 0, 0)", "mseal(NULL, 0, 0)"),
    (
      "syscall(SYS_quotactl, 0x80000700, T(\"/dev/x\"), 0, 0)",
      "quotactl(QCMD(Q_GETQUOTA, USRQUOTA), \"/dev/x\", 0, NULL)"
    ),
    (
      "syscall(SYS_io_uring_register, -1, 2, 0, 0)",
      "io_uring_register(-1, IORING_REGISTER_FILES, NULL, 0)"
    ),
  ]

  @Test func `arguments are shown by their names`() throws {
    let base = "/tmp/marktap-decoding-\(getpid())"
    defer { for suffix in ["", ".c"] { unlink(base + suffix) } }
    let headers = [
      "fcntl.h", "sched.h", "signal.h", "unistd.h", "linux/capability.h", "sys/file.h",
      "sys/ioctl.h",
      "sys/mman.h", "sys/mount.h", "sys/ptrace.h", "sys/sem.h", "sys/socket.h", "sys/syscall.h",
      "netinet/in.h",
    ]
    let source =
      "#define _GNU_SOURCE\n" + headers.map { "#include <\($0)>\n" }.joined()
      + "#define T(text) ((char[]){text})\nint main(void) {\n"
      + Self.cases.map { "  \($0.call);\n" }.joined() + "  return 0;\n}\n"
    try source.write(toFile: base + ".c", atomically: true, encoding: .utf8)
    let compiler = Process()
    compiler.executableURL = URL(filePath: "/usr/bin/gcc")
    compiler.arguments = ["-w", "-o", base, base + ".c"]
    try compiler.run()
    compiler.waitUntilExit()
    #expect(compiler.terminationStatus == 0)

    let script =
      "probe syscall.* { if (pid() == target()) printf(\"%s(%s)\\n\", name, argstr) }"
    let result = try Tool.run("-e '\(script)' -c \(base)")
    #expect(result.status == 0, "\(result.errors)")
    let lines = result.output.split(separator: "\n").map(String.init)
    // What the start and the end of the program do around the calls is not said here.
    let first = lines.firstIndex(of: Self.cases[0].text) ?? lines.count
    let shown = lines[first...].prefix(Self.cases.count)
    #expect(Array(shown) == Self.cases.map(\.text))
  }

  /// The pointers that `Documentation/Decoding.md` says are shown by their address, as `call.argument`.
  private func addresses() throws -> Set<String> {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Documentation/Decoding.md")
    let rows =
      try String(contentsOf: file, encoding: .utf8)
      .components(separatedBy: "## Addresses that stay addresses").last ?? ""
    let section = rows.components(separatedBy: "\n## ")[0]
    return Set(section.matches(of: #/`(\w+\.\w+)`/#).map { String($0.1) })
  }

  @Test func `each pointer of each call of this kernel is decoded, or the document says why not`()
    throws
  {
    let listing = try Tool.run("-L 'syscall.*'").output
    #expect(listing.split(separator: "\n").count > 300)
    let root = "/sys/kernel/tracing/events/syscalls"
    let table = try String(
      contentsOf: URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "tapsets/syscall/arguments.table"),
      encoding: .utf8)
    let decoded = Set(
      table.split(separator: "\n").filter { !$0.hasPrefix("#") }.compactMap { line -> String? in
        let words = line.split(separator: " ")
        return words.count > 1 && words[1] != "pointer" ? String(words[0]) : nil
      })
    let known = try addresses()
    var pointers = 0
    for event in try FileManager.default.contentsOfDirectory(atPath: root).sorted()
    where event.hasPrefix("sys_enter_") {
      let call = String(event.dropFirst(10))
      let format = try String(contentsOfFile: "\(root)/\(event)/format", encoding: .utf8)
      for field in format.matches(of: #/field:([^;]*\*[^;]*?)\s*(\w+);/#) {
        let name = "\(call).\(field.2)"
        pointers += 1
        // Strings that the table does not name are shown as such.
        let isString = field.1.hasPrefix("const char *") && !field.1.contains("* *")
        #expect(
          isString || decoded.contains(name) || decoded.contains("*.\(field.2)")
            || decoded.contains("\(call).*") || known.contains(name)
            || known.contains("any.\(field.2)"), "\(name)")
      }
    }
    #expect(pointers > 300)
  }
}
