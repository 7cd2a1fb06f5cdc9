import KernelDescription

/// A small kernel description made by hand.
enum SampleDescription {
  /// Returns a description with a few types, events, tracepoints and system calls.
  static func make() throws -> KernelDescription {
    var builder = KernelDescriptionBuilder(
      identity: KernelIdentity(
        release: "6.18.0-test", version: "#1 SMP", machine: "x86_64", buildID: "0123456789abcdef"))
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
        struct { union { int inner; long wide; }; short grid[2][3]; };
        enum state state;
        struct task_struct *parent;
        struct unknown *other;
        void (*run)();
        const char *label;
        struct entity se;
      };
      """)
    try builder.addTracepoint(
      "sched_switch", system: "sched", attachTypeID: 77,
      parameters: [
        ("preempt", "bool"), ("prev", "struct task_struct *"), ("next", "struct task_struct *"),
      ])
    try builder.addTracepoint("ext4_sync", module: "ext4", parameters: [("value", "int")])
    builder.events = [switchEvent, openatEvent, otherSwitchEvent]
    builder.systemCalls = [
      SystemCall(name: "unknown", number: nil),
      SystemCall(
        name: "openat", number: 257,
        arguments: [
          .init(name: "dfd", typeText: "int"), .init(name: "filename", typeText: "const char *"),
        ]),
      SystemCall(name: "read", number: 0, arguments: [.init(name: "fd", typeText: "unsigned int")]),
    ]
    return builder.description()
  }

  /// An event with strings, numbers of several widths and dynamic fields.
  static let switchEvent = TraceEvent(
    system: "sched", name: "sched_switch", id: 316,
    fields: [
      EventField(
        name: "prev_comm", typeText: "char[16]", offset: 8, size: 16, isSigned: true, shape: .text),
      EventField(name: "prev_pid", typeText: "pid_t", offset: 24, size: 4, isSigned: true),
      EventField(name: "prev_state", typeText: "long", offset: 32, size: 8, isSigned: true),
      EventField(name: "count", typeText: "u64", offset: 40, size: 8),
      EventField(
        name: "path", typeText: "__data_loc char[]", offset: 48, size: 4,
        shape: .dynamicText(.fromRecordStart)),
      EventField(
        name: "values", typeText: "__rel_loc u32[]", offset: 52, size: 4,
        shape: .dynamicArray(.fromFieldEnd, elementSize: 4)),
      EventField(
        name: "bits", typeText: "u16[3]", offset: 56, size: 6,
        shape: .array(elementSize: 2, count: 3)),
    ])

  /// An event that announces a system call.
  static let openatEvent = TraceEvent(
    system: "syscalls", name: "sys_enter_openat", id: 640,
    fields: [
      EventField(name: "__syscall_nr", typeText: "int", offset: 8, size: 4, isSigned: true),
      EventField(
        name: "filename", typeText: "const char *", offset: 16, size: 8, shape: .pointer),
    ])

  /// An event of another system with the name of `switchEvent`.
  static let otherSwitchEvent = TraceEvent(system: "other", name: "sched_switch", fields: [])
}
