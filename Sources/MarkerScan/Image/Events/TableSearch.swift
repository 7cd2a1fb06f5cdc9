/// Finds tables of pointers by what these lead to, in kernels that do not tell where their tables are
/// (`CONFIG_KALLSYMS_ALL=n`).
struct TableSearch {
  /// What is searched.
  let memory: KernelMemory

  /// How many bytes a pointer has.
  private static let pointerSize: UInt64 = 8

  /// Returns the longest run of pointers for all of which `isElement` holds; nil if there is none.
  func longestRun(where isElement: (UInt64) -> Bool) -> Range<UInt64>? {
    var longest: Range<UInt64>?
    for segment in memory.segments {
      var start: UInt64?
      for place in stride(from: segment.address, to: segment.end, by: Int(Self.pointerSize)) {
        if let target = memory.pointer(at: place), target >> 48 == 0xffff, isElement(target) {
          start = start ?? place
          let run = (start ?? place)..<place &+ Self.pointerSize
          if run.count > longest?.count ?? 0 { longest = run }
        } else {
          start = nil
        }
      }
    }
    return longest
  }

  /// Returns the table of events: pointers to what has a class with the name of a subsystem, and a name.
  func events(_ layouts: TraceLayouts) -> Range<UInt64>? {
    longestRun { call in
      guard let eventClass = memory.pointer(at: call &+ layouts.call.eventClass),
        isName(pointedAtFrom: eventClass &+ layouts.eventClass.system),
        let flags = memory.number(at: call &+ layouts.call.flags, as: UInt32.self),
        let name = memory.pointer(at: call &+ layouts.call.name)
      else { return false }
      return Int(flags) & layouts.tracepointFlag == 0
        ? isName(at: name) : isName(pointedAtFrom: name &+ layouts.tracepointName)
    }
  }

  /// Returns the table of constants: pointers to the name of a subsystem, a name and a value.
  func constants(_ layouts: TraceLayouts) -> Range<UInt64>? {
    guard let layout = layouts.constant else { return nil }
    return longestRun { constant in
      isName(pointedAtFrom: constant &+ layout.system)
        && memory.pointer(at: constant &+ layout.name).map { memory.string(at: $0) != nil } ?? false
        && memory.pointer(at: constant &+ layout.value).map { !isName(at: $0) } ?? true
    }
  }

  /// Returns where the functions of system calls stand one after the other.
  func systemCalls(_ symbols: KernelSymbols) -> Range<UInt64>? {
    longestRun { function in
      symbols.first(at: function).map { SystemCallTable.isFunction(symbols.name($0)) } ?? false
    }
  }

  /// Returns `true` iff the address at `place` is that of a name.
  private func isName(pointedAtFrom place: UInt64) -> Bool {
    memory.pointer(at: place).map { isName(at: $0) } ?? false
  }

  /// Returns `true` iff a name as C has them stands at `address`, or one with dashes, as a few subsystems have.
  private func isName(at address: UInt64) -> Bool {
    guard let text = memory.text(at: address), (1...64).contains(text.count) else { return false }
    return text.allSatisfy { byte in
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "_")
        || byte == UInt8(ascii: "-")
    }
  }
}
