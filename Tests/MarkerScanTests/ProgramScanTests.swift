import KernelDescription
import Testing

@testable import MarkerScan

/// Tests the markers that `<sys/sdt.h>` puts into programs.
struct ProgramScanTests {
  /// Returns a note of `name` with `content`.
  private func note(
    _ content: [UInt8], name: String = "stapsdt", type: UInt64 = 3, in builder: ELFBuilder
  ) -> [UInt8] {
    let words = [UInt64(name.utf8.count + 1), UInt64(content.count), type]
    var note = words.flatMap { builder.number($0, 4) } + Array(name.utf8) + [0]
    while note.count % 4 != 0 { note.append(0) }
    note += content
    while note.count % 4 != 0 { note.append(0) }
    return note
  }

  /// Returns the content of a marker's note.
  private func content(
    _ words: [UInt64], _ texts: [String], in builder: ELFBuilder
  ) -> [UInt8] {
    words.flatMap { builder.word($0) } + texts.flatMap { Array($0.utf8) + [0] }
  }

  /// Returns the description of a program with `notes`, whose `.stapsdt.base` is at `base`.
  private func program(
    _ notes: [UInt8], base: UInt64 = 0x5000, in builder: ELFBuilder
  ) throws -> ProgramDescription {
    var builder = builder
    builder.type = 3
    builder.sections = [
      .init(name: ".note.stapsdt", type: 7, bytes: notes),
      .init(name: ".stapsdt.base", address: base, bytes: [0]),
    ]
    return ProgramScan.description(of: try #require(ElfFile(builder.file)), at: "/bin/x")
  }

  @Test(arguments: [(8, false), (4, false), (8, true), (4, true)])
  func `notes are read in any word size and byte order`(
    wordSize: Int, isBigEndian: Bool
  ) throws {
    let builder = ELFBuilder(machine: 62, wordSize: wordSize, isBigEndian: isBigEndian)
    let notes =
      note(content([0x1200, 0x5000, 0], ["p", "second", ""], in: builder), in: builder)
      + note([1, 2, 3], name: "GNU", in: builder)
      + note(
        content([0x1100, 0x5000, 0x6000], ["p", "first", "-4@%eax 8@$5"], in: builder), in: builder)
    let program = try program(notes, in: builder)
    #expect(program.wordSize == wordSize)
    #expect(program.markers.map(\.name) == ["first", "second"])
    #expect(program.markers.map(\.provider) == ["p", "p"])
    #expect(program.markers.map(\.address) == [0x1100, 0x1200])
    #expect(program.markers.map(\.semaphore) == [0x6000, nil])
    #expect(program.markers.map(\.arguments.count) == [2, 0])
  }

  @Test(arguments: [(UInt64(0x7000), UInt64(0x3100), UInt64(0x8000)), (0x4000, 0x100, 0x5000)])
  func `addresses move with the base`(base: UInt64, address: UInt64, semaphore: UInt64) throws {
    let builder = ELFBuilder(wordSize: 4)
    let notes = note(
      content([0x1100, 0x5000, 0x6000], ["p", "n", ""], in: builder), in: builder)
    let marker = try #require(try program(notes, base: base, in: builder).markers.first)
    #expect(marker.address == address)
    #expect(marker.semaphore == semaphore)
  }

  @Test func `damaged notes are passed over`() throws {
    let builder = ELFBuilder()
    let good = note(content([1, 0, 0], ["p", "n", ""], in: builder), in: builder)
    let short = note([1, 2, 3, 4], in: builder)
    let unended = note(content([1, 0, 0], [], in: builder) + Array("pn".utf8), in: builder)
    #expect(try program(short + unended + good, in: builder).markers.map(\.name) == ["n"])
    #expect(try program(Array(good.dropLast(9)), in: builder).markers.isEmpty)
  }

  /// Returns the one argument of `text` on `machine`.
  private func argument(_ text: String, _ machine: UInt16) throws -> ProgramArgument {
    let arguments = ArgumentDescriptors(machine: machine, wordSize: machine == 3 ? 4 : 8)
      .arguments(in: text)
    return try #require(arguments.count == 1 ? arguments.first : nil)
  }

  @Test(
    arguments: [
      ("-4@%eax", -4, .register("eax")), ("8@%r12", 8, .register("r12")), ("4@$5", 4, .constant(5)),
      ("-8@$-17", -8, .constant(-17)), ("8@$0xff", 8, .constant(255)),
      ("8@-16(%rbp)", 8, .memory(.init(displacement: -16, base: "rbp"))),
      ("-4@112(%rsp)", -4, .memory(.init(displacement: 112, base: "rsp"))),
      ("1@(%rax)", 1, .memory(.init(base: "rax"))),
      ("8@foo+8(%rip)", 8, .memory(.init(displacement: 8, symbol: "foo", base: "rip"))),
      ("8@8+foo(%rip)", 8, .memory(.init(displacement: 8, symbol: "foo", base: "rip"))),
      ("4@foo-16+4(%rip)", 4, .memory(.init(displacement: -12, symbol: "foo", base: "rip"))),
      ("2@tab(,%rcx,2)", 2, .memory(.init(symbol: "tab", index: "rcx", scale: 2))),
      (
        "8@16(%rdi,%rsi,8)", 8,
        .memory(.init(displacement: 16, base: "rdi", index: "rsi", scale: 8))
      ), ("8@%fs:-8", 8, .memory(.init(displacement: -8, segment: "fs"))),
      ("8@%fs:(%rax)", 8, .memory(.init(base: "rax", segment: "fs"))),
      ("4@foo", 4, .memory(.init(symbol: "foo"))), ("%rdi", 8, .register("rdi")),
      ("8@8(%rax", 8, .unknown), ("8@", 8, .unknown), ("8@(%rax,%rbx,3)", 8, .unknown),
    ] as [(String, Int, ProgramArgument.Operand)])
  func `x86 descriptors are taken apart`(
    text: String, size: Int, operand: ProgramArgument.Operand
  ) throws {
    let argument = try argument(text, 62)
    #expect(argument.operand == operand)
    #expect(argument.size == abs(size))
    #expect(argument.isSigned == (size < 0))
    #expect(argument.text == text)
  }

  @Test(
    arguments: [
      ("4@[sp, 12]", .memory(.init(displacement: 12, base: "sp"))),
      ("-8@[x29, -16]", .memory(.init(displacement: -16, base: "x29"))),
      ("8@x0", .register("x0")), ("-4@w19", .register("w19")), ("8@xzr", .register("xzr")),
      ("4@5", .constant(5)), ("-4@-1", .constant(-1)), ("8@#7", .constant(7)),
      ("8@[x1]", .memory(.init(base: "x1"))),
      ("8@[x1, x2]", .memory(.init(base: "x1", index: "x2"))),
      ("8@[x1, x2, lsl 3]", .memory(.init(base: "x1", index: "x2", scale: 8))),
      ("8@[x1, x2, lsl 9]", .unknown), ("8@x99", .unknown),
    ] as [(String, ProgramArgument.Operand)])
  func `descriptors of 64-bit Arm are taken apart`(
    text: String, operand: ProgramArgument.Operand
  ) throws {
    #expect(try argument(text, 183).operand == operand)
  }

  @Test func `blanks within brackets separate nothing`() {
    let arguments = ArgumentDescriptors(machine: 183, wordSize: 8)
      .arguments(in: "4@[sp, 12] 8f@d0  -4@w1")
    #expect(arguments.map(\.text) == ["4@[sp, 12]", "8f@d0", "-4@w1"])
    #expect(arguments.map(\.typeText) == ["uint32_t", "double", "int32_t"])
  }

  @Test func `other machines' operands are kept as text`() throws {
    let argument = try argument("-4@0(3)", 20)
    #expect(argument.operand == .unknown)
    #expect(argument.size == 4)
  }

  @Test func `listings show the descriptors`() throws {
    let builder = ELFBuilder(wordSize: 4)
    let notes = note(
      content([0x1100, 0x5000, 0], ["p", "n", "-4@%eax"], in: builder), in: builder)
    let listing = ProgramListing(of: try program(notes, in: builder))
    #expect(listing.table.contains("n       p         0x00001100  -4@%eax\n"))
    #expect(listing.json.contains(#""operand": {"register": "eax"}"#))
  }
}
