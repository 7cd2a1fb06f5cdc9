import KernelDescription

/// Writes the functions that tell names and arguments of the system calls of 32-bit programs on x86, by the table of
/// their numbers.
///
/// Where the kernel's function is the same for 64-bit programs, or the declaration here says so, arguments are
/// decoded as those are. What lies in memory has another layout there than for 64-bit programs, so that only strings are
/// read; the rest is shown by its address.
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
      guard let call = known[entry.name] ?? known[entry.kernelName] else { return nil }
      return (entry.number, call)
    }
  }

  /// Calls that 64-bit programs do not have, or with other arguments (include/linux/syscalls.h and
  /// arch/x86/entry/syscalls/syscall_32.tbl; numbers of 64 bits come in two halves).
  private static let declarations: [SystemCall] = [
    declaration("waitpid", "pid_t pid", "int * stat_addr", "int options"),
    declaration(
      "_llseek", "unsigned int fd", "unsigned long high", "unsigned long low",
      "loff_t * result", "unsigned int whence"),
    declaration(
      "mmap2", "unsigned long addr", "unsigned long len", "unsigned long prot",
      "unsigned long flags", "int fd", "unsigned long pgoff"),
    declaration("mmap", "void * arg"),
    declaration("stat64", "const char * filename", "void * statbuf"),
    declaration("lstat64", "const char * filename", "void * statbuf"),
    declaration("fstat64", "int fd", "void * statbuf"),
    declaration("fstatat64", "int dfd", "const char * filename", "void * statbuf", "int flag"),
    declaration("fcntl64", "unsigned int fd", "unsigned int cmd", "unsigned long arg"),
    declaration("socketcall", "int call", "void * args"),
    declaration("truncate64", "const char * filename", "unsigned long low", "unsigned long high"),
    declaration("ftruncate64", "int fd", "unsigned long low", "unsigned long high"),
    declaration("pread64", "int fd", "void * buf", "u32 count", "u32 low", "u32 high"),
    declaration("pwrite64", "int fd", "void * buf", "u32 count", "u32 low", "u32 high"),
    declaration("sigaction", "int sig", "void * act", "void * oact"),
    declaration("sigprocmask", "int how", "void * set", "void * oset"),
    declaration("umount", "const char * filename"),
    declaration("nice", "int increment"),
    declaration("set_thread_area", "void * u_info"),
    declaration("get_thread_area", "void * u_info"),
    declaration("ugetrlimit", "unsigned int resource", "void * rlim"),
    declaration("statfs64", "const char * path", "u32 size", "void * buf"),
    declaration("fstatfs64", "int fd", "u32 size", "void * buf"),
  ]

  /// Returns the call `name` with arguments that are declared as in C.
  private static func declaration(_ name: String, _ arguments: String...) -> SystemCall {
    SystemCall(
      name: name, number: nil,
      arguments: arguments.map { text in
        let words = text.split(separator: " ")
        return SystemCall.Argument(
          name: String(words[words.count - 1]),
          typeText: words.dropLast().joined(separator: " "))
      })
  }

  /// The text of the functions.
  var text: String {
    """
    /// The name of a system call of 32-bit programs; "" if there is none.
    function syscall_i386_name:string(number:long)
    {
      return __name_of_value(number,
    \(entries.map { "    \"\($0.number) \($0.name),\"" }.joined(separator: "\n")))
    }

    /// The texts of the arguments of a system call of 32-bit programs; the strings that the first four of them may be
    /// are given, too.
    function syscall_i386_argstr:string(\(Self.parameters.joined(separator: ", ")))
    {
    \(calls.map { branch($0.number, ArgumentText.compatibleString(arguments(of: $0.call))) }.joined(separator: "\n"))
      return sprintf("0x%x, 0x%x, 0x%x, 0x%x, 0x%x, 0x%x", a1, a2, a3, a4, a5, a6)
    }

    /// The same as a JSON array of objects.
    function syscall_i386_json:string(\(Self.parameters.joined(separator: ", ")))
    {
    \(calls.map { branch($0.number, ArgumentText.compatibleJSON(arguments(of: $0.call))) }.joined(separator: "\n"))
      return sprintf("[%s,%s,%s,%s,%s,%s]", syscall_other_json(1, a1), syscall_other_json(2, a2),
        syscall_other_json(3, a3), syscall_other_json(4, a4), syscall_other_json(5, a5), syscall_other_json(6, a6))
    }

    """
  }

  /// The parameters of the functions that show arguments.
  private static let parameters =
    ["number:long"] + (1...6).map { "a\($0):long" } + (1...4).map { "s\($0):string" }

  /// Returns the arguments of `call` under the names of the parameters.
  private func arguments(of call: SystemCall) -> [ArgumentText] {
    ArgumentText.all(of: call, table: table)
  }

  /// Returns the statement that answers with `expression` for the call `number`.
  private func branch(_ number: Int, _ expression: String) -> String {
    "  if (number == \(number)) return \(expression)"
  }
}
