import BPF

/// What may be taken for granted of the kernel that an object is made for.
package struct BPFBackendOptions: Sendable {
  /// The newest instruction set that may be used.
  package var cpu: CPUVersion
  /// How the kernel is told that a loop ends.
  package var loops: LoopBound
  /// `true` iff programs can exchange a word of memory, and learn what was there before an addition.
  package var hasExchange = true
  /// `true` iff programs can have the current task as a pointer whose type the verifier knows.
  package var hasTypedTask = true
  /// `true` iff programs can write numbers as text.
  package var hasFormats = true
  /// The size of the ring buffer in bytes, a power of two.
  package var ringBufferSize: Int
  /// Where arguments of functions are at breakpoints.
  package var registers = FunctionRegisters.x86_64

  /// How the kernel is told that a loop ends.
  package enum LoopBound: Sendable {
    /// By a counter that the verifier follows, round by round.
    case counter
    /// By the kernel's own budget, `may_goto` (Linux 6.9); the counter still says when it is enough.
    case budget
  }

  /// Creates options.
  package init(
    cpu: CPUVersion = .v4, loops: LoopBound = .budget, ringBufferSize: Int = 1 << 22
  ) {
    self.cpu = cpu
    self.loops = loops
    self.ringBufferSize = ringBufferSize
  }
}

extension BPFBackendOptions {
  /// The first release of Linux whose BPF has the fourth instruction set.
  private static let fourthInstructionSet = [6, 6]
  /// The first release that has `may_goto`.
  private static let budgets = [6, 9]
  /// The first release that exchanges memory, and tells what was there (`BPF_XCHG`, `BPF_FETCH`).
  private static let exchanges = [5, 12]
  /// The first release that has `bpf_get_current_task_btf`.
  private static let typedTasks = [5, 11]
  /// The first release that has `bpf_snprintf`.
  private static let formats = [5, 13]

  /// Creates options for Linux `release`, such as `6.1.0-13-amd64`, on `machine`, such as `aarch64`; for the newest if
  /// that is no release.
  ///
  /// The third instruction set is older than what a description is made of, the kernel's own types (Linux 5.4).
  package init(release: String, machine: String = "x86_64") {
    let numbers = release.split(separator: ".").prefix(2).compactMap { part in
      Int(part.prefix { $0.isNumber })
    }
    func has(_ first: [Int]) -> Bool {
      numbers.count < 2 || !numbers.lexicographicallyPrecedes(first)
    }
    self.init(
      cpu: has(Self.fourthInstructionSet) ? .v4 : .v3,
      loops: has(Self.budgets) ? .budget : .counter)
    hasExchange = has(Self.exchanges)
    hasTypedTask = has(Self.typedTasks)
    hasFormats = has(Self.formats)
    if machine == "aarch64" { registers = .aarch64 }
  }
}

/// Where registers stand in the context of a program at a breakpoint, a `struct pt_regs`, in bytes.
package struct FunctionRegisters: Sendable {
  /// Those that hold arguments by the calling convention, in order.
  let arguments: [Int]
  /// The one that holds the result.
  let result: Int

  /// di, si, dx, cx, r8, r9, and ax; arch/x86/include/asm/ptrace.h.
  package static let x86_64 = FunctionRegisters(arguments: [112, 104, 96, 88, 72, 64], result: 80)
  /// x0 to x7, of which the first holds the result, too; arch/arm64/include/asm/ptrace.h.
  package static let aarch64 = FunctionRegisters(arguments: (0..<8).map { $0 * 8 }, result: 0)
}
