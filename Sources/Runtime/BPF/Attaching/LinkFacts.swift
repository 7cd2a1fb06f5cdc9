/// What the kernel tells of the link of a program to a breakpoint: the start of `struct bpf_link_info` of Linux 6.7,
/// include/uapi/linux/bpf.h.
///
///      0 type     4 id      8 program   12 –
///     16 kind    20 –      24 name (8 bytes)
///     32 length  36 offset 40 address (8 bytes)
///     48 missed (8 bytes)
struct LinkFacts {
  /// The kind of an event that is a breakpoint at the start of a function: `BPF_PERF_EVENT_KPROBE`.
  static let breakpoint: UInt32 = 3
  /// The kind of one that is where a function has returned: `BPF_PERF_EVENT_KRETPROBE`.
  static let returnBreakpoint: UInt32 = 4

  /// The type and the numbers of the link and of its program.
  private var identity: (UInt32, UInt32, UInt32, UInt32) = (0, 0, 0, 0)
  /// The kind of the event.
  private(set) var eventKind: UInt32 = 0
  /// The room up to the name.
  private var gap: UInt32 = 0
  /// Where the name is to be written to; 0 for nowhere.
  private var name: UInt64 = 0
  /// The room for the name, and the distance from the start of the function.
  private var place: (UInt32, UInt32) = (0, 0)
  /// The address of the function.
  private var address: UInt64 = 0
  /// How many hits ran no program.
  private(set) var missed: UInt64 = 0
  /// What the program is told of the link.
  private var cookie: UInt64 = 0
}
