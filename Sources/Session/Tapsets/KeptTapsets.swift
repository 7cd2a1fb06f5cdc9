import Diagnostics
import KernelDescription
import Translator

/// What takes time to find out about a set of tapset files, kept in the cache: where what is declared, and the text
/// that is made of the kernel's description.
struct KeptTapsets {
  /// What is kept.
  struct Contents {
    /// The indexes of the files, in their order; the last is that of the text.
    let indexes: [TapsetIndex]
    /// The text that is made of the kernel's description.
    let made: [UInt8]
  }

  /// What stands between indexes; no line of one is like it.
  private static let separator = "%\n"

  /// The cache.
  private let cache: Cache
  /// The digest of all that the contents depend on.
  private let digest: String

  /// Finds the place for `files` and what is made for `kernel` with `table`.
  init(
    _ files: [TapsetPath.File], table: [UInt8], kernel: KernelDescription, in cache: Cache
  ) {
    var digest = Digest()
    digest.absorb(ToolStamp.text)
    for file in files {
      digest.absorb(file.path)
      digest.absorb(file.stamp)
    }
    digest.absorb(table)
    digest.absorb(kernel.bytes)
    self.digest = digest.text
    self.cache = cache
  }

  /// Returns what is kept; `nil` if nothing is, or not for `count` files with a text behind them.
  func contents(ofFiles count: Int) -> Contents? {
    guard let lines = cache.bytes(of: cache.tapsetPath(digest, "index")),
      let made = cache.bytes(of: cache.tapsetPath(digest, "stp"))
    else { return nil }
    let texts = String(decoding: lines, as: UTF8.self).split(
      separator: Self.separator, omittingEmptySubsequences: false)
    let indexes = texts.compactMap { TapsetIndex(text: String($0)) }
    guard indexes.count == count + 1, texts.count == indexes.count else { return nil }
    return Contents(indexes: indexes, made: made)
  }

  /// Keeps `contents`.
  func keep(_ contents: Contents) {
    let text = contents.indexes.map(\.text).joined(separator: Self.separator)
    // A reader takes both or neither.
    if cache.keep(contents.made, as: cache.tapsetPath(digest, "stp")) {
      cache.keep(Array(text.utf8), as: cache.tapsetPath(digest, "index"))
    }
  }
}
