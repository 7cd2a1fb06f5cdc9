/// What tells a whole file of the cache from a damaged one: the digest of its bytes, as text behind them, where
/// readers of ELF files do not look.
enum Seal {
  /// The length of a seal in bytes.
  private static let length = 32

  /// Returns `file` with its seal.
  static func closed(_ file: [UInt8]) -> [UInt8] { file + seal(of: file) }

  /// Takes the seal off `bytes` and returns `true`; `false` if they are not as they were when they were sealed.
  ///
  /// It works in place, because a copy of a large object would be the largest thing in memory.
  static func open(_ bytes: inout [UInt8]) -> Bool {
    guard bytes.count >= length else { return false }
    let found = Array(bytes.suffix(length))
    bytes.removeLast(length)
    return found == seal(of: bytes)
  }

  /// Returns the seal of `file`.
  static func seal(of file: [UInt8]) -> [UInt8] {
    var digest = Digest()
    digest.absorb(file)
    return Array(digest.text.utf8)
  }
}
