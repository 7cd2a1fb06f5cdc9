/// A number by which changed bytes are noticed; it does not protect against intent.
enum Digest {
  /// Returns the digest of `range` of `bytes`.
  static func of(_ bytes: [UInt8], _ range: Range<Int>) -> UInt64 {
    bytes.withUnsafeBytes { bytes in
      var digest = UInt64(range.count) ^ 0x9e37_79b9_7f4a_7c15
      var position = range.lowerBound
      while position + 8 <= range.upperBound {
        let word = bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self)
        digest = mix(digest, UInt64(littleEndian: word))
        position += 8
      }
      var rest: UInt64 = 0
      for index in position..<range.upperBound { rest = rest << 8 | UInt64(bytes[index]) }
      return mix(digest, rest)
    }
  }

  /// Returns `digest` with `word` mixed in; different words never lead to the same result.
  private static func mix(_ digest: UInt64, _ word: UInt64) -> UInt64 {
    var mixed = (digest ^ word) &* 0xd6e8_feb8_6659_fd93
    mixed ^= mixed >> 32
    return mixed &* 0xff51_afd7_ed55_8ccd
  }
}
