/// The record that a kernel half makes while it is interpreted.
struct RecordWriter {
  /// The layout.
  let layout: RecordLayout?
  /// The header and the slots.
  private var fixed: [UInt8]
  /// The bytes of the strings in slots.
  private var tail: [UInt8] = []
  /// What was captured in loops.
  private var stream: [UInt8] = []
  /// `true` iff a record is due.
  private(set) var isCommitted = false
  /// `true` iff a slot holds a failure.
  private(set) var holdsFailure = false
  /// The most bytes of a tail: offsets in it have 16 bits.
  private static let maximumTail = 0xffff

  /// Creates an empty record of `layout`.
  init(_ layout: RecordLayout?) {
    self.layout = layout
    fixed = Array(repeating: 0, count: layout?.fixedSize ?? RecordLayout.headerSize)
  }

  /// Notes that a record is due.
  mutating func commit() { isCommitted = true }

  /// Returns the bytes of the record of the probe numbered `probe`.
  func bytes(forProbe probe: Int) -> [UInt8] {
    var record = self
    if !stream.isEmpty {
      while record.tail.count % 8 != 0 { record.tail.append(0) }
      record.tail += stream
    }
    record.put(UInt32(probe), at: 0)
    record.put(UInt32(record.tail.count), at: 4)
    return record.fixed + record.tail
  }

  // MARK: Slots

  /// Puts `value` into `slot`.
  mutating func capture(_ slot: SlotID, _ value: Int64) {
    guard let layout, layout.slots.indices.contains(slot.index) else { return }
    put(value, at: layout.offsets[slot.index])
  }

  /// Puts `text` into `slot`; `false` if the tail has no room for it.
  mutating func capture(_ slot: SlotID, _ text: CapturedText) -> Bool {
    guard let layout, layout.slots.indices.contains(slot.index), hasRoom(for: text.bytes.count)
    else { return false }
    let offset = layout.offsets[slot.index]
    put(UInt16(tail.count), at: offset)
    put(UInt16(text.bytes.count), at: offset + 2)
    put(text.status, at: offset + 4)
    put(text.address, at: offset + 8)
    tail += text.bytes
    return true
  }

  /// Puts `failure` into `slot` in place of the value.
  mutating func capture(_ slot: SlotID, _ failure: Failure) {
    // The slot of a long that cannot fail has no place for it: then the failure is told alone.
    guard let layout, layout.slots[slot.index] != .long else { return }
    holdsFailure = true
    let offset = layout.offsets[slot.index]
    switch layout.slots[slot.index] {
    case .long: break
    case .checkedLong:
      put(failure.operand, at: offset)
      put(failure.kind.rawValue, at: offset + 8)
    case .string, .quotedString, .optionalString:
      put(Interpreter.StringStatus.unreadable(failure), at: offset + 4)
      put(failure.operand, at: offset + 8)
    }
  }

  // MARK: The stream

  /// Appends `value`, or a failure in its place; `false` if there is no room.
  mutating func captureNext(_ value: Int64, _ kind: Failure.Kind?) -> Bool {
    guard hasRoom(for: 16) else { return false }
    append(value)
    append(UInt64(kind?.rawValue ?? 0))
    holdsFailure = holdsFailure || kind != nil
    return true
  }

  /// Appends `text`; `false` if there is no room.
  mutating func captureNext(_ text: CapturedText) -> Bool {
    guard hasRoom(for: 16 + text.bytes.count) else { return false }
    append(UInt16(0))
    append(UInt16(text.bytes.count))
    append(text.status)
    append(text.address)
    stream += text.bytes
    while stream.count % 8 != 0 { stream.append(0) }
    return true
  }

  // MARK: Bytes

  /// Returns `true` iff `count` bytes more fit into the tail.
  private func hasRoom(for count: Int) -> Bool {
    tail.count + stream.count + count + 16 <= Self.maximumTail
  }

  /// Appends a word to the stream.
  private mutating func append<Word: FixedWidthInteger>(_ word: Word) {
    withUnsafeBytes(of: word.littleEndian) { stream += $0 }
  }

  /// Puts a word at `offset` of the fixed part.
  private mutating func put<Word: FixedWidthInteger>(_ word: Word, at offset: Int) {
    withUnsafeBytes(of: word.littleEndian) { bytes in
      for (index, byte) in bytes.enumerated() { fixed[offset + index] = byte }
    }
  }
}

/// A string as a kernel half captures it.
struct CapturedText {
  /// The bytes.
  var bytes: [UInt8]
  /// What became of it.
  var status: UInt32 = 0
  /// Where it was read; 0 if it was not in memory.
  var address: Int64 = 0
}
