/// The bytes of a section while it is written.
struct RecordWriter {
  /// What is written so far.
  private(set) var bytes: [UInt8] = []

  /// Appends one byte.
  mutating func append(byte: UInt8) { bytes.append(byte) }

  /// Appends `value` in LEB128.
  mutating func append(unsigned value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  /// Appends a number from 0.
  mutating func append(_ value: Int) { append(unsigned: UInt64(value)) }

  /// Appends a number with a sign, small ones in few bytes.
  mutating func append(signed value: Int) {
    append(unsigned: UInt64(bitPattern: Int64(value << 1 ^ value >> 63)))
  }

  /// Appends a reference to a string.
  mutating func append(_ reference: StringReference) {
    append(unsigned: UInt64(reference.rawValue))
  }

  /// Appends a number that may be absent.
  mutating func append(optional value: Int?) { append(value.map { $0 + 1 } ?? 0) }

  /// Appends a type id.
  mutating func append(_ type: TypeID) { append(unsigned: UInt64(type.rawValue)) }

  /// Appends an entry of a table: 32 bits, little-endian.
  mutating func append(entry value: UInt32) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }

  /// Appends a word: 64 bits, little-endian.
  mutating func append(word value: UInt64) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }

  /// Appends bytes as they are.
  mutating func append(contentsOf other: some Sequence<UInt8>) { bytes.append(contentsOf: other) }
}
