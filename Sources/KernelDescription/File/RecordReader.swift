/// Reads one record after the other from a section.
struct RecordReader {
  /// The bytes that are read.
  let source: DescriptionBytes

  /// The section.
  let section: DescriptionSection

  /// Where the next byte is.
  private(set) var position: Int

  /// Where the section ends.
  let end: Int

  /// How far bytes are known to be unpacked.
  private var readableEnd: Int

  /// Creates a reader of `section`, which ends at `end`.
  init(source: DescriptionBytes, section: DescriptionSection, position: Int, end: Int) {
    (self.source, self.section, self.position, self.end) = (source, section, position, end)
    readableEnd = position
  }

  /// `true` iff all bytes are read.
  var isAtEnd: Bool { position >= end }

  /// Passes over `count` bytes.
  mutating func skip(_ count: Int) { position = min(position + count, end) }

  /// Returns the next byte; 0 at the end.
  mutating func byte() -> UInt8 {
    if position >= readableEnd {
      guard position < end else { return 0 }
      readableEnd = source.readableEnd(from: position, in: section)
    }
    defer { position += 1 }
    return source[position]
  }

  /// Returns the next number in LEB128.
  mutating func unsigned() -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while true {
      let byte = byte()
      if shift < 64 { value |= UInt64(byte & 0x7f) << shift }
      shift += 7
      if byte & 0x80 == 0 { return value }
    }
  }

  /// Returns the next number from 0; no sum or product of two can overflow, since none has over 32 bits.
  mutating func number() -> Int { Int(unsigned() & 0xffff_ffff) }

  /// Returns the next number with a sign.
  mutating func signed() -> Int {
    let value = unsigned()
    return Int(bitPattern: UInt(value >> 1)) ^ -Int(value & 1)
  }

  /// Returns the next number that says how many things follow, each at least one byte long.
  mutating func count() -> Int { min(number(), end - position) }

  /// Returns the next reference to a string.
  mutating func reference() -> StringReference {
    StringReference(rawValue: UInt32(truncatingIfNeeded: unsigned()))
  }

  /// Returns the next string.
  mutating func text() -> String { source.text(at: reference()) }

  /// Returns the next string; nil if it is empty.
  mutating func optionalText() -> String? {
    let reference = reference()
    return reference.rawValue == 0 ? nil : source.text(at: reference)
  }

  /// Returns the next number, which is written one higher; nil for 0.
  mutating func optionalNumber() -> Int? {
    let value = number()
    return value == 0 ? nil : value - 1
  }

  /// Returns the next type id.
  mutating func type() -> TypeID { TypeID(rawValue: UInt32(truncatingIfNeeded: unsigned())) }
}
