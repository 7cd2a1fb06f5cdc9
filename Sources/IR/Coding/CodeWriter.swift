/// Writes numbers and strings compactly, one behind the other.
///
/// Counts take 7 bits a byte, the low ones first; the highest bit says that more follow. Longs are folded so
/// that small ones of either sign are short.
struct CodeWriter {
  /// What has been written.
  private(set) var bytes: [UInt8] = []

  /// Writes a number that is not negative.
  mutating func write(_ count: Int) { write(UInt64(count)) }

  /// Writes a number.
  mutating func write(_ number: UInt64) {
    var rest = number
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  /// Writes a long.
  mutating func write(long value: Int64) {
    write(UInt64(bitPattern: value << 1 ^ value >> 63))
  }

  /// Writes a truth value.
  mutating func write(_ flag: Bool) { bytes.append(flag ? 1 : 0) }

  /// Writes bytes and how many there are.
  mutating func write(_ text: [UInt8]) {
    write(text.count)
    bytes += text
  }

  /// Writes text.
  mutating func write(_ text: String) { write(Array(text.utf8)) }

  /// Writes the number of a case.
  mutating func write<Case: CaseIterable & Equatable>(case value: Case) {
    // A value is one of all cases.
    let position = Case.allCases.firstIndex(of: value)!
    write(Case.allCases.distance(from: Case.allCases.startIndex, to: position))
  }

  /// Writes whether there is a value, and the value.
  mutating func write<Value>(
    optional value: Value?, _ body: (inout CodeWriter, Value) -> Void
  ) {
    write(value != nil)
    if let value { body(&self, value) }
  }

  /// Writes values and how many there are.
  mutating func write<Value>(list: [Value], _ body: (inout CodeWriter, Value) -> Void) {
    write(list.count)
    for value in list { body(&self, value) }
  }

  /// Writes four bytes.
  mutating func write(word: UInt32) { withUnsafeBytes(of: word.littleEndian) { bytes += $0 } }

  /// Writes eight bytes.
  mutating func write(longWord: UInt64) {
    withUnsafeBytes(of: longWord.littleEndian) { bytes += $0 }
  }

  /// Writes `other` as it is.
  mutating func append(_ other: [UInt8]) { bytes += other }
}
