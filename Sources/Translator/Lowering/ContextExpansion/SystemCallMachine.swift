/// How system calls of one calling convention pass their arguments.
struct CallingConvention {
  /// The audit number (`AUDIT_ARCH_…`, include/uapi/linux/audit.h).
  let architecture: Int64
  /// The members of `struct pt_regs` that hold the six arguments until the call has returned.
  let arguments: [[String]]
}

/// How a machine serves system calls, of its own programs and of those of its 32-bit predecessor.
struct SystemCallMachine {
  /// The convention of the machine's own programs.
  let native: CallingConvention
  /// The convention of 32-bit programs; only the low half of each argument counts.
  let compatible: CallingConvention
  /// The member of `struct pt_regs` that has the number of the call until it has returned.
  let number: String
  /// The member of `struct thread_info` that says whether a 32-bit system call is being served.
  let state: String
  /// The bit in it that says so.
  let stateBit: Int64

  /// Returns the machine that `uname -m` calls `name`; `nil` if it is not known here.
  static func named(_ name: String) -> SystemCallMachine? {
    switch name {
    case "x86_64": x86_64
    case "aarch64": aarch64
    default: nil
    }
  }

  /// x86: registers of entry_64.S, and `TS_COMPAT`, 1 << 1 in arch/x86/include/asm/thread_info.h.
  private static let x86_64 = SystemCallMachine(
    native: CallingConvention(
      architecture: 0xc000_003e, arguments: [["di"], ["si"], ["dx"], ["r10"], ["r8"], ["r9"]]),
    compatible: CallingConvention(
      architecture: 0x4000_0003, arguments: [["bx"], ["cx"], ["dx"], ["si"], ["di"], ["bp"]]),
    number: "orig_ax", state: "status", stateBit: 1)

  /// Arm: x0 to x5, of which x0 is kept elsewhere because it takes the result (arch/arm64/include/asm/ptrace.h), and
  /// `TIF_32BIT`, 22 in arch/arm64/include/asm/thread_info.h.
  private static let aarch64: SystemCallMachine = {
    let arguments = [["orig_x0"]] + (1...5).map { ["regs", String($0)] }
    return SystemCallMachine(
      native: CallingConvention(architecture: 0xc000_00b7, arguments: arguments),
      compatible: CallingConvention(architecture: 0x4000_0028, arguments: arguments),
      number: "syscallno", state: "flags", stateBit: 22)
  }()
}
