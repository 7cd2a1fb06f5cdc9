/// The record that a kernel half makes while it is interpreted.
struct RecordWriter {
  /// The layout.
  let layout: RecordLayout?
  /// The header and the slots.
  private var fixed: [UInt8]
  /// The tail.
  private var tail: [UInt8] = []
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
    record.put(UInt32(probe), at: 0)
    record.put(UInt32(tail.count), at: 4)
    return record.fixed + tail
  }

  // MARK: Slots

  /// Puts `value` into `slot`.
  mutating func capture(_ slot: SlotID, _ value: Int64) {
    guard let layout else { return }
    put(value, at: layout.offsets[slot.index])
  }

  /// Puts `text` into `slot`; `false` if the tail has no room for it.
  mutating func capture(_ slot: SlotID, _ text: CapturedText) -> Bool {
    guard let layout, let slotBytes = place(text, within: 0) else { return false }
    fixed.replaceSubrange(
      layout.offsets[slot.index]..<layout.offsets[slot.index] + slotBytes.count, with: slotBytes)
    return true
  }

  /// Puts `failure` into `slot` in place of the value.
  mutating func capture(_ slot: SlotID, _ failure: Failure) {
    guard let layout else { return }
    holdsFailure = true
    let offset = layout.offsets[slot.index]
    switch layout.slots[slot.index] {
    case .long: break
    case .checkedLong:
      put(failure.operand, at: offset)
      put(failure.kind.rawValue, at: offset + 8)
    case .string, .quotedString, .optionalString:
      put(Interpreter.StringStatus.unreadable, at: offset + 4)
      put(failure.operand, at: offset + 8)
    }
  }

  // MARK: The stream

  /// Appends `value`, or a failure in its place; `false` if there is no room.
  mutating func captureNext(_ value: Int64, _ kind: Failure.Kind?) -> Bool {
    guard tail.count + 16 <= Self.maximumTail else { return false }
    append(value)
    append(UInt64(kind?.rawValue ?? 0))
    holdsFailure = holdsFailure || kind != nil
    return true
  }

  /// Appends `text`; `false` if there is no room.
  mutating func captureNext(_ text: CapturedText) -> Bool {
    let start = tail.count
    guard start + 16 <= Self.maximumTail else { return false }
    tail += [UInt8](repeating: 0, count: 16)
    guard let slotBytes = place(text, within: start) else { return false }
    tail.replaceSubrange(start..<start + 16, with: slotBytes)
    return true
  }

  // MARK: Bytes

  /// Appends the bytes of `text` to the tail and returns the `marktap_string_slot` that says where they are;
  /// `nil` if there is no room.
  private mutating func place(_ text: CapturedText, within start: Int) -> [UInt8]? {
    guard tail.count + text.bytes.count <= Self.maximumTail else { return nil }
    var slot = UInt64(tail.count) | UInt64(text.bytes.count) << 16 | UInt64(text.status) << 32
    var bytes = withUnsafeBytes(of: &slot) { Array($0) }
    slot = UInt64(bitPattern: text.address)
    bytes += withUnsafeBytes(of: &slot) { Array($0) }
    tail += text.bytes
    while tail.count % 8 != 0 { tail.append(0) }
    return bytes
  }

  /// Appends a word to the tail.
  private mutating func append<Word: FixedWidthInteger>(_ word: Word) {
    withUnsafeBytes(of: word.littleEndian) { tail += $0 }
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
