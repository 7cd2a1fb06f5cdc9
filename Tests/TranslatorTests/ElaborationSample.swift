import Diagnostics
import KernelDescription

@testable import Translator

/// A small kernel and a small tapset to elaborate scripts against.
struct ElaborationSample {
  /// The kernel.
  let kernel: KernelDescription
  /// The tapset.
  let library: TapsetLibrary

  /// Creates the sample.
  init() throws {
    kernel = try Self.makeKernel()
    library = TapsetLibrary(
      TapsetCatalog(
        of: Self.tapset.map { name, text in
          SourceText(name: name, text: text, isTapset: true)
        }),
      markerProvider: { glob in
        guard Glob(glob).matches("sched_wakeup") else { return [] }
        return [SourceText(name: "generated.stp", text: Self.generated, isTapset: true)]
      })
  }

  /// A script after elaboration.
  struct Result {
    /// The program.
    let program: TypedProgram
    /// What was found wrong or odd.
    let log: DiagnosticLog
    /// The sources.
    let sources: SourceMap

    /// The diagnostics as a terminal shows them.
    var messages: String { DiagnosticRenderer(sources: sources).text(of: log) }
  }

  /// Returns what elaboration makes of `script`.
  func elaborate(
    _ script: String, options: ElaborationOptions = ElaborationOptions(), isGuru: Bool = false
  ) -> Result {
    var sources = SourceMap()
    var log = DiagnosticLog()
    let environment = PreprocessorEnvironment(
      kernelRelease: kernel.identity.release, guruMode: isGuru ? 1 : 0)
    let file = sources.add(SourceText(name: "<input>", text: script))
    let tree = parse(
      file, in: sources, environment: environment, macros: MacroTable(), log: &log)
    let program = Translator.elaborate(
      [tree], library: library, kernel: kernel, options: options, environment: environment,
      sources: &sources, log: &log)
    return Result(program: program, log: log, sources: sources)
  }

  /// Returns the diagnostics of `script` and, unless there are errors, the program with its bodies.
  func outcome(of script: String, options: ElaborationOptions = ElaborationOptions()) -> String {
    let result = elaborate(script, options: options)
    return result.messages + (result.log.hasErrors ? "" : result.program.listing(.bodies))
  }

  /// Returns the ids of the diagnostics of `script`.
  func diagnostics(
    of script: String, options: ElaborationOptions = ElaborationOptions()
  ) -> [String] {
    elaborate(script, options: options).log.diagnostics.map(\.id)
  }

  // MARK: The kernel

  /// Returns the kernel.
  private static func makeKernel() throws -> KernelDescription {
    var builder = KernelDescriptionBuilder(identity: KernelIdentity(release: "6.18.0-test"))
    try builder.declare(
      """
      typedef int pid_t;
      enum state { RUNNING, SLEEPING = 4, DEAD = -1 };
      struct entity { unsigned long long vruntime; struct entity *parent; };
      struct task_struct {
        unsigned int flags : 3;
        unsigned int mode : 7;
        char comm[16];
        pid_t pid;
        struct { int inner; };
        int counts[4];
        enum state state;
        struct task_struct *parent;
        const char *label;
        struct entity se;
      };
      """)
    try builder.addTracepoint(
      "sched_switch", system: "sched", attachTypeID: 77,
      parameters: [
        ("preempt", "bool"), ("prev", "struct task_struct *"), ("next", "struct task_struct *"),
      ])
    try builder.addTracepoint(
      "sys_enter", system: "raw_syscalls",
      parameters: [("regs", "struct pt_regs *"), ("id", "long")])
    try builder.addTracepoint(
      "sys_exit", system: "raw_syscalls",
      parameters: [("regs", "struct pt_regs *"), ("ret", "long")])
    try builder.addTracepoint("ext4_sync", module: "ext4", parameters: [("value", "int")])
    try builder.addFunction(
      "wake_up_process", isExported: true, result: "int",
      parameters: [("p", "struct task_struct *")])
    try builder.addFunction(
      "wake_up_state", result: "int",
      parameters: [("p", "struct task_struct *"), ("state", "unsigned int")])
    try builder.addFunction(
      "place_entity", result: "void",
      parameters: [("self", "struct entity"), ("big", "struct task_struct"), ("flags", "int")])
    try builder.addFunction(
      "ext4_sync_file", module: "ext4", result: "int", parameters: [("datasync", "int")])
    builder.events = [wakeup]
    return builder.description()
  }

  /// An event with fields of several kinds.
  private static let wakeup = TraceEvent(
    system: "sched", name: "sched_wakeup", id: 316,
    fields: [
      EventField(
        name: "comm", typeText: "char[16]", offset: 8, size: 16, isSigned: true, shape: .text),
      EventField(name: "pid", typeText: "pid_t", offset: 24, size: 4, isSigned: true),
      EventField(
        name: "task", typeText: "struct task_struct *", offset: 32, size: 8, shape: .pointer),
      EventField(
        name: "cpus", typeText: "u32[4]", offset: 40, size: 16,
        shape: .array(elementSize: 4, count: 4)),
      EventField(
        name: "path", typeText: "__data_loc char[]", offset: 56, size: 4,
        shape: .dynamicText(.fromRecordStart)),
      EventField(name: "blob", typeText: "struct x", offset: 60, size: 24, shape: .bytes),
    ])

  // MARK: The tapset

  /// The files, by name.
  private static let tapset: [(String, String)] = [
    (
      "helpers.stp",
      """
      private global table[10]
      private function hidden(x) { return x * 2 }
      function twice:long(x:long) { return hidden(x) }
      function remember(k:string) { table[k]++; return table[k] }
      function here:string() { return pp() }
      """
    ),
    (
      "calls.stp",
      """
      probe call.open = kernel.trace("raw_syscalls:sys_enter") {
        if (syscall_number() != 2) next
        name = "open"
        path = user_string(syscall_argument(1))
        argstr = sprintf("\\"%s\\"", path)
      }
      probe call.open.return = kernel.trace("raw_syscalls:sys_exit") {
        name = "open"
        retval = $ret
      }, { last = retval }
      probe call.close = kernel.trace("raw_syscalls:sys_enter") {
        undefined_function_that_nobody_calls()
      }
      probe any.switch = kernel.trace("missing:switch")!, kernel.trace("sched:sched_switch") {
        who = kernel_string($prev->comm)
      }
      probe kernel.mark("entry").format("%d %p %s") = kernel.trace("raw_syscalls:sys_enter") {
        $arg1 = syscall_number()
        $arg2 = $regs
        $arg3 = execname()
      }
      """
    ),
  ]

  /// What the maker of markers makes.
  private static let generated = """
    probe kernel.mark("sched_wakeup").format("%s %d %p %p %s %p") = kernel.event("sched:sched_wakeup")
    {
      $arg1 = $comm   // string
      $arg2 = $pid    // pid_t
      $arg3 = $task
      $arg4 = $cpus
      $arg5 = $path
    }

    """
}
