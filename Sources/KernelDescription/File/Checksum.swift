/// A sum over bytes that differs whenever one 64-bit word does.
///
/// Each step is a bijection of the state, so that one changed word can not be cancelled by equal words
/// after it. Words are added to four sums in turn, which do not wait for each other, and these are added to the
/// value one after the other. It guards against damage, not against forgery.
struct Checksum {
  /// The sum so far.
  private(set) var value: UInt64 = 0x6d61_726b_7461_704b

  /// Adds `bytes`; the last word is filled up with zeros.
  mutating func add(_ bytes: UnsafeRawBufferPointer) {
    var sums = (Checksum(), Checksum(), Checksum(), Checksum())
    func word(_ position: Int) -> UInt64 {
      UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self))
    }
    var position = 0
    while position + 32 <= bytes.count {
      sums.0.add(word(position))
      sums.1.add(word(position + 8))
      sums.2.add(word(position + 16))
      sums.3.add(word(position + 24))
      position += 32
    }
    for sum in [sums.0, sums.1, sums.2, sums.3] { add(sum.value) }
    while position + 8 <= bytes.count {
      add(word(position))
      position += 8
    }
    var last: UInt64 = 0
    for index in position..<bytes.count { last = last << 8 | UInt64(bytes[index]) }
    add(last)
  }

  /// Adds one word.
  private mutating func add(_ word: UInt64) {
    value = (value ^ word) &* 0x9e37_79b9_7f4a_7c15
    value ^= value >> 29
  }

  /// Returns the checksum of a whole file, whatever its checksum field has.
  static func ofFile(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    var sum = Checksum()
    sum.add(
      UnsafeRawBufferPointer(
        rebasing: bytes[DescriptionLayout.versionOffset..<DescriptionLayout.checksumOffset]))
    sum.add(UnsafeRawBufferPointer(rebasing: bytes[DescriptionLayout.headerSize...]))
    return sum.value
  }
}
