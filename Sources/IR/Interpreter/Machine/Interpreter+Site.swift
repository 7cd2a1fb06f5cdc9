extension Interpreter {
  /// Reads a field of the event, or memory; `false` if it fails.
  func performRead(
    _ operation: Operation, _ values: FrameValues, _ target: UnsafeMutablePointer<Int64>
  ) -> Bool {
    switch operation {
    case .eventField(let field): return readField(field, target)
    case .eventElement(let field, let index):
      return readElement(of: field, values.long(index), target)
    case .loadMember(let address, let access):
      let place = values.long(address) &+ Int64(access.offset)
      guard let unit = load(.kernel, place, size: access.size, isSigned: access.isSigned) else {
        return false
      }
      target[0] = access.bits.map { $0.extract(from: unit, isSigned: access.isSigned) } ?? unit
    case .memberAddress(let address, let access):
      target[0] = values.long(address) &+ Int64(access.offset)
    case .load(let space, let address, let size, let isSigned):
      guard let value = load(space, values.long(address), size: size, isSigned: isSigned) else {
        return false
      }
      target[0] = value
    default: preconditionFailure("\(operation) reads nothing")
    }
    return true
  }

  /// Returns the number of `size` bytes at `address`; `nil` with a failure if it cannot be read.
  private func load(
    _ space: MemorySpace, _ address: Int64, size: Int, isSigned: Bool
  ) -> Int64? {
    var bits: UInt64 = 0
    let isRead = withUnsafeMutableBytes(of: &bits) { bytes in
      environment.read(
        space, address, into: UnsafeMutableRawBufferPointer(rebasing: bytes.prefix(size)))
    }
    guard isRead else {
      state.pointee.failure = Failure(.readFault, operand: address)
      return nil
    }
    return Self.extend(bits, size: size, isSigned: isSigned)
  }

  /// Returns the low `size` bytes of `bits` as a long.
  private static func extend(_ bits: UInt64, size: Int, isSigned: Bool) -> Int64 {
    let shift = UInt64(64 - 8 * min(8, max(1, size)))
    let high = bits << shift
    return isSigned ? Int64(bitPattern: high) >> Int64(shift) : Int64(bitPattern: high >> shift)
  }

  // MARK: Fields

  /// Reads a field of the event's record.
  private func readField(_ field: EventField, _ target: UnsafeMutablePointer<Int64>) -> Bool {
    switch field.kind {
    case .integer(let isSigned):
      target[0] = number(at: field.offset, size: field.size, isSigned: isSigned)
    case .characters:
      copy(characters(at: field.offset, count: field.size)).store(target)
    case .dynamicString, .relativeString:
      let place = place(of: field)
      copy(characters(at: place.offset, count: place.count)).store(target)
    case .stringPointer:
      let address = number(at: field.offset, size: 8, isSigned: true)
      guard let text = readString(.kernel, address, state.pointee.maximumStringCount) else {
        state.pointee.failure = Failure(.kernelStringFault, operand: address)
        return false
      }
      text.view.store(target)
    case .array, .dynamicArray, .relativeArray: target[0] = 0
    }
    return true
  }

  /// Reads an element of an array of the event's record.
  private func readElement(
    of field: EventField, _ index: Int64, _ target: UnsafeMutablePointer<Int64>
  ) -> Bool {
    let (size, isSigned): (Int, Bool)
    switch field.kind {
    case .array(let elementSize, let sign), .dynamicArray(let elementSize, let sign),
      .relativeArray(let elementSize, let sign):
      (size, isSigned) = (elementSize, sign)
    default: (size, isSigned) = (1, false)
    }
    let place = place(of: field)
    guard index >= 0, index < Int64(place.count / max(1, size)) else {
      state.pointee.failure = Failure(.indexOutOfRange, operand: index)
      return false
    }
    target[0] = number(at: place.offset + Int(index) * size, size: size, isSigned: isSigned)
    return true
  }

  /// Returns where the contents of `field` lie in the record, and how many bytes they have.
  private func place(of field: EventField) -> (offset: Int, count: Int) {
    let word = UInt64(bitPattern: number(at: field.offset, size: 4, isSigned: false))
    let (low, high) = (Int(word & 0xffff), Int(word >> 16))
    switch field.kind {
    case .dynamicString, .dynamicArray: return (low, high)
    case .relativeString, .relativeArray: return (field.offset + field.size + low, high)
    default: return (field.offset, field.size)
    }
  }

  /// Returns the number at `offset` of the event's record; 0 outside of it.
  private func number(at offset: Int, size: Int, isSigned: Bool) -> Int64 {
    let record = environment.eventRecord
    guard (1...8).contains(size), offset >= 0, offset + size <= record.count else { return 0 }
    var bits: UInt64 = 0
    for index in (0..<size).reversed() { bits = bits << 8 | UInt64(record[offset + index]) }
    return Self.extend(bits, size: size, isSigned: isSigned)
  }

  /// Returns the bytes at `offset` of the event's record up to the first NUL.
  private func characters(at offset: Int, count: Int) -> StringView {
    let record = environment.eventRecord
    guard let base = record.baseAddress, offset >= 0, offset < record.count else { return .empty }
    let available = record[offset..<min(record.count, offset + max(0, count))]
    let length = (available.firstIndex(of: 0) ?? available.endIndex) - offset
    return StringView((base + offset).assumingMemoryBound(to: UInt8.self), length)
  }
}

extension MemberAccess.BitField {
  /// Returns the bits of `unit` as a long.
  fileprivate func extract(from unit: Int64, isSigned: Bool) -> Int64 {
    let high = UInt64(bitPattern: unit) << UInt64(64 - offset - width)
    let shift = UInt64(64 - width)
    return isSigned ? Int64(bitPattern: high) >> Int64(shift) : Int64(bitPattern: high >> shift)
  }
}
