/// What tells a whole file of the cache from a damaged one: the digest of its bytes, as text behind them, where
/// readers of ELF files do not look.
enum Seal {
  /// The length of a seal in bytes.
  private static let length = 32

  /// Returns `file` with its seal.
  static func closed(_ file: [UInt8]) -> [UInt8] { file + seal(of: file) }

  /// Returns the file that is sealed in `bytes`; `nil` if it is not as it was when it was sealed.
  static func opened(_ bytes: [UInt8]) -> [UInt8]? {
    guard bytes.count >= length else { return nil }
    let file = Array(bytes.dropLast(length))
    return bytes.suffix(length).elementsEqual(seal(of: file)) ? file : nil
  }

  /// Returns the seal of `file`.
  private static func seal(of file: [UInt8]) -> [UInt8] {
    var digest = Digest()
    digest.absorb(file)
    return Array(digest.text.utf8)
  }
}
