import Foundation
import KernelDescription
import Testing

@testable import TapsetGen

@Suite struct VariableTableTests {
  /// Returns the tapset of a kernel with `pread64` and `pipe`, with the further names of `table`.
  private func tapset(_ table: String) throws -> String {
    var builder = KernelDescriptionBuilder(
      identity: KernelIdentity(
        release: "6.1.0", version: "#1", machine: "x86_64", buildID: "ab12", wordSize: 8))
    builder.systemCalls = [
      SystemCall(
        name: "pread64", number: 17,
        arguments: [
          .init(name: "fd", typeText: "unsigned int"), .init(name: "buf", typeText: "char *"),
          .init(name: "count", typeText: "size_t"), .init(name: "pos", typeText: "loff_t"),
        ]),
      SystemCall(
        name: "pipe", number: 22, arguments: [.init(name: "fildes", typeText: "int *")]),
    ]
    return SystemCallTapset(
      builder.description(), table: DecodingTable(), variables: try VariableTable(table)
    ).text
  }

  /// Returns the aliases in `text` whose first name is `name`.
  private func alias(_ name: String, in text: String) -> String {
    let start = "probe syscall.\(name) = "
    return text.components(separatedBy: "\n}\n").first { $0.contains(start) } ?? ""
  }

  @Test func `a variable is set where all that it comes from is set`() throws {
    let text = try tapset("pread64,pipe.descriptor fd # of a file\npread64.count 7\npipe.one two")
    #expect(alias("pread64", in: text).hasSuffix("\n  descriptor = fd"))
    #expect(!alias("pipe", in: text).contains("descriptor"))
    #expect(!alias("pipe", in: text).contains("one = two"))
    #expect(!text.contains("count = 7"))
  }

  @Test func `functions and texts are no variables, and registers are arguments`() throws {
    let text = try tapset(
      "pipe.first user_int($1 + 4)\npipe.text sprintf(\"none %d\", fildes)\n"
        + "pipe.return.second user_int(fildes)")
    let entry = alias("pipe", in: text)
    #expect(entry.contains("\n  first = user_int(syscall_argument(1) + 4)"))
    #expect(entry.contains("\n  text = sprintf(\"none %d\", fildes)"))
    #expect(!entry.contains("second"))
    #expect(alias("pipe.return", in: text).contains("\n  second = user_int(fildes)"))
  }

  @Test func `a further name stands for the alias of its call`() throws {
    let text = try tapset("pread = pread64\npread.offset pos\nnone = nothing\npipe = pread64")
    #expect(
      text.contains(
        """
        probe syscall.pread = nd_syscall.pread = tp_syscall.pread = syscall.pread64
        {
          name = "pread"
          offset = pos
        }
        """))
    #expect(text.contains("tp_syscall.pread.return = syscall.pread64.return\n"))
    #expect(!text.contains("syscall.none"))
    #expect(!text.contains("= syscall.pread64\n{\n  name = \"pipe\""))
  }

  @Test func `a call of 32-bit programs is found by its number and its condition`() throws {
    let text = try tapset("send = i386 socketcall if $1 == 9\nsend.s user_int($2)")
    #expect(
      alias("send", in: text).hasSuffix(
        """
        = syscall.other
        {
          if (syscall_arch() != 0x40000003 || syscall_number() != 102 || !(syscall_argument(1) == 9)) next
          name = "send"
          s = user_int(syscall_argument(2))
        """))
  }

  @Test(arguments: [
    "pread64", "pread64 fd", "a.b.c 1", "pread =", "send = i386", "send = i386 socketcall 1",
    "pread = pread64 if 1", "send = i386 socketcall if",
  ])
  func `a line without a meaning is told by its number`(_ line: String) {
    #expect(throws: VariableTable.Damage(line: 3)) { try VariableTable("# none\n\n\(line)") }
  }
}
