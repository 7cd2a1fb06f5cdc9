import KernelDescription

extension SystemCall {
  /// Creates a call with arguments that are declared as in C.
  init(_ name: String, number: Int? = nil, declared arguments: String...) {
    self.init(
      name: name, number: number,
      arguments: arguments.map { text in
        let words = text.split(separator: " ")
        return Argument(
          name: String(words[words.count - 1]),
          typeText: words.dropLast().joined(separator: " "))
      })
  }

  /// Calls that a kernel may be built without, which then has a number for them but no event (include/linux/syscalls.h;
  /// arch/x86/kernel/shstk.c).
  private static let optional: [String: SystemCall] = Dictionary(
    [
      SystemCall(
        "init_module", declared: "void * umod", "unsigned long len", "const char * uargs"),
      SystemCall("finit_module", declared: "int fd", "const char * uargs", "int flags"),
      SystemCall("delete_module", declared: "const char * name_user", "unsigned int flags"),
      SystemCall(
        "kexec_load", declared: "unsigned long entry", "unsigned long nr_segments",
        "void * segments", "unsigned long flags"),
      SystemCall(
        "kexec_file_load", declared: "int kernel_fd", "int initrd_fd",
        "unsigned long cmdline_len", "const char * cmdline_ptr", "unsigned long flags"),
      SystemCall("lookup_dcookie", declared: "u64 cookie64", "char * buf", "size_t len"),
      SystemCall(
        "map_shadow_stack", declared: "unsigned long addr", "unsigned long size",
        "unsigned int flags"),
      SystemCall(
        "listns", declared: "void * req", "u64 * ns_ids", "size_t nr_ns_ids", "unsigned int flags"),
      SystemCall("uselib", declared: "const char * library"),
    ].map { ($0.name, $0) }, uniquingKeysWith: { $1 })

  /// The call with the arguments that its declaration has, if the kernel does not tell any.
  var declared: SystemCall {
    guard !hasEvent, let known = Self.optional[name] else { return self }
    var result = self
    result.arguments = known.arguments
    result.hasEvent = true
    return result
  }
}
