import Runtime
import Translator

/// A 128-bit digest of what an object is made of, by which the cache finds it again.
///
/// It keeps apart what differs by chance or by an edit, at some gigabytes a second; it does not withstand
/// someone who searches for collisions, who would have to be the owner of the cache. See
/// `Documentation/Decisions/0041-what-the-cache-is-keyed-by.md`.
package struct Digest: Sendable {
  /// The two halves of the state; each word goes into both, by different multipliers.
  private var low: UInt64 = 0x243f_6a88_85a3_08d3
  /// See `low`.
  private var high: UInt64 = 0x1319_8a2e_0370_7344

  /// Creates the digest of nothing.
  package init() {}

  /// Takes in a number.
  package mutating func absorb(_ number: UInt64) {
    low = Self.folded(low ^ number, 0x9e37_79b9_7f4a_7c15) &+ high
    high = Self.folded(high ^ number.byteSwapped, 0xd6e8_feb8_6659_fd93) ^ (low << 1 | low >> 63)
  }

  /// Takes in `bytes` and their number, so that two sequences do not run into one another.
  package mutating func absorb(_ bytes: some Sequence<UInt8>) {
    let isWhole: Void? = bytes.withContiguousStorageIfAvailable {
      absorb(UnsafeRawBufferPointer($0))
    }
    if isWhole == nil { absorb(Array(bytes)) }
  }

  /// Takes in `bytes` and their number.
  private mutating func absorb(_ bytes: UnsafeRawBufferPointer) {
    absorb(UInt64(bytes.count))
    let wholeCount = bytes.count & ~7
    for offset in stride(from: 0, to: wholeCount, by: 8) {
      absorb(bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }
    var rest: UInt64 = 0
    for byte in bytes[wholeCount...].reversed() { rest = rest << 8 | UInt64(byte) }
    if wholeCount < bytes.count { absorb(rest) }
  }

  /// Takes in a text.
  package mutating func absorb(_ text: String) { absorb(text.utf8) }

  /// Takes in texts and their number.
  package mutating func absorb(_ texts: [String]) {
    absorb(UInt64(texts.count))
    for text in texts { absorb(text) }
  }

  /// Takes in what tells whether a file is still the one it was.
  package mutating func absorb(_ stamp: Files.Stamp) {
    absorb(stamp.device)
    absorb(stamp.inode)
    absorb(UInt64(bitPattern: stamp.size))
    absorb(UInt64(bitPattern: stamp.modified))
  }

  /// Takes in how handlers are split.
  package mutating func absorb(_ policy: SplitPolicy) {
    absorb(UInt64(policy.share.rawValue))
    absorb(UInt64(policy.exceptions.count))
    for (probe, share) in policy.exceptions.sorted(by: { $0.key < $1.key }) {
      absorb(UInt64(probe))
      absorb(UInt64(share.rawValue))
    }
  }

  /// The digest as 32 hexadecimal digits.
  package var text: String {
    var finished = self
    for round in 0..<4 { finished.absorb(UInt64(round)) }
    return Self.digits(finished.high) + Self.digits(finished.low)
  }

  /// Returns the two halves of the product of `a` and `b`, one exclusive-or the other.
  ///
  /// The odd constant behind the product keeps a factor of 0 from wiping out what was there.
  private static func folded(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let product = a.multipliedFullWidth(by: b)
    return (product.high ^ product.low) &+ a &* 0xa076_1d64_78bd_642f
  }

  /// Returns `number` as 16 hexadecimal digits.
  private static func digits(_ number: UInt64) -> String {
    let text = String(number, radix: 16)
    return String(repeating: "0", count: 16 - text.utf8.count) + text
  }
}
