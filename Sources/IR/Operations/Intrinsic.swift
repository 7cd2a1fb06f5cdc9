/// A function that is built in; the raw value is the name by which scripts call it.
///
/// Whatever can be written in the SystemTap language is a function of a tapset instead.
package enum Intrinsic: String, Hashable, Sendable, CaseIterable {
  // MARK: The current task

  /// The id of the thread.
  case tid
  /// The id of the process (thread group).
  case pid
  /// The id of the parent process.
  case ppid
  /// The real user id.
  case uid
  /// The effective user id.
  case euid
  /// The real group id.
  case gid
  /// The effective group id.
  case egid
  /// The name of the task, at most 15 bytes.
  case execname
  /// The name of the parent task, at most 15 bytes.
  case pexecname
  /// The number of the CPU.
  case cpu
  /// The address of the `struct task_struct`.
  case task_current
  /// The process group id.
  case pgrp
  /// The session id.
  case sid
  /// The id of the cgroup (version 2).
  case cgroup_id

  // MARK: System calls, at `raw_syscalls:sys_enter` and `sys_exit`

  /// The audit number of the calling convention: 0xc000003e for x86_64, 0x40000003 for i386.
  case syscall_arch
  /// The number of the system call.
  case syscall_number
  /// The argument at a constant position, from 1 to 6, as 64 bits.
  case syscall_argument
  /// The value that the system call returns.
  case syscall_return

  // MARK: Time

  /// Nanoseconds since 1970.
  case gettimeofday_ns
  /// Nanoseconds of the monotonic clock.
  case ktime_get_ns
  /// The CPU's cycle counter. BPF programs cannot read it: there it is the monotonic clock in nanoseconds.
  case get_cycles
  /// Clock ticks since boot.
  case jiffies

  // MARK: Memory

  /// The string at an address of the task, at most `MAXSTRINGLEN` - 1 bytes.
  case user_string
  /// The same, at most so many bytes.
  case user_string_n
  /// So many bytes at an address of the task, NULs included; the count is cut to what a string can hold.
  case user_buffer
  /// The string at an address of the task in quotes, as `string_quoted` has it; the address in hexadecimal
  /// if the string cannot be read. A cut string ends with `"...`. It never fails, and only user halves and
  /// handlers outside of the kernel see the text: kernel halves only capture it.
  case user_string_quoted
  /// The same, at most so many bytes.
  case user_string_n_quoted
  /// So many bytes at an address of the task, in quotes in the same way; the second argument is the number of
  /// bytes that are there, the third how many of them to show at most.
  case user_buffer_quoted
  /// The string at an address of the task; empty if it cannot be read. It never fails.
  case user_string_nofault
  /// So many bytes at an address of the task, NULs included; empty if they cannot be read. It never fails.
  case user_buffer_nofault
  /// The string at a kernel address.
  case kernel_string
  /// The same, at most so many bytes.
  case kernel_string_n
  /// So many bytes at a kernel address, NULs included.
  case kernel_buffer

  // MARK: The session

  /// The process that `-c` started or `-x` named; 0 without either.
  case target
  /// The process id of marktap itself.
  case stp_pid
  /// Ends the session: `end` probes run, everything pending is printed.
  case exit
  /// Ends the session at once, without `end` probes.
  case abort
  /// Fails with a message.
  case error
  /// Prints a warning.
  case warn
  /// Prints a message to the log (standard error).
  case log
  /// A value of the session that the command line sets by name, as a string; "" if it is not set.
  case session_option

  /// How many records were lost so far.
  case lost_records
  /// The path of the program that a process runs, as `/proc` has it now; "" if the process is gone.
  case process_executable

  // MARK: Strings

  /// The length in bytes.
  case strlen
  /// Bytes from a position, so many at most.
  case substr
  /// The byte at a position; fails outside of the string.
  case stringat
  /// 1 iff the first string contains the second.
  case isinstr
  /// The position of the second string in the first, from 0; -1 if it is not there.
  case strpos
  /// The number that a string starts with, in a base.
  case strtol
  /// The string with all occurrences of the second replaced by the third.
  case str_replace
  /// The next token of a string, or of the string given last if it is empty.
  case tokenize
  /// The string with unprintable bytes as octal escapes.
  case text_str
  /// The same, cut to a length, in double quotes if the third argument is not 0.
  case text_strn
  /// The string with quotes, C escapes and octal escapes.
  case string_quoted
  /// The string with the escapes of a JSON string, in double quotes; bytes that are not UTF-8 as U+FFFD.
  case json_quoted
  /// 1 iff the string consists of digits.
  case isdigit
  /// The little-endian unsigned number of 1, 2, 4 or 8 bytes at an offset of a string; 0 beyond its end.
  case buffer_integer
  /// So many bytes at an offset of a string, up to the first NUL.
  case buffer_string
  /// The calendar date and time (UTC) of seconds since 1970.
  case ctime
  /// The text of a group of the last match of `=~`; group 0 is the whole match.
  case matched
  /// The number of groups of the last match of `=~`.
  case ngroups
  /// A random number from 0 up to one less than the argument.
  case randint
}

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
      .jiffies, .target, .stp_pid, .lost_records:
      Signature([], result: .long)
    case .process_executable: Signature([.long], result: .string)
    case .execname, .pexecname: Signature([], result: .string)
    case .syscall_argument, .randint: Signature([.long], result: .long)
    case .user_string, .kernel_string, .ctime, .user_string_quoted, .user_string_nofault:
      Signature([.long], result: .string)
    case .user_buffer_quoted: Signature([.long, .long, .long], result: .string)
    case .user_string_n, .user_buffer, .kernel_string_n, .kernel_buffer, .user_string_n_quoted,
      .user_buffer_nofault:
      Signature([.long, .long], result: .string)
    case .exit, .abort: Signature([], result: nil)
    case .error, .warn, .log: Signature([.string], result: nil)
    case .session_option, .json_quoted, .text_str, .string_quoted:
      Signature([.string], result: .string)
    case .strlen, .isdigit: Signature([.string], result: .long)
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
      .pgrp, .sid, .cgroup_id, .syscall_arch, .syscall_number, .syscall_argument, .syscall_return:
      .context
    case .gettimeofday_ns, .ktime_get_ns, .get_cycles, .jiffies, .user_string, .user_string_n,
      .user_buffer, .kernel_string, .kernel_string_n, .kernel_buffer, .user_string_quoted,
      .user_string_n_quoted, .user_buffer_quoted, .user_string_nofault, .user_buffer_nofault:
      .kernel
    case .strlen, .substr, .stringat, .isinstr, .strpos, .strtol, .str_replace, .text_str,
      .text_strn,
      .string_quoted, .json_quoted, .isdigit, .buffer_integer, .buffer_string, .ctime, .target,
      .stp_pid:
      .pure
    case .exit, .abort, .error, .warn, .log, .session_option, .lost_records, .process_executable,
      .tokenize, .randint, .matched,
      .ngroups:
      .user
    }
  }

  /// `true` iff it fails for some operands or at some times.
  package var canFail: Bool {
    switch self {
    case .user_string, .user_string_n, .user_buffer, .kernel_string, .kernel_string_n,
      .kernel_buffer, .error, .stringat:
      true
    default: false
    }
  }
}
