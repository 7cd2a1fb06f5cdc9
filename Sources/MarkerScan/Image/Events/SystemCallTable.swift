/// The system calls that a kernel can be called with, from its table of functions.
struct SystemCallTable: Sendable {
  /// The numbers by the name that the kernel's metadata have, such as `sys_openat`.
  let numbers: [String: Int]

  /// A table without any.
  static let empty = SystemCallTable(numbers: [:])

  /// The prefixes of functions of system calls, which their metadata do not have, and of
  /// those that are at the same address; see `arch_syscall_match_sym_name`.
  private static let prefixes = ["__x64_", "__ia32_", "__do_", "__arm64_"]

  /// How many calls a table may have.
  private static let countLimit: UInt64 = 2048

  /// Creates a table of these.
  private init(numbers: [String: Int]) { self.numbers = numbers }

  /// Returns where the table at `address` is, which ends at the next symbol.
  static func range(at address: UInt64, _ symbols: KernelSymbols) -> Range<UInt64> {
    let limit = address &+ Self.countLimit * 8
    return address..<max(address, min(symbols.address(after: address) ?? limit, limit))
  }

  /// Returns `true` iff a function called `name` is that of a system call.
  static func isFunction(_ name: ArraySlice<UInt8>) -> Bool {
    prefixes.contains { name.starts(with: "\($0)sys_".utf8) }
      || name.elementsEqual("sys_ni_syscall".utf8)
  }

  /// Reads the table in `range`. A call that the kernel was built without leads to `sys_ni_syscall`.
  init(in range: Range<UInt64>, of memory: KernelMemory, _ symbols: KernelSymbols) {
    var numbers: [String: Int] = [:]
    for (number, place) in stride(from: range.lowerBound, to: range.upperBound, by: 8).enumerated()
    {
      guard let function = memory.pointer(at: place), let index = symbols.first(at: function) else {
        continue
      }
      let symbol = String(decoding: symbols.name(index), as: UTF8.self)
      let prefix = Self.prefixes.first { symbol.hasPrefix($0) } ?? ""
      let name = String(symbol.dropFirst(prefix.count))
      if name != "sys_ni_syscall", numbers[name] == nil { numbers[name] = number }
    }
    self.numbers = numbers
  }
}

/// What the kernel has noted of a system call: its name and its arguments.
struct SystemCallData {
  /// The name, such as `sys_openat`.
  let name: String

  /// The types and names of the arguments.
  private let arguments: [(type: String, name: String)]

  /// Where the first argument is in the record of the event.
  private let firstArgument: Int

  /// How many arguments there may be.
  private static let argumentLimit = 6

  /// Reads what is noted at `address`; nil if there is nothing.
  init?(at address: UInt64, in memory: KernelMemory, _ layout: TraceLayouts.SystemCall) {
    guard let name = memory.string(pointedAtFrom: address &+ layout.name),
      let count = memory.number(at: address &+ layout.argumentCount, as: Int32.self),
      (0...Self.argumentLimit).contains(Int(count))
    else { return nil }
    self.name = name
    firstArgument = layout.firstArgument
    let types = memory.pointer(at: address &+ layout.types) ?? 0
    let names = memory.pointer(at: address &+ layout.names) ?? 0
    arguments = (0..<UInt64(count)).map { index in
      (
        memory.string(pointedAtFrom: types &+ index * 8) ?? "",
        memory.string(pointedAtFrom: names &+ index * 8) ?? ""
      )
    }
  }

  /// Adds what the kernel makes for events of system calls while it starts (`syscall_enter_define_fields` and
  /// `set_syscall_print_fmt` of kernel/trace/trace_syscalls.c).
  func complete(_ format: inout EventFormat) {
    guard format.name.hasPrefix("sys_enter_") else {
      format.printFormat = #""0x%lx", REC->ret"#
      return
    }
    for (index, argument) in arguments.enumerated() {
      format.fields.append(
        FormatField(
          name: argument.name, type: argument.type, offset: firstArgument + index * 8, size: 8,
          isSigned: false))
    }
    let conversions = arguments.map { "\($0.name): 0x%08lx" }.joined(separator: ", ")
    let values = arguments.map { ", ((unsigned long)(REC->\($0.name)))" }.joined()
    format.printFormat = "\"\(conversions)\"\(values)"
  }
}
