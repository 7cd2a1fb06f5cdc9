import KernelDescription

/// Reads the trace events of a kernel or a module from its memory, and makes of them what tracefs shows.
struct EventReader {
  /// An event as it is in memory.
  private struct Call {
    /// Where it is.
    let address: UInt64
    /// The address of the name of its subsystem.
    let system: UInt64
    /// The format.
    var format: EventFormat
    /// `true` iff it is numbered at the start of the kernel.
    let isNumberedLate: Bool
  }

  /// What a field's type is where a function makes the fields: `TRACE_FUNCTION_TYPE`, all ones.
  private static let functionType = UInt64.max

  /// How many fields an event may have.
  private static let fieldLimit = 1024

  /// Where members are.
  let layouts: TraceLayouts

  /// What is in memory.
  let memory: KernelMemory

  /// The system calls that can be called.
  let systemCalls: SystemCallTable

  /// `true` iff the kernel replaces constants also in the bounds of arrays, since Linux 5.18.
  let replacesBounds: Bool

  /// Returns the events that the pointers in `table` lead to, in the kernel's order, with the constants in `constants`
  /// replaced; `numbers` is the number of the next event, nil if that is not known.
  func formats(
    calls table: Range<UInt64>, constants: Range<UInt64>?, numbers: Int?
  ) -> [EventFormat] {
    var calls = stride(from: table.lowerBound, to: table.upperBound, by: 8).compactMap { place in
      memory.pointer(at: place).flatMap { call(at: $0) }
    }
    let constants = constants.map { self.constants(in: $0) } ?? [:]
    var next = numbers
    for index in calls.indices {
      replace(constants[calls[index].system] ?? [], in: &calls[index].format)
      guard calls[index].isNumberedLate else { continue }
      calls[index].format.number = next
      next = next.map { $0 + 1 }
    }
    return calls.map(\.format)
  }

  /// Returns the event at `address`; nil if it is none, or the kernel drops it at its start.
  private func call(at address: UInt64) -> Call? {
    guard let eventClass = memory.pointer(at: address &+ layouts.call.eventClass),
      let system = memory.pointer(at: eventClass &+ layouts.eventClass.system),
      let systemName = memory.string(at: system), let name = name(of: address),
      let number = memory.number(at: address &+ layouts.call.type, as: Int32.self)
    else { return nil }
    var format = EventFormat(
      system: systemName, name: name, number: number == 0 ? nil : Int(number),
      commonFields: layouts.commonFields, fields: fields(of: eventClass),
      printFormat: memory.string(pointedAtFrom: address &+ layouts.call.printFormat) ?? "")
    if systemName == "syscalls" {
      guard let layout = layouts.systemCall,
        let data = memory.pointer(at: address &+ layouts.call.data),
        let call = SystemCallData(at: data, in: memory, layout),
        systemCalls.numbers[call.name] != nil
      else { return nil }
      call.complete(&format)
    }
    return Call(address: address, system: system, format: format, isNumberedLate: number == 0)
  }

  /// Returns the name of the event at `address`.
  private func name(of address: UInt64) -> String? {
    guard let flags = memory.number(at: address &+ layouts.call.flags, as: UInt32.self),
      let pointer = memory.pointer(at: address &+ layouts.call.name)
    else { return nil }
    if Int(flags) & layouts.tracepointFlag == 0 { return memory.string(at: pointer) }
    return memory.string(pointedAtFrom: pointer &+ layouts.tracepointName)
  }

  /// Returns the fields of a class, each behind the one before, as `event_define_fields` places them.
  private func fields(of eventClass: UInt64) -> [FormatField] {
    guard let first = memory.pointer(at: eventClass &+ layouts.eventClass.fields) else { return [] }
    let layout = layouts.field
    var fields: [FormatField] = []
    var end = layouts.commonSize
    var place = first
    while fields.count < Self.fieldLimit, let type = memory.pointer(at: place &+ layout.type),
      type != Self.functionType, let typeText = memory.string(at: type),
      let name = memory.string(pointedAtFrom: place &+ layout.name),
      let size = memory.number(at: place &+ layout.width, as: Int32.self), size >= 0,
      let alignment = memory.number(at: place &+ layout.alignment, as: Int32.self), alignment > 0
    {
      let offset = (end + Int(alignment) - 1) / Int(alignment) * Int(alignment)
      let length = layout.length.flatMap { memory.number(at: place &+ $0, as: Int32.self) }
      fields.append(
        FormatField(
          name: name, type: typeText, length: Int(length ?? 0), offset: offset, size: Int(size),
          isSigned: memory.number(at: place &+ layout.isSigned, as: UInt32.self) ?? 0 != 0))
      end = offset + Int(size)
      place &+= layout.size
    }
    return fields
  }

  /// Returns the constants in the table at `range`, by the address of the name of their subsystem, in order.
  private func constants(in table: Range<UInt64>) -> [UInt64: [EventConstant]] {
    guard let layout = layouts.constant else { return [:] }
    var constants: [UInt64: [EventConstant]] = [:]
    for place in stride(from: table.lowerBound, to: table.upperBound, by: 8) {
      guard let address = memory.pointer(at: place),
        let system = memory.pointer(at: address &+ layout.system),
        let name = memory.string(pointedAtFrom: address &+ layout.name), !name.isEmpty,
        let value = memory.number(at: address &+ layout.value, as: Int64.self)
      else { continue }
      constants[system, default: []].append(
        EventConstant(system: system, name: Array(name.utf8), value: Array(String(value).utf8)))
    }
    return constants
  }

  /// Replaces `constants` in `format`, one after the other.
  private func replace(_ constants: [EventConstant], in format: inout EventFormat) {
    if constants.isEmpty { return }
    var text = Array(format.printFormat.utf8)
    for constant in constants { constant.replace(inPrintFormat: &text) }
    format.printFormat = String(decoding: text, as: UTF8.self)
    guard replacesBounds else { return }
    for index in format.fields.indices where format.fields[index].type.contains("[") {
      var type = Array(format.fields[index].type.utf8)
      for constant in constants { constant.replace(inType: &type) }
      format.fields[index].type = String(decoding: type, as: UTF8.self)
    }
  }
}
