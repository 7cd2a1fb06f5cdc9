import Diagnostics
import Foundation
import IR
import KernelDescription
import Testing

@testable import Translator

/// Expands context values on a small kernel and compares the programs with golden files.
///
/// `Goldens/Lowering/Context/x.ir` is the program before, `x.ir.expected` the one after, and the messages.
@Suite struct LoweringContextTests {
  /// The file that locations of the programs name.
  static let sources: SourceMap = {
    var sources = SourceMap()
    _ = sources.add(SourceText(name: "x.stp", text: "probe a { f() }\n"))
    return sources
  }()

  /// A kernel with what context values need, but without sessions.
  static func kernel(machine: String = "x86_64") throws -> KernelDescription {
    var builder = KernelDescriptionBuilder(
      identity: KernelIdentity(release: "6.18.0-test", machine: machine))
    try builder.declare(
      """
      typedef struct { unsigned int val; } kuid_t;
      typedef struct { unsigned int val; } kgid_t;
      enum pid_type { PIDTYPE_PID, PIDTYPE_TGID, PIDTYPE_PGID };
      struct thread_info { unsigned long flags; unsigned long syscall_work; unsigned int status; };
      struct cred { long usage; kuid_t uid; kgid_t gid; kuid_t euid; kgid_t egid; };
      struct upid { int nr; void *ns; };
      struct pid { int level; struct upid numbers[1]; };
      struct signal_struct { int live; struct pid *pids[4]; };
      struct task_struct {
        struct thread_info thread_info;
        int pid;
        int tgid;
        struct task_struct *real_parent;
        const struct cred *cred;
        struct signal_struct *signal;
        char comm[16];
      };
      struct pt_regs {
        unsigned long r15; unsigned long r14; unsigned long r13; unsigned long r12;
        unsigned long bp; unsigned long bx; unsigned long r11; unsigned long r10;
        unsigned long r9; unsigned long r8; unsigned long ax; unsigned long cx;
        unsigned long dx; unsigned long si; unsigned long di; unsigned long orig_ax;
      };
      """)
    builder.events = systemCallEvents
    return builder.description()
  }

  /// A kernel of aarch64, with the members that system calls are read from.
  private static func armKernel() throws -> KernelDescription {
    var builder = KernelDescriptionBuilder(
      identity: KernelIdentity(release: "6.18.0-test", machine: "aarch64"))
    try builder.declare(
      """
      struct thread_info { unsigned long flags; unsigned long ttbr0; };
      struct task_struct { struct thread_info thread_info; int pid; };
      struct pt_regs {
        union {
          unsigned long user_regs[34];
          struct { unsigned long regs[31]; unsigned long sp; unsigned long pc; unsigned long pstate; };
        };
        unsigned long orig_x0;
        int syscallno;
      };
      """)
    builder.events = systemCallEvents
    return builder.description()
  }

  /// The events at system calls, which are the same on all machines.
  private static var systemCallEvents: [TraceEvent] {
    [
      TraceEvent(
        system: "raw_syscalls", name: "sys_enter",
        fields: [
          .init(name: "id", typeText: "long", offset: 8, size: 8, isSigned: true),
          .init(
            name: "args", typeText: "unsigned long[6]", offset: 16, size: 48,
            shape: .array(elementSize: 8, count: 6)),
        ]),
      TraceEvent(
        system: "syscalls", name: "sys_enter_openat",
        fields: [
          .init(name: "__syscall_nr", typeText: "int", offset: 8, size: 4, isSigned: true),
          .init(name: "dfd", typeText: "int", offset: 16, size: 8, isSigned: true),
          .init(
            name: "filename", typeText: "const char *", offset: 24, size: 8, shape: .pointer),
        ]),
      TraceEvent(
        system: "syscalls", name: "sys_exit_openat",
        fields: [
          .init(name: "__syscall_nr", typeText: "int", offset: 8, size: 4, isSigned: true),
          .init(name: "ret", typeText: "long", offset: 16, size: 8, isSigned: true),
        ]),
    ]
  }

  /// Expands the program that `text` says, and returns it and the messages.
  static func expansion(
    of text: String, on kernel: KernelDescription
  ) throws -> (program: Program, messages: [String]) {
    var program = try Program(parsing: text)
    #expect(verify(program).map(\.description) == [])
    var log = DiagnosticLog()
    expandContext(&program, kernel: kernel, sources: sources, log: &log)
    #expect(verify(program).map(\.description) == [])
    return (program, log.diagnostics.map { "\($0.message) [\($0.id)]" })
  }

  @Test func `context values become reads of the kernel's structures`() throws {
    let kernel = try Self.kernel()
    try GoldenFolder("Lowering/Context", "ir").check { text in
      var (program, messages) = try Self.expansion(of: text, on: kernel)
      optimize(&program)
      return program.text(.withoutLocations) + messages.map { "error: \($0)\n" }.joined()
    }
  }

  @Test func `context values of aarch64 become reads of its structures`() throws {
    let kernel = try Self.armKernel()
    try GoldenFolder("Lowering/ContextArm", "ir").check { text in
      var (program, messages) = try Self.expansion(of: text, on: kernel)
      optimize(&program)
      return program.text(.withoutLocations) + messages.map { "error: \($0)\n" }.joined()
    }
  }

  /// The text of a program whose one handler, at `site`, prints what `value` yields.
  private func program(_ value: String, at site: String) -> String {
    """
    location @1 "x.stp" 1:11 "identifier 'f'" "probe a { f() }"
    probe "p" \(site) {
    handler
    function probe_0() {
    b0:
      v0 = long 1
      v1 = \(value) @1
      print "%d", v1
      return
    }
    }
    """
  }

  @Test(arguments: [
    ("sid()", "unknown-context"), ("syscall_return()", "no-system-call-result"),
    ("syscall_argument(v1)", "bad-argument-position"),
  ])
  func `what cannot be read is an error at its place`(_ value: String, _ id: String) throws {
    let value = value.replacingOccurrences(of: "v1", with: "v0")
    var text = program(value, at: "tracepoint raw_syscalls, sys_enter, 2")
    text = text.replacingOccurrences(of: "long 1\n", with: "long 7\n")
    var program = try Program(parsing: text)
    var log = DiagnosticLog()
    expandContext(&program, kernel: try Self.kernel(), sources: Self.sources, log: &log)
    #expect(log.diagnostics.map(\.id) == [id])
    #expect(log.diagnostics.first?.range?.start == 10)
  }

  @Test(arguments: ["begin 0", "tracepoint sched, sched_switch, 4", "event sched, x, 8"])
  func `a system call's values need a probe of system calls`(_ site: String) throws {
    let (_, messages) = try Self.expansion(
      of: program("syscall_number()", at: site), on: Self.kernel())
    #expect(
      messages == [
        "'syscall_number()' has a value only in probes of system calls [no-system-call]"
      ])
  }

  @Test func `arguments of other machines are not guessed`() throws {
    let (_, messages) = try Self.expansion(
      of: program("syscall_argument(v0)", at: "tracepoint raw_syscalls, sys_exit, 2"),
      on: Self.kernel(machine: "sparc64"))
    #expect(messages.map { $0.suffix(17) } == ["[unknown-machine]"])
  }
}
