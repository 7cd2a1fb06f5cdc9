import KernelDescription

/// Writes the functions that tell names and arguments of the system calls of 32-bit programs on x86, by the table of
/// their numbers.
///
/// Where the kernel's function is the same for 64-bit programs, or the declaration here says so, numbers and strings are
/// decoded as those are. What else lies in memory is decoded from its first bytes by the lines of the table whose calls start
/// with `i386/`, and is shown by its address without such a line: its layout is another one than for 64-bit programs.
struct CompatibleCalls {
  /// The calls with their numbers, in order.
  private let calls: [(number: Int, call: SystemCall)]
  /// The numbers and names of all calls.
  private let entries: [SystemCallNumbers.Entry]
  /// How arguments are turned into text.
  private let table: DecodingTable

  /// Creates the functions for a kernel whose 64-bit programs have the system calls `native`.
  init(_ native: [SystemCall], table: DecodingTable) {
    self.table = table
    entries = SystemCallNumbers.i386.entries
    let declared = native.filter(\.hasEvent) + Self.declarations
    let known = Dictionary(declared.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
    calls = entries.compactMap { entry in
      let plain = Self.suffixes.lazy.compactMap { suffix in
        entry.name.hasSuffix(suffix) ? known[String(entry.name.dropLast(suffix.count))] : nil
      }.first
      guard var call = known[entry.name] ?? known[entry.kernelName] ?? plain else { return nil }
      // The kernel's name leads to what 64-bit programs have, the other one to what is different.
      call.kernelName = call.name
      call.name = entry.name
      return (entry.number, call)
    }
  }

  /// What the names of calls end with that have the arguments of 64-bit programs (include/uapi/asm-generic/unistd.h).
  private static let suffixes = ["_time64", "64"]

  /// Calls that 64-bit programs do not have, or with other arguments (include/linux/syscalls.h and
  /// arch/x86/entry/syscalls/syscall_32.tbl; numbers of 64 bits come in two halves).
  private static let declarations: [SystemCall] = [
    SystemCall("waitpid", declared: "pid_t pid", "int * stat_addr", "int options"),
    SystemCall(
      "_llseek", declared: "unsigned int fd", "unsigned long high", "unsigned long low",
      "loff_t * result", "unsigned int whence"),
    SystemCall(
      "mmap2", declared: "unsigned long addr", "unsigned long len", "unsigned long prot",
      "unsigned long flags", "int fd", "unsigned long pgoff"),
    SystemCall("mmap", declared: "void * arg"),
    SystemCall("stat64", declared: "const char * filename", "void * statbuf"),
    SystemCall("lstat64", declared: "const char * filename", "void * statbuf"),
    SystemCall("fstat64", declared: "int fd", "void * statbuf"),
    SystemCall(
      "fstatat64", declared: "int dfd", "const char * filename", "void * statbuf", "int flag"),
    SystemCall("fcntl64", declared: "unsigned int fd", "unsigned int cmd", "unsigned long arg"),
    SystemCall("socketcall", declared: "int call", "void * args"),
    SystemCall(
      "truncate64", declared: "const char * filename", "unsigned long low", "unsigned long high"),
    SystemCall("ftruncate64", declared: "int fd", "unsigned long low", "unsigned long high"),
    SystemCall("pread64", declared: "int fd", "void * buf", "u32 count", "u32 low", "u32 high"),
    SystemCall("pwrite64", declared: "int fd", "void * buf", "u32 count", "u32 low", "u32 high"),
    SystemCall("sigaction", declared: "int sig", "void * act", "void * oact"),
    SystemCall("sigprocmask", declared: "int how", "void * set", "void * oset"),
    SystemCall("umount", declared: "const char * filename"),
    SystemCall("nice", declared: "int increment"),
    SystemCall("set_thread_area", declared: "void * u_info"),
    SystemCall("get_thread_area", declared: "void * u_info"),
    SystemCall("ugetrlimit", declared: "unsigned int resource", "void * rlim"),
    SystemCall("statfs64", declared: "const char * path", "u32 size", "void * buf"),
    SystemCall("fstatfs64", declared: "int fd", "u32 size", "void * buf"),
  ]

  /// The text of the functions.
  var text: String {
    """
    /// The name of a system call of 32-bit programs; "" if there is none.
    function syscall_i386_name:string(number:long)
    {
      return __name_of_value(number,
    \(entries.map { "    \"\($0.number) \($0.name),\"" }.joined(separator: "\n")))
    }

    /// The texts of the arguments of a system call of 32-bit programs; the strings that the first four of them may be, and
    /// the bytes that the first five may lead to, are given, too.
    function syscall_i386_argstr:string(\(Self.parameters.joined(separator: ", ")))
    {
    \(calls.map { branch($0.number, ArgumentText.compatibleString(arguments(of: $0.call))) }.joined(separator: "\n"))
      return sprintf("0x%x, 0x%x, 0x%x, 0x%x, 0x%x, 0x%x", a1, a2, a3, a4, a5, a6)
    }

    /// What the return of a system call of 32-bit programs says of its arguments.
    function syscall_i386_completions:string(retval:long, \(Self.parameters.joined(separator: ", ")))
    {
    \(calls.compactMap { number, call in
      ArgumentText.compatibleCompletions(arguments(of: call)).map { branch(number, $0) }
    }.joined(separator: "\n"))
      return ""
    }

    /// What a system call of 32-bit programs returns, as text.
    function syscall_i386_result:string(retval:long, number:long, \((1...6).map { "a\($0):long" }.joined(separator: ", ")))
    {
    \(calls.compactMap(resultBranch).joined(separator: "\n"))
      return sprintf("%d", retval)
    }

    /// The same as a JSON array of objects.
    function syscall_i386_json:string(\(Self.parameters.joined(separator: ", ")))
    {
    \(calls.map { branch($0.number, ArgumentText.compatibleJSON(arguments(of: $0.call))) }.joined(separator: "\n"))
      return sprintf("[%s,%s,%s,%s,%s,%s]", syscall_other_json(1, a1), syscall_other_json(2, a2),
        syscall_other_json(3, a3), syscall_other_json(4, a4), syscall_other_json(5, a5), syscall_other_json(6, a6))
    }

    \(CompatibleEvidence(calls.map { ($0.number, arguments(of: $0.call)) }).text)
    \(DescriptorPlaces(calls, table: table, prefix: "syscall_i386", owner: "32-bit programs", isCompatible: true).text)
    """
  }

  /// The parameters of the functions that show arguments: registers, strings that they may lead to, and bytes.
  private static let parameters =
    ["number:long"] + (1...6).map { "a\($0):long" } + (1...4).map { "s\($0):string" }
    + (1...5).map { "b\($0):string" }

  /// Returns the arguments of `call` under the names of the parameters.
  private func arguments(of call: SystemCall) -> [ArgumentText] {
    ArgumentText.all(of: call, table: table, isCompatible: true)
  }

  /// The decoders of results that need no memory.
  private static let resultNames: Set<String> = [
    "return_address", "return_octal", "fd", "fcntl_result", "seconds_result",
    "sched_policy_result", "ioprio_result", "execution_domain_result", "prctl_result",
    "membarrier_result", "clock_state_result",
  ]

  /// Returns the statement that answers with the text of what the call `number` returns; `nil` if that is a plain number.
  private func resultBranch(_ number: Int, _ call: SystemCall) -> String? {
    guard let decoder = table.decoder(of: "return", in: call.kernelName),
      Self.resultNames.contains(decoder.name)
    else { return nil }
    let arguments = arguments(of: call)
    let others = decoder.arguments.compactMap { name in
      arguments.first { $0.kernelName == name }.map { "a\($0.position)" }
    }
    let values = (["retval"] + others).joined(separator: ", ")
    return branch(number, "syscall_\(decoder.name)_str(\(values))")
  }

  /// Returns the statement that answers with `expression` for the call `number`.
  private func branch(_ number: Int, _ expression: String) -> String {
    "  if (number == \(number)) return \(expression)"
  }
}
