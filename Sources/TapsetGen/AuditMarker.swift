import KernelDescription

/// A marker that no kernel has and that marktap declares over another: the ones that audit asks for.
struct AuditMarker {
  /// The marker's name.
  let name: String

  /// The declaration.
  let text: String

  /// Returns those that `kernel` has the tracepoints for.
  static func all(on kernel: KernelDescription) -> [AuditMarker] {
    [(entry, "sys_enter"), (exit, "sys_exit")].compactMap { marker, tracepoint in
      let hasTracepoint =
        kernel.tracepoint(named: tracepoint) != nil
        || kernel.event(system: "raw_syscalls", name: tracepoint) != nil
      return hasTracepoint ? marker : nil
    }
  }

  /// A task enters a system call.
  private static let entry = AuditMarker(
    name: "audit_syscall_entry",
    text: """
      /// audit_syscall_entry: a task enters a system call, with its first four arguments
      probe kernel.mark("audit_syscall_entry").format("%d %d %d %d %d %d") = kernel.trace("raw_syscalls:sys_enter")
      {
        $arg1 = syscall_arch()       // the audit architecture, AUDIT_ARCH_…
        $arg2 = syscall_number()     // the number on that architecture
        $arg3 = syscall_argument(1)  // unsigned long
        $arg4 = syscall_argument(2)  // unsigned long
        $arg5 = syscall_argument(3)  // unsigned long
        $arg6 = syscall_argument(4)  // unsigned long
      }

      """)

  /// A task leaves a system call. The kernel's error numbers are the results from -4095 to -1.
  private static let exit = AuditMarker(
    name: "audit_syscall_exit",
    text: """
      /// audit_syscall_exit: a task leaves a system call
      probe kernel.mark("audit_syscall_exit").format("%d %d") = kernel.trace("raw_syscalls:sys_exit")
      {
        $arg1 = $ret >= 0 || $ret < -4095  // 1 if the call succeeded, 0 if it failed
        $arg2 = $ret                       // long: the result, or a negative error number
      }

      """)
}
