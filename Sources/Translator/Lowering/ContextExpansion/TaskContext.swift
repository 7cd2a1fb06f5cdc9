import IR

extension ContextBuilder {
  /// The bytes of a task's name without the NUL at its end: `TASK_COMM_LEN` - 1.
  private static let nameLength: Int64 = 15

  /// Appends what computes `value`, which the current task has, and yields it.
  mutating func appendTaskValue(_ value: ContextValue) throws(ContextObstacle) {
    let task = currentTask()
    switch value {
    case .parentProcess:
      let parent = try load("real_parent", of: "task_struct", at: task)
      yield(try load("tgid", of: "task_struct", at: parent))
    case .parentName:
      let parent = try load("real_parent", of: "task_struct", at: task)
      let name = try address(of: "comm", in: "task_struct", at: parent)
      let length = constant(Self.nameLength)
      yield(builder.append(.intrinsic(.kernel_string_n, [name, length]), type: .string))
    case .effectiveUser: yield(try credential("euid", of: task))
    case .effectiveGroup: yield(try credential("egid", of: task))
    case .processGroup: yield(try processID("PIDTYPE_PGID", of: task))
    case .session: yield(try processID("PIDTYPE_SID", of: task))
    case .interruptedMode, .systemCallArchitecture, .systemCallNumber, .systemCallArgument,
      .systemCallReturn:
      fatalError("not a value of a task: \(value)")
    }
  }

  /// Appends 1 if a probe at `site` interrupted user space, else 0, and yields it.
  ///
  /// Clocks interrupt anything, and their context begins with the registers. On x86 the lowest two bits of the code
  /// segment are 3 in user space (arch/x86/include/asm/ptrace.h); on Arm the lowest four of the state, behind x0 to
  /// x30, sp and pc, are 0 (arch/arm64/include/uapi/asm/ptrace.h). Tracepoints are in the kernel.
  mutating func appendMode(at site: Site?, machine: String) throws(ContextObstacle) {
    guard case .profile? = site else {
      yield(constant(0))
      return
    }
    switch machine {
    case "x86_64":
      let level = append(.and, register(17), constant(3))
      yield(append(.shiftRight, level, constant(1)))
    case "aarch64":
      let mode = append(.and, register(33), constant(15))
      yield(builder.append(.compare(.equal, mode, constant(0)), type: .long))
    default: throw .unknownMachine(machine)
    }
  }

  /// Appends a read of the 8 bytes numbered `index` of the registers that a clock's context begins with.
  private mutating func register(_ index: Int) -> ValueID {
    builder.append(
      .argument(ArgumentAccess(index: index, size: 8, isSigned: false, isTypedPointer: false)),
      type: .long)
  }

  /// Appends a read of the result of a function, which lies behind `count` arguments.
  mutating func appendResult(at count: Int) {
    yield(
      builder.append(
        .argument(ArgumentAccess(index: count, size: 8, isSigned: false, isTypedPointer: false)),
        type: .long))
  }

  /// Appends a read of an id among the credentials of the task at `task`.
  private mutating func credential(
    _ name: String, of task: ValueID
  ) throws(ContextObstacle) -> ValueID {
    let credentials = try load("cred", of: "task_struct", at: task)
    return try load(name, "val", of: "cred", at: credentials)
  }

  /// Appends a read of the number, in the first namespace, of the `struct pid` that the process of the task
  /// at `task` has for one `enum pid_type`.
  private mutating func processID(
    _ type: String, of task: ValueID
  ) throws(ContextObstacle) -> ValueID {
    let index = String(try enumerator(type, of: "pid_type"))
    let signals = try load("signal", of: "task_struct", at: task)
    let identity = try load("pids", index, of: "signal_struct", at: signals)
    return try load("numbers", "0", "nr", of: "pid", at: identity)
  }
}
