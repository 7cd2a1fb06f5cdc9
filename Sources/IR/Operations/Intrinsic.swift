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
  /// 1 iff the probe interrupted user space.
  case user_mode

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
  /// The return addresses of the kernel's stack, innermost first, 8 bytes each; at most as many as a string
  /// can hold, and none where the stack cannot be walked. It never fails.
  case kernel_stack_buffer
  /// The same of the task's stack in user space, as far as its frame pointers lead.
  case user_stack_buffer
  /// The address of the `struct pt_regs` with the registers that the task had in user space.
  case user_registers

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
  /// Prints a line.
  case log
  /// Says a line beside the output that is no warning.
  case session_note
  /// A value of the session that the command line sets by name, as a string; "" if it is not set.
  case session_option

  /// Runs a command in a shell, and does not wait for it.
  case system
  /// Ends the present output file and starts the next one.
  case switch_file
  /// The C of a script, which only a module can run. No script calls it by a name. The first argument is its declaration
  /// as `CDeclaration` writes it, the second its text, and those behind are handed to it.
  case embedded_code
  /// What the C of a script has printed since this was asked last. No script calls it by a name.
  case embedded_output
  /// A value that only C in a module could tell; the string says what is missing. No script calls it by a name.
  case module_value
  /// Appends a message to the kernel's log at a level from 0 to 7.
  case printk
  /// Appends a message to the kernel's trace buffer.
  case ftrace
  /// How many seconds the local time lies behind UTC; west of Greenwich is positive.
  case tz_gmtoff
  /// The short name of the local time zone.
  case tz_name
  /// How often in a second `jiffies` grows.
  case HZ
  /// What the kernel calls the place of an address: name, distance from its start, size and module (`kernel`
  /// for none), with tabulators in between; "" if nothing is known.
  case kernel_symbol
  /// The same for an address of a process, given first: the module is the path of the mapped file, and
  /// behind it stands the distance from the start of that mapping.
  case user_symbol
  /// The text of a file below `/proc`, cut to what a string can hold; "" if it cannot be read.
  case procfs_text
  /// How many records were lost so far.
  case lost_records
  /// What was lost since this was asked last: a line for each probe and for the output, with a number, a blank, and what
  /// it is of; "" if nothing was.
  case new_losses
  /// The path of the program that a process runs, as `/proc` has it now; "" if the process is gone.
  case process_executable

  // MARK: The file of the session that a probe is about

  /// What has been written to it.
  case file_content = "__file_content"
  /// Sets what is read of it.
  case set_file_content = "__set_file_content"
  /// Appends to what is read of it.
  case append_file_content = "__append_file_content"

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
  /// 1 iff the first character of the string is a digit.
  case isdigit
  /// The little-endian unsigned number of 1, 2, 4 or 8 bytes at an offset of a string; 0 beyond its end.
  case buffer_integer
  /// So many bytes at an offset of a string, up to the first NUL.
  case buffer_string
  /// The calendar date and time (UTC) of seconds since 1970.
  case calendar_time
  /// The text of a group of the last match of `=~`; group 0 is the whole match.
  case matched
  /// The number of groups of the last match of `=~`.
  case ngroups
  /// A random number from 0 up to one less than the argument.
  case randint

  // MARK: Floating point: 64 bits as IEEE 754 has them, in longs

  /// The decimal text of a number with so many digits behind the point.
  case fp_to_string
  /// The number that a text says; fails if it says none.
  case string_to_fp
  /// The number nearest to a long.
  case long_to_fp
  /// The long nearest to a number: ties to even (0), towards zero (1), down (2), up (3), or ties away from
  /// zero (4). The last argument, whether rounding is an exception, changes nothing.
  case fp_to_long
  /// The sum.
  case fp_add
  /// The difference.
  case fp_sub
  /// The product.
  case fp_mul
  /// The quotient.
  case fp_div
  /// The IEEE remainder, whose quotient is rounded to the nearest integer.
  case fp_rem
  /// The square root.
  case fp_sqrt
  /// 1 iff the numbers are equal.
  case fp_eq
  /// 1 iff the first number is at most the second.
  case fp_le
  /// 1 iff the first number is less than the second.
  case fp_lt
  /// The number that the low 32 bits say in single precision.
  case fp32_to_fp64

  // MARK: What takes a kernel module

  /// Writes a string and its NUL to a kernel address.
  case set_kernel_string
  /// Writes at most so many bytes of a string to a kernel address.
  case set_kernel_string_n
  /// Writes 8 bytes to a kernel address.
  case set_kernel_long
  /// Writes 4 bytes to a kernel address.
  case set_kernel_int
  /// Writes 2 bytes to a kernel address.
  case set_kernel_short
  /// Writes 1 byte to a kernel address.
  case set_kernel_char
  /// Writes an address to a kernel address.
  case set_kernel_pointer
  /// Writes a string and its NUL to an address of the task.
  case set_user_string
  /// Writes at most so many bytes of a string to an address of the task.
  case set_user_string_n
  /// Writes a string to an address of the task that a system call got.
  case set_user_string_arg
  /// Writes 8 bytes to an address of the task.
  case set_user_long
  /// Writes 4 bytes to an address of the task.
  case set_user_int
  /// Writes 2 bytes to an address of the task.
  case set_user_short
  /// Writes 1 byte to an address of the task.
  case set_user_char
  /// Writes an address to an address of the task.
  case set_user_pointer
  /// Changes what the probed function returns.
  case set_returnval
  /// A register of the kernel at the probe, by name.
  case register
  /// Prints the registers at the probe.
  case print_regs
  /// The kernel's stack in bytes that are in use.
  case stack_used
  /// The kernel's stack in bytes that are free.
  case stack_unused
  /// The memory node of a physical address.
  case addr_to_node
  /// Stops the kernel.
  case panic
  /// Sends a signal to the current task.
  case raise
  /// Keeps the CPU busy for so many milliseconds.
  case mdelay
  /// Keeps the CPU busy for so many microseconds.
  case udelay
  /// Writes the kernel's stack to its log.
  case dump_stack
  /// An argument of the probed function, from 1, as `int`.
  case int_arg
  /// The same as `unsigned int`.
  case uint_arg
  /// The same as `long`.
  case long_arg
  /// The same as `unsigned long`.
  case ulong_arg
  /// The same as `long long`.
  case longlong_arg
  /// The same as `unsigned long long`.
  case ulonglong_arg
  /// The same as an address.
  case pointer_arg
  /// The same as a number of 32 bits with a sign.
  case s32_arg
  /// The same as a number of 32 bits without a sign.
  case u32_arg
  /// The same as a number of 64 bits with a sign.
  case s64_arg
  /// The same as a number of 64 bits without a sign.
  case u64_arg
  /// Changes an argument of the probed function, from 1.
  case set_int_arg
  /// The same.
  case set_uint_arg
  /// The same.
  case set_long_arg
  /// The same.
  case set_ulong_arg
  /// The same.
  case set_longlong_arg
  /// The same.
  case set_ulonglong_arg
  /// The same.
  case set_pointer_arg
  /// The same.
  case set_s32_arg
  /// The same.
  case set_u32_arg
  /// The same.
  case set_s64_arg
  /// The same.
  case set_u64_arg
  /// Says that the probed function takes its arguments on the stack.
  case asmlinkage
  /// Says that the probed function takes its arguments in registers.
  case fastcall
  /// Says in how many registers the probed function takes its arguments.
  case regparm
}

extension Intrinsic {
  /// Those that scripts can call by their names.
  package static let callable = allCases.filter {
    ![.embedded_code, .embedded_output, .module_value].contains($0)
  }
}
