/// Where an intrinsic can be computed.
package enum Residence: Hashable, Sendable {
  /// Only in the kernel, at the site, and always the same within one run of a handler.
  case context
  /// Only in the kernel, at the site.
  case kernel
  /// Anywhere: the result depends on the operands alone.
  case pure
  /// Only in user space: it has an effect, or depends on what only user space knows.
  case user
  /// Only in a kernel module.
  case module
}

/// The parameters and the result of an intrinsic.
package struct Signature: Hashable, Sendable {
  /// The types of the parameters.
  package let parameters: [ValueType]
  /// How many of the last parameters may be left out.
  package let optionalCount: Int
  /// The type of the result; `nil` if there is none.
  package let result: ValueType?

  /// Creates a signature.
  package init(_ parameters: [ValueType], optional: Int = 0, result: ValueType?) {
    self.parameters = parameters
    optionalCount = optional
    self.result = result
  }
}

extension Intrinsic {
  /// The parameters and the result.
  package var signature: Signature {
    switch self {
    case .tid, .pid, .ppid, .uid, .euid, .gid, .egid, .cpu, .task_current, .pgrp, .sid, .cgroup_id,
      .syscall_arch, .syscall_number, .syscall_return, .gettimeofday_ns, .ktime_get_ns, .get_cycles,
      .jiffies, .target, .stp_pid, .lost_records, .user_registers, .user_mode, .tz_gmtoff, .HZ,
      .stack_used,
      .stack_unused:
      Signature([], result: .long)
    case .process_executable, .kernel_symbol: Signature([.long], result: .string)
    case .user_symbol, .fp_to_string: Signature([.long, .long], result: .string)
    case .execname, .pexecname, .embedded_output, .file_content, .new_losses, .kernel_stack_buffer,
      .user_stack_buffer, .tz_name:
      Signature([], result: .string)
    case .syscall_argument, .randint, .long_to_fp, .fp_sqrt, .fp32_to_fp64, .addr_to_node,
      .int_arg, .uint_arg, .long_arg, .ulong_arg, .longlong_arg, .ulonglong_arg, .pointer_arg,
      .s32_arg, .u32_arg, .s64_arg, .u64_arg:
      Signature([.long], result: .long)
    case .fp_add, .fp_sub, .fp_mul, .fp_div, .fp_rem, .fp_eq, .fp_le, .fp_lt:
      Signature([.long, .long], result: .long)
    case .fp_to_long: Signature([.long, .long, .long], result: .long)
    case .user_string, .kernel_string, .calendar_time, .user_string_quoted, .user_string_nofault:
      Signature([.long], result: .string)
    case .user_buffer_quoted: Signature([.long, .long, .long], result: .string)
    case .user_string_n, .user_buffer, .kernel_string_n, .kernel_buffer, .user_string_n_quoted,
      .user_buffer_nofault:
      Signature([.long, .long], result: .string)
    case .exit, .abort, .switch_file, .print_regs, .dump_stack, .asmlinkage, .fastcall,
      .embedded_code:
      Signature([], result: nil)
    case .error, .warn, .log, .session_note, .system, .ftrace, .panic:
      Signature([.string], result: nil)
    case .set_returnval, .raise, .mdelay, .udelay, .regparm: Signature([.long], result: nil)
    case .set_kernel_long, .set_kernel_int, .set_kernel_short, .set_kernel_char,
      .set_kernel_pointer, .set_user_long, .set_user_int, .set_user_short, .set_user_char,
      .set_user_pointer, .set_int_arg, .set_uint_arg, .set_long_arg, .set_ulong_arg,
      .set_longlong_arg, .set_ulonglong_arg, .set_pointer_arg, .set_s32_arg, .set_u32_arg,
      .set_s64_arg, .set_u64_arg:
      Signature([.long, .long], result: nil)
    case .set_kernel_string, .set_user_string, .set_user_string_arg, .printk:
      Signature([.long, .string], result: nil)
    case .set_kernel_string_n, .set_user_string_n:
      Signature([.long, .long, .string], result: nil)
    case .session_option, .json_quoted, .text_str, .string_quoted, .procfs_text,
      .set_file_content, .append_file_content:
      Signature([.string], result: .string)
    case .strlen, .isdigit, .string_to_fp, .register, .module_value:
      Signature([.string], result: .long)
    case .matched: Signature([.long], result: .string)
    case .ngroups: Signature([], result: .long)
    case .substr, .buffer_string, .text_strn: Signature([.string, .long, .long], result: .string)
    case .stringat: Signature([.string, .long], result: .long)
    case .isinstr, .strpos: Signature([.string, .string], result: .long)
    case .strtol: Signature([.string, .long], optional: 1, result: .long)
    case .str_replace: Signature([.string, .string, .string], result: .string)
    case .tokenize: Signature([.string, .string], result: .string)
    case .buffer_integer: Signature([.string, .long, .long], result: .long)
    }
  }

  /// Where it can be computed.
  package var residence: Residence {
    switch self {
    case .tid, .pid, .ppid, .uid, .euid, .gid, .egid, .execname, .pexecname, .cpu, .task_current,
      .pgrp, .sid, .cgroup_id, .syscall_arch, .syscall_number, .syscall_argument, .syscall_return,
      .user_registers, .user_mode:
      .context
    case .gettimeofday_ns, .ktime_get_ns, .get_cycles, .jiffies, .user_string, .user_string_n,
      .user_buffer, .kernel_string, .kernel_string_n, .kernel_buffer, .user_string_quoted,
      .user_string_n_quoted, .user_buffer_quoted, .user_string_nofault, .user_buffer_nofault,
      .kernel_stack_buffer, .user_stack_buffer:
      .kernel
    case .strlen, .substr, .stringat, .isinstr, .strpos, .strtol, .str_replace, .text_str,
      .text_strn,
      .string_quoted, .json_quoted, .isdigit, .buffer_integer, .buffer_string, .calendar_time,
      .target,
      .stp_pid, .fp_to_string, .string_to_fp, .long_to_fp, .fp_to_long, .fp_add, .fp_sub, .fp_mul,
      .fp_div, .fp_rem, .fp_sqrt, .fp_eq, .fp_le, .fp_lt, .fp32_to_fp64:
      .pure
    case .exit, .abort, .error, .warn, .log, .session_note, .session_option, .lost_records,
      .new_losses,
      .process_executable,
      .tokenize, .randint, .matched, .ngroups, .system, .switch_file, .printk, .ftrace, .tz_gmtoff,
      .tz_name, .HZ, .kernel_symbol, .user_symbol, .procfs_text, .file_content,
      .set_file_content, .append_file_content:
      .user
    case .set_kernel_string, .set_kernel_string_n, .set_kernel_long, .set_kernel_int,
      .set_kernel_short, .set_kernel_char, .set_kernel_pointer, .set_user_string,
      .set_user_string_n, .set_user_string_arg, .set_user_long, .set_user_int, .set_user_short,
      .set_user_char, .set_user_pointer, .set_returnval, .register, .print_regs, .stack_used,
      .stack_unused, .addr_to_node, .panic, .raise, .mdelay, .udelay, .dump_stack, .int_arg,
      .uint_arg, .long_arg, .ulong_arg, .longlong_arg, .ulonglong_arg, .pointer_arg, .s32_arg,
      .u32_arg, .s64_arg, .u64_arg, .set_int_arg, .set_uint_arg, .set_long_arg, .set_ulong_arg,
      .set_longlong_arg, .set_ulonglong_arg, .set_pointer_arg, .set_s32_arg, .set_u32_arg,
      .set_s64_arg, .set_u64_arg, .asmlinkage, .fastcall, .regparm, .embedded_code,
      .embedded_output, .module_value:
      .module
    }
  }

  /// `true` iff it stays in user space because of what it reads, so that nobody notices if it is left out.
  package var onlyReads: Bool {
    switch self {
    case .session_option, .matched, .ngroups, .tz_gmtoff, .tz_name, .HZ, .kernel_symbol,
      .user_symbol, .procfs_text:
      true
    default: false
    }
  }

  /// `true` iff it fails for some operands or at some times.
  package var canFail: Bool {
    switch self {
    case .user_string, .user_string_n, .user_buffer, .kernel_string, .kernel_string_n,
      .kernel_buffer, .error, .stringat, .string_to_fp, .matched, .ngroups, .embedded_code,
      .set_kernel_string, .set_kernel_string_n, .set_kernel_long, .set_kernel_int,
      .set_kernel_short, .set_kernel_char, .set_kernel_pointer, .set_user_string,
      .set_user_string_n, .set_user_string_arg, .set_user_long, .set_user_int, .set_user_short,
      .set_user_char, .set_user_pointer, .register, .set_int_arg, .set_uint_arg, .set_long_arg,
      .set_ulong_arg, .set_longlong_arg, .set_ulonglong_arg, .set_pointer_arg, .set_s32_arg,
      .set_u32_arg, .set_s64_arg, .set_u64_arg:
      true
    default: false
    }
  }

  /// `true` iff it reads memory at its first argument, which stays the same for the length of a handler.
  package var readsMemory: Bool { signature.parameters.first == .long && residence == .kernel }

  /// `true` iff memory or registers that were read before may hold something else after it.
  package var changesMemory: Bool {
    guard residence == .module else { return false }
    switch self {
    case .register, .stack_used, .stack_unused, .addr_to_node, .asmlinkage, .fastcall, .regparm,
      .module_value, .embedded_output, .int_arg, .uint_arg, .long_arg, .ulong_arg, .longlong_arg,
      .ulonglong_arg, .pointer_arg, .s32_arg, .u32_arg, .s64_arg, .u64_arg:
      return false
    default: return true
    }
  }

  /// Which memory it reads, if it reads any.
  package var space: MemorySpace {
    switch self {
    case .kernel_string, .kernel_string_n, .kernel_buffer: .kernel
    default: .user
    }
  }
}
