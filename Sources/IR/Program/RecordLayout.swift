/// What one slot of a record holds.
package enum SlotKind: String, Hashable, Sendable {
  /// A long that cannot fail: 8 bytes.
  case long
  /// A long and, behind it, the code of a `Failure.Kind` or 0: 16 bytes. The long of a failed read is
  /// the address.
  case checkedLong
  /// A `marktap_string_slot`, whose bytes lie in the tail: 16 bytes.
  case string
  /// The same bytes as `string`; the user half sees them in quotes, or the address in hexadecimal if the
  /// string could not be read, and does not fail.
  case quotedString
  /// The same bytes as `string`; empty if the string could not be read, without a failure.
  case optionalString

  /// The size in bytes, a multiple of 8.
  package var size: Int {
    switch self {
    case .long: 8
    case .checkedLong, .string, .quotedString, .optionalString: 16
    }
  }
}

/// The layout of the records that one kernel half sends to its user half.
///
/// See `CRecordABI/record_abi.h` for the bytes. Values that are captured in a loop have no slot: they
/// follow each other in the tail, in the order in which they were captured.
package struct RecordLayout: Hashable, Sendable {
  /// The size of the header in bytes.
  package static let headerSize = 8

  /// The kinds of the slots, in order of their offsets.
  package private(set) var slots: [SlotKind] = []
  /// The offsets of the slots from the start of the record.
  package private(set) var offsets: [Int] = []
  /// The size of header and slots together.
  package private(set) var fixedSize = RecordLayout.headerSize
  /// `true` iff values are captured in a loop. They start in the tail at the first multiple of 8 behind
  /// the last byte of the strings, whose slots are all set then.
  package var hasStream = false
  /// The slot that holds the id of the task whose memory the user half reads; `nil` if it reads none.
  package var taskSlot: SlotID?

  /// Creates the layout of a record without slots.
  package init() {}

  /// Adds a slot and returns its number.
  package mutating func append(_ kind: SlotKind) -> SlotID {
    slots.append(kind)
    offsets.append(fixedSize)
    fixedSize += kind.size
    return SlotID(slots.count - 1)
  }

  /// `true` iff the length of the record is not known before it is made.
  package var hasTail: Bool {
    hasStream || slots.contains { $0 != .long && $0 != .checkedLong }
  }
}
