import KernelDescription
import Testing

@testable import TapsetGen

@Suite struct SystemCallTapsetTests {
  /// Returns the tapset of a kernel with one system call, decoded as `table` says.
  private func tapset(_ call: SystemCall, _ table: String = "") throws -> String {
    var builder = KernelDescriptionBuilder(
      identity: KernelIdentity(
        release: "6.1.0", version: "#1", machine: "x86_64", buildID: "ab12", wordSize: 8))
    builder.systemCalls = [call]
    return SystemCallTapset(builder.description(), table: try DecodingTable(table)).text
  }

  /// `openat` as the kernel declares it.
  private static let openAt = SystemCall(
    name: "openat", number: 257,
    arguments: [
      .init(name: "dfd", typeText: "int"),
      .init(name: "filename", typeText: "const char *"),
      .init(name: "flags", typeText: "int"),
      .init(name: "mode", typeText: "umode_t"),
    ])

  @Test func `an alias starts with the test of its number`() throws {
    let text = try tapset(Self.openAt)
    #expect(
      text.contains(
        """
        probe syscall.openat = nd_syscall.openat = tp_syscall.openat = kernel.trace("raw_syscalls:sys_enter")
        {
          if (syscall_number() != 257 || syscall_arch() != 0xc000003e) next
        """))
  }

  @Test func `names and numbers lead to each other`() throws {
    let text = try tapset(Self.openAt)
    #expect(text.contains("  if (num == 257) return \"openat\"\n  return \"\"\n"))
    #expect(text.contains("  if (name == \"openat\") return 257\n  return -1\n"))
  }

  @Test func `integers narrower than a register are extended`() throws {
    let text = try tapset(Self.openAt)
    #expect(text.contains("dfd = (syscall_argument(1) << 32) >> 32\n"))
    #expect(text.contains("mode = syscall_argument(4) & 0xffff\n"))
  }

  @Test func `a path is read again at return`() throws {
    let text = try tapset(Self.openAt, "*.filename path\n*.dfd dirfd")
    #expect(text.contains("syscall_string_completion(2, user_string_quoted(filename_uaddr))"))
    #expect(text.contains("path_1 = user_string_nofault(filename_uaddr)\n"))
    #expect(text.contains("path_1_dirfd = dfd\n"))
    #expect(text.contains("path_2 = \"\"\n"))
  }

  @Test func `a result is decoded at return`() throws {
    let pipe = SystemCall(
      name: "pipe", number: 22, arguments: [.init(name: "fildes", typeText: "int *")])
    let text = try tapset(pipe, "pipe.fildes > fd_pair\npipe.return return_octal")
    #expect(text.contains("fildes_str = syscall_pointer_str(fildes)\n"))
    #expect(text.contains("syscall_result_text(1, fildes_str, fildes)"))
    #expect(
      text.contains(
        "syscall_result_completion(1, retval, syscall_fd_pair_str(fildes), fildes, -1)"))
    #expect(text.contains("syscall_result_text_of(retval, syscall_return_octal_str(retval))"))
    #expect(text.contains("pair_fd_2 = syscall_pair_member(retval, fildes, 1)"))
  }

  @Test func `a decoder gets the other arguments that it names`() throws {
    let text = try tapset(Self.openAt, "openat.mode ?open_mode(flags)")
    #expect(text.contains("mode_str = syscall_open_mode_str(mode, flags)\n"))
    #expect(text.contains("sprintf(\"%s, %s, %s%s\""))
  }

  @Test func `arguments are assigned before any of them is decoded`() throws {
    let write = SystemCall(
      name: "write", number: 1,
      arguments: [
        .init(name: "fd", typeText: "unsigned int"),
        .init(name: "buf", typeText: "const char *"),
        .init(name: "count", typeText: "size_t"),
      ])
    let text = try tapset(write, "write.buf buffer(count)")
    let assignment = try #require(text.firstRange(of: "count = syscall_argument(3)"))
    let use = try #require(text.firstRange(of: "syscall_bytes_str(buf_uaddr, count)"))
    #expect(assignment.lowerBound < use.lowerBound)
  }

  @Test func `a name that every alias sets gives way`() throws {
    let call = SystemCall(
      name: "sethostname", number: 170, arguments: [.init(name: "name", typeText: "char *")])
    #expect(try tapset(call).contains("name_arg = syscall_argument(1)\n"))
  }

  @Test(arguments: ["openat", "openat.mode", "nodot path", "a.b f(x"])
  func `a line of the table that is not understood is an error`(line: String) {
    #expect(throws: DecodingTable.Damage.self) { try DecodingTable("a.b path\n" + line) }
  }

  @Test func `what the table says first holds, and names come before wildcards`() throws {
    let table = try DecodingTable("*.fd int\nopen.fd octal\nopen.fd hexadecimal # again")
    #expect(table.decoder(of: "fd", in: "open")?.name == "octal")
    #expect(table.decoder(of: "fd", in: "close")?.name == "int")
    #expect(table.decoder(of: "count", in: "close") == nil)
  }

  @Test func `arguments are shown in the places and behind the labels that the table says`() throws
  {
    let clone = SystemCall(
      name: "clone", number: 56,
      arguments: [
        .init(name: "clone_flags", typeText: "unsigned long"),
        .init(name: "newsp", typeText: "unsigned long"),
      ])
    let text = try tapset(
      clone, "clone.newsp 1:child_stack=pointer\nclone.clone_flags 2:flags=clone_flags")
    #expect(
      text.contains(
        "sprintf(\"%s, %s\", syscall_labelled_str(\"child_stack\", newsp_str), "
          + "syscall_labelled_str(\"flags\", clone_flags_str))"))
  }

  @Test func `the kernel is told where the descriptors of a call are`() throws {
    let table = "*.dfd dirfd\n*.oldfd fd\n*.newfd fd\nopenat.return fd"
    let text = try tapset(Self.openAt, table)
    // 257 is the second bit of the fifth word of 64.
    #expect(text.contains("  if (((number >> 6 == 4 ? 0x2 : 0) & 1 << (number & 63))) return 1\n"))
    #expect(text.contains("  return ((number >> 6 == 4 ? 0x2 : 0) & 1 << (number & 63)) != 0\n"))
    let dup = SystemCall(
      name: "dup2", number: 33,
      arguments: [
        .init(name: "oldfd", typeText: "unsigned int"),
        .init(name: "newfd", typeText: "unsigned int"),
      ])
    #expect(
      try tapset(dup, table).contains(
        "  if (((number >> 6 == 0 ? 0x200000000 : 0) & 1 << (number & 63))) return 2\n"))
  }

  @Test func `a call that the kernel was built without has the arguments of its declaration`()
    throws
  {
    let call = SystemCall(name: "delete_module", number: 176, hasEvent: false)
    let text = try tapset(call)
    #expect(text.contains("flags = syscall_argument(2) & 0xffffffff\n"))
    #expect(text.contains("name_user_uaddr = syscall_argument(1)\n"))
  }

  @Test func `memory of 32-bit programs is decoded by lines of its own`() throws {
    let table = "i386/stat64.statbuf > stat64\ni386/nanosleep.rqtp timespec"
    let sleep = SystemCall(
      name: "nanosleep", number: 35,
      arguments: [.init(name: "rqtp", typeText: "struct __kernel_timespec *")])
    let text = try tapset(sleep, table)
    #expect(
      text.contains(
        "if (number == 162) return sprintf(\"%s\", syscall_entry_text(1, syscall_i386_timespec_str(a1, b1), a1))"
      ))
    #expect(
      text.contains(
        "syscall_result_completion(2, retval, syscall_i386_stat64_str(a2, b2), a2, -1)"))
  }
}
