/// The bytes of a section, read by little-endian numbers without ever leaving them.
struct ByteReader {
  /// The name of the section.
  let section: String
  /// The bytes.
  let bytes: [UInt8]

  /// Returns the number at `offset`.
  func number<Number: FixedWidthInteger>(
    at offset: Int, as type: Number.Type = Number.self
  ) throws(ObjectReadError) -> Number {
    guard offset >= 0, offset <= bytes.count - MemoryLayout<Number>.size else {
      throw damage("it ends before byte \(offset + MemoryLayout<Number>.size)")
    }
    let number = bytes.withUnsafeBytes {
      $0.loadUnaligned(fromByteOffset: offset, as: Number.self)
    }
    return Number(littleEndian: number)
  }

  /// Returns the 32-bit number at `offset` for use as an offset or a count.
  func size(at offset: Int) throws(ObjectReadError) -> Int {
    Int(try number(at: offset, as: UInt32.self))
  }

  /// Returns the text from `offset` to the next zero, which comes before `end`.
  func text(at offset: Int, end: Int) throws(ObjectReadError) -> String {
    guard offset >= 0, offset < end, end <= bytes.count,
      let length = bytes[offset..<end].firstIndex(of: 0)
    else { throw damage("a name does not end") }
    return String(decoding: bytes[offset..<length], as: UTF8.self)
  }

  /// Returns the error that says `fault` of the section.
  func damage(_ fault: String) -> ObjectReadError { .damaged(section: section, fault: fault) }
}
