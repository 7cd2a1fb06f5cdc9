import BPF
import IR

/// What the site hands over: arguments of tracepoints and functions, and fields of events.
extension HalfSelection {
  /// Selects an argument of the site as the value `id`.
  mutating func selectArgument(_ access: ArgumentAccess, as id: ValueID) {
    let offset = arguments.offset(of: access.index, in: options.registers)
    let place = MachineAddress(context, offset)
    if facts.isTyped[id.index] {
      values[id.index] = .pointer(load(place))
      return
    }
    // The kernel stores each argument in 8 bytes, of which only those of its C type mean something.
    let width = access.isTypedPointer ? .double : MemoryWidth(rawValue: access.size) ?? .double
    let register =
      mayBeUnreadable(access) ? copyFromContext(offset) : load(place, width)
    extendSign(of: register, from: width, isSigned: access.isSigned)
    values[id.index] = .register(register)
  }

  /// `true` iff the verifier may refuse a load of an argument: where it knows the types it lets only numbers
  /// and pointers to structures, numbers and nothing pass (`btf_ctx_access` in kernel/bpf/btf.c), and an
  /// unsigned number of 8 bytes may be a pointer to a function.
  private func mayBeUnreadable(_ access: ArgumentAccess) -> Bool {
    arguments == .typed && !access.isTypedPointer && !access.isSigned && access.size == 8
  }

  /// Returns the 8 bytes at `offset` of the context, read as any memory.
  private mutating func copyFromContext(_ offset: Int) -> VirtualRegister {
    let place = valueAddress()
    perform(
      .probeReadKernel, [argument(place), .constant(.long(8)), .sum(context, offset)])
    return load(place)
  }

  /// Makes `register`, filled with zeros above `width`, a signed number if it is to be one.
  mutating func extendSign(of register: VirtualRegister, from width: MemoryWidth, isSigned: Bool) {
    guard isSigned, width != .double else { return }
    let distance = MachineOperand.constant(Int32(64 - width.bitCount))
    append(.arithmetic(.shiftLeft, register, distance))
    append(.arithmetic(.shiftRightSigned, register, distance))
  }

  /// Selects a field of the event's record as the value `id`.
  mutating func selectEventField(_ field: EventField, as id: ValueID) {
    switch field.kind {
    case .integer(let isSigned), .array(_, let isSigned), .dynamicArray(_, let isSigned),
      .relativeArray(_, let isSigned):
      let width = MemoryWidth(rawValue: field.size) ?? .double
      let register = loadFromEvent(field.offset, width)
      extendSign(of: register, from: width, isSigned: isSigned)
      values[id.index] = .register(register)
    case .characters:
      let address = compute(.add, .register(context), .constant(Int32(field.offset)))
      selectEventString(at: address, bound: min(field.size, stringLimit), as: id)
    case .dynamicString:
      let address = dynamicAddress(of: field, from: 0).address
      selectEventString(at: address, bound: stringLimit, as: id)
    case .relativeString:
      let address = dynamicAddress(of: field, from: field.offset + field.size).address
      selectEventString(at: address, bound: stringLimit, as: id)
    case .stringPointer:
      let address = loadFromEvent(field.offset, .double)
      select(
        StringRead(
          helper: .probeReadKernelStr, address: address, origin: .memory,
          limit: .constant(Int32(stringLimit)), bound: stringLimit, failure: .kernelStringFault),
        as: id)
    }
  }

  /// Selects the string at `address`, within the record, as the value `id`.
  private mutating func selectEventString(
    at address: VirtualRegister, bound: Int, as id: ValueID
  ) {
    select(
      StringRead(
        helper: .probeReadKernelStr, address: address, origin: .event,
        limit: .constant(Int32(bound)), bound: bound, failure: .kernelStringFault),
      as: id)
  }

  /// Returns the integer of `width` bytes at `offset` of the record.
  ///
  /// The verifier allows loads only where they are aligned, and not over the first 8 bytes.
  private mutating func loadFromEvent(_ offset: Int, _ width: MemoryWidth) -> VirtualRegister {
    if offset >= 8, offset % width.byteCount == 0 {
      return load(MachineAddress(context, offset), width)
    }
    let place = valueAddress()
    perform(
      .probeReadKernel,
      [argument(place), .constant(.long(Int64(width.byteCount))), .sum(context, offset)])
    return load(place, width)
  }

  /// Returns where the bytes of a dynamic field start, and how many there are.
  private mutating func dynamicAddress(
    of field: EventField, from origin: Int
  ) -> (address: VirtualRegister, count: VirtualRegister) {
    let place = loadFromEvent(field.offset, .word)
    let count = compute(.shiftRight, .register(place), .constant(16))
    let address = copy(.register(context))
    append(.arithmetic(.and, place, .constant(0xffff)))
    append(.arithmetic(.add, address, .register(place)))
    if origin != 0 { append(.arithmetic(.add, address, .constant(Int32(origin)))) }
    return (address, count)
  }

  /// Selects an element of an array field as the value `id`.
  mutating func selectEventElement(_ field: EventField, _ index: ValueID, as id: ValueID) {
    let element: (size: Int, isSigned: Bool)
    var address: VirtualRegister
    var count: MachineOperand
    switch field.kind {
    case .array(let size, let isSigned):
      element = (size, isSigned)
      address = compute(.add, .register(context), .constant(Int32(field.offset)))
      count = .constant(Int32(field.size / size))
    case .dynamicArray(let size, let isSigned), .relativeArray(let size, let isSigned):
      element = (size, isSigned)
      var origin = 0
      if case .relativeArray = field.kind { origin = field.offset + field.size }
      let place = dynamicAddress(of: field, from: origin)
      address = place.address
      append(
        .arithmetic(.shiftRight, place.count, .constant(Int32(size.trailingZeroBitCount))))
      count = .register(place.count)
    case .integer, .characters, .dynamicString, .relativeString, .stringPointer:
      preconditionFailure("the field \(field.name) has no elements")
    }
    let position = register(index)
    leave(
      if: .greaterOrEqual, position, count,
      to: failure(.indexOutOfRange, .register(position), of: id))
    let distance = compute(
      .shiftLeft, .register(position), .constant(Int32(element.size.trailingZeroBitCount)))
    append(.arithmetic(.add, distance, .register(address)))
    values[id.index] = .register(
      read(
        .probeReadKernel, at: distance, size: element.size, isSigned: element.isSigned,
        reporting: distance, of: id))
  }
}
