extension Interpreter {
  /// The status of a string that was read completely, of one that went on, and of one that could not be read.
  enum StringStatus {
    /// All bytes are there.
    static let complete: UInt32 = 0
    /// The string went on behind the capture limit.
    static let cut: UInt32 = 1
    /// The memory could not be read.
    static let unreadable: UInt32 = 2
    /// In streams: the user half sees the string in quotes.
    static let isQuoted: UInt32 = 0x100
    /// In streams: the user half sees the empty string if it could not be read.
    static let isOptional: UInt32 = 0x200
  }

  /// Notes the failure that stands in a `marktap_checked_long`.
  @inline(never)
  func fail(withCheckedLong slot: UnsafeRawPointer) {
    let code = slot.loadUnaligned(fromByteOffset: 8, as: UInt32.self)
    let value = slot.loadUnaligned(as: Int64.self)
    state.pointee.failure = Failure(Failure.Kind(rawValue: code) ?? .readFault, operand: value)
  }

  /// Returns the string of a `marktap_string_slot`; `nil` if it could not be read and that is a failure.
  @inline(__always)
  func capturedString(_ slot: UnsafeRawPointer, as form: Int) -> StringView? {
    let offset = Int(slot.loadUnaligned(as: UInt16.self))
    let length = Int(slot.loadUnaligned(fromByteOffset: 2, as: UInt16.self))
    let status = slot.loadUnaligned(fromByteOffset: 4, as: UInt32.self)
    guard offset + length <= state.pointee.tailSize else { return malformedString() }
    let start = (state.pointee.record + state.pointee.recordFixedSize + offset)
      .assumingMemoryBound(to: UInt8.self)
    if form == CapturedForm.plain, status & 0xff != StringStatus.unreadable {
      return StringView(start, min(length, state.pointee.maximumStringCount))
    }
    return specialString(slot, StringView(start, length), status, as: form)
  }

  /// Returns a captured string that is quoted, or could not be read.
  @inline(never)
  private func specialString(
    _ slot: UnsafeRawPointer, _ text: StringView, _ status: UInt32, as form: Int
  ) -> StringView? {
    let isReadable = status & 0xff != StringStatus.unreadable
    let address = slot.loadUnaligned(fromByteOffset: 8, as: Int64.self)
    switch form {
    case CapturedForm.quoted:
      let isCut = status & 0xff == StringStatus.cut
      return quoted(isReadable ? text : nil, isCut: isCut, at: address)
    case CapturedForm.optional: return isReadable ? copy(text) : .empty
    default:
      // Kernel addresses are in the upper half, which is negative.
      state.pointee.failure = Failure(
        address < 0 ? .kernelStringFault : .userStringFault, operand: address)
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

  /// Returns where the next entry of the stream starts; `nil` if the tail has no room for one.
  ///
  /// Bytes of strings in slots may lie between entries: they are skipped. Everything in a tail starts at a
  /// multiple of 8.
  private func nextEntry(size: Int) -> UnsafeRawPointer? {
    var position = (state.pointee.streamPosition + 7) & ~7
    var isMoved = true
    while isMoved {
      isMoved = false
      for slot in streamedSlots[state.pointee.recordProbe] {
        let place = state.pointee.record + slot
        let length = Int(place.loadUnaligned(fromByteOffset: 2, as: UInt16.self))
        if length > 0, Int(place.loadUnaligned(as: UInt16.self)) == position {
          position = (position + length + 7) & ~7
          isMoved = true
        }
      }
    }
    guard position + size <= state.pointee.tailSize else {
      state.pointee.failure = .malformedRecord
      return nil
    }
    state.pointee.streamPosition = position + size
    return state.pointee.record + state.pointee.recordFixedSize + position
  }

  /// Returns the next long of the stream; `nil` if it stands for a failure.
  func nextCapturedLong() -> Int64? {
    guard let entry = nextEntry(size: 16) else { return nil }
    if entry.loadUnaligned(fromByteOffset: 8, as: UInt32.self) != 0 {
      fail(withCheckedLong: entry)
      return nil
    }
    return entry.loadUnaligned(as: Int64.self)
  }

  /// Returns the next string of the stream; `nil` if it stands for a failure.
  func nextCapturedString() -> StringView? {
    guard let entry = nextEntry(size: 16) else { return nil }
    let status = entry.loadUnaligned(fromByteOffset: 4, as: UInt32.self)
    let form =
      status & StringStatus.isQuoted != 0
      ? CapturedForm.quoted
      : status & StringStatus.isOptional != 0 ? CapturedForm.optional : CapturedForm.plain
    let text = capturedString(entry, as: form)
    let offset = Int(entry.loadUnaligned(as: UInt16.self))
    let length = Int(entry.loadUnaligned(fromByteOffset: 2, as: UInt16.self))
    if length > 0, offset >= state.pointee.streamPosition {
      state.pointee.streamPosition = offset + length
    }
    return text
  }
}

extension Failure {
  /// What a record that is not well-formed leads to.
  static var malformedRecord: Failure {
    Failure(.badArgument, text: Array("malformed record".utf8))
  }
}
