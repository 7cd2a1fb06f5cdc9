extension Interpreter {
  /// The status of a string that was read completely, of one that went on, and of one that could not be read.
  enum StringStatus {
    /// All bytes are there.
    static let complete: UInt32 = 0
    /// The string went on behind the capture limit.
    static let cut: UInt32 = 1
    /// The task's memory could not be read.
    static let unreadable: UInt32 = 2
    /// The kernel's memory could not be read.
    static let unreadableKernel: UInt32 = 3
    /// There is no string: an error was raised, and the bytes are its words.
    static let raised: UInt32 = 4
    /// In streams: the user half sees the string in quotes.
    static let isQuoted: UInt32 = 0x100
    /// In streams: the user half sees the empty string if it could not be read.
    static let isOptional: UInt32 = 0x200

    /// Returns the status of a string that could not be read because of `failure`.
    static func unreadable(_ failure: Failure) -> UInt32 {
      failure.kind == .kernelStringFault ? unreadableKernel : unreadable
    }
  }

  /// Notes the failure that stands in a `marktap_checked_long`, which is in the stream or in a slot.
  @inline(never)
  func fail(withCheckedLong place: UnsafeRawPointer, isStreamed: Bool = false) {
    let code = place.loadUnaligned(fromByteOffset: 8, as: UInt32.self)
    let value = place.loadUnaligned(as: Int64.self)
    let kind = Failure.Kind(rawValue: code) ?? .readFault
    guard kind == .raised else {
      state.pointee.failure = Failure(kind, operand: value)
      return
    }
    let count = Int(isStreamed ? value : value >> 32)
    let offset = isStreamed ? 0 : Int(value & 0xffff_ffff)
    // What is longer than a record is damaged, whatever follows.
    guard (0..<0x10000).contains(count),
      let start = isStreamed ? takeFromStream(count) : tail(at: offset, count)
    else {
      state.pointee.failure = .malformedRecord
      return
    }
    let bytes = UnsafeRawBufferPointer(start: start, count: count)
    state.pointee.failure = Failure(.raised, text: Array(bytes))
  }

  /// Returns where the `count` bytes at `offset` of the tail start; `nil` if it has no such.
  private func tail(at offset: Int, _ count: Int) -> UnsafeRawPointer? {
    guard offset + count <= state.pointee.tailSize else { return nil }
    return state.pointee.record + state.pointee.recordFixedSize + offset
  }

  /// Returns the string of a `marktap_string_slot`; `nil` if it could not be read and that is a failure.
  @inline(__always)
  func capturedString(_ slot: UnsafeRawPointer, as form: Int) -> StringView? {
    let offset = Int(slot.loadUnaligned(as: UInt16.self))
    let length = Int(slot.loadUnaligned(fromByteOffset: 2, as: UInt16.self))
    guard offset + length <= state.pointee.tailSize else { return malformedString() }
    let start = state.pointee.record + state.pointee.recordFixedSize + offset
    return capturedString(slot, StringView(start.assumingMemoryBound(to: UInt8.self), length), form)
  }

  /// Returns the string of a `marktap_string_slot` whose bytes are `text`; `nil` if it could not be read and
  /// that is a failure.
  @inline(__always)
  private func capturedString(
    _ slot: UnsafeRawPointer, _ text: StringView, _ form: Int
  ) -> StringView? {
    let status = slot.loadUnaligned(fromByteOffset: 4, as: UInt32.self)
    if form == CapturedForm.plain, status & 0xff < StringStatus.unreadable {
      return StringView(text.start, min(text.count, state.pointee.maximumStringCount))
    }
    return specialString(slot, text, status, as: form)
  }

  /// Returns a captured string that is quoted, or could not be read.
  @inline(never)
  private func specialString(
    _ slot: UnsafeRawPointer, _ text: StringView, _ status: UInt32, as form: Int
  ) -> StringView? {
    if status & 0xff == StringStatus.raised {
      state.pointee.failure = Failure(.raised, text: Array(text.bytes))
      return nil
    }
    let isReadable = status & 0xff < StringStatus.unreadable
    let address = slot.loadUnaligned(fromByteOffset: 8, as: Int64.self)
    switch form {
    case CapturedForm.quoted:
      let isCut = status & 0xff == StringStatus.cut
      return quoted(isReadable ? text : nil, isCut: isCut, at: address)
    case CapturedForm.optional: return isReadable ? copy(text) : .empty
    default:
      let isOfKernel = status & 0xff == StringStatus.unreadableKernel
      state.pointee.failure = Failure(
        isOfKernel ? .kernelStringFault : .userStringFault, operand: address)
      return nil
    }
  }

  /// Returns `text` in quotes, or `address` in hexadecimal if there is none.
  func quoted(_ text: StringView?, isCut: Bool, at address: Int64) -> StringView {
    state.pointee.scratch.count = 0
    if let text {
      TextEscapes.append(
        text, as: .quotedBuffer, limit: state.pointee.maximumStringCount, isCut: isCut,
        to: &state.pointee.scratch)
    } else {
      NumberText.appendAddress(address, to: &state.pointee.scratch)
    }
    return state.pointee.takeScratch()
  }

  /// Notes that a captured string does not lie within its record.
  private func malformedString() -> StringView? {
    state.pointee.failure = .malformedRecord
    return nil
  }

  // MARK: The stream

  /// Returns where the stream starts in the tail: at a multiple of 8 behind the bytes of all slots.
  private var streamStart: Int {
    var end = 0
    for slot in streamedSlots[state.pointee.recordProbe] {
      let place = state.pointee.record + slot
      let length = Int(place.loadUnaligned(fromByteOffset: 2, as: UInt16.self))
      if length > 0 { end = max(end, Int(place.loadUnaligned(as: UInt16.self)) + length) }
    }
    for slot in checkedSlots[state.pointee.recordProbe] {
      let place = state.pointee.record + slot
      guard
        place.loadUnaligned(fromByteOffset: 8, as: UInt32.self) == Failure.Kind.raised.rawValue
      else { continue }
      let value = place.loadUnaligned(as: Int64.self)
      end = max(end, Int(value & 0xffff_ffff) + Int(value >> 32))
    }
    return (end + 7) & ~7
  }

  /// Goes behind `size` bytes of the stream and returns where they start; `nil` if the tail has fewer.
  private func takeFromStream(_ size: Int) -> UnsafeRawPointer? {
    if state.pointee.streamPosition < 0 { state.pointee.streamPosition = streamStart }
    let position = state.pointee.streamPosition
    guard position + size <= state.pointee.tailSize else {
      state.pointee.failure = .malformedRecord
      return nil
    }
    state.pointee.streamPosition = (position + size + 7) & ~7
    return state.pointee.record + state.pointee.recordFixedSize + position
  }

  /// Returns the next long of the stream; `nil` if it stands for a failure.
  func nextCapturedLong() -> Int64? {
    guard let entry = takeFromStream(16) else { return nil }
    if entry.loadUnaligned(fromByteOffset: 8, as: UInt32.self) != 0 {
      fail(withCheckedLong: entry, isStreamed: true)
      return nil
    }
    return entry.loadUnaligned(as: Int64.self)
  }

  /// Returns the next string of the stream; `nil` if it stands for a failure.
  func nextCapturedString() -> StringView? {
    guard let entry = takeFromStream(16) else { return nil }
    let length = Int(entry.loadUnaligned(fromByteOffset: 2, as: UInt16.self))
    guard let bytes = takeFromStream(length) else { return nil }
    let status = entry.loadUnaligned(fromByteOffset: 4, as: UInt32.self)
    let form =
      status & StringStatus.isQuoted != 0
      ? CapturedForm.quoted
      : status & StringStatus.isOptional != 0 ? CapturedForm.optional : CapturedForm.plain
    return capturedString(
      entry, StringView(bytes.assumingMemoryBound(to: UInt8.self), length), form)
  }
}

extension Failure {
  /// What a record that is not well-formed leads to.
  static var malformedRecord: Failure {
    Failure(.badArgument, text: Array("malformed record".utf8))
  }
}
