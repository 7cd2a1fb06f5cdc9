import Glibc

/// The files that output goes to, one after the other: named by `strftime(3)` when each is made, and numbered
/// `FILE.0`, `FILE.1` and so on if there is a limit of their size.
package struct OutputFiles: Sendable {
  /// When output goes on to another file.
  package struct Rotation: Hashable, Sendable {
    /// The size of a file at most, in bytes.
    package let sizeLimit: Int
    /// How many files are kept at most; `nil` for all.
    package let countLimit: Int?

    /// Creates a rotation.
    package init(sizeLimit: Int, countLimit: Int?) {
      self.sizeLimit = sizeLimit
      self.countLimit = countLimit
    }

    /// Creates the rotation that `text` says: a size in megabytes, and after a comma how many files are kept;
    /// `nil` if it says neither.
    package init?(text: String) {
      let parts = text.split(separator: ",", omittingEmptySubsequences: false)
      let numbers = parts.compactMap { Int($0) }.filter { (1...1_000_000).contains($0) }
      guard numbers.count == parts.count, numbers.count <= 2 else { return nil }
      self.init(sizeLimit: numbers[0] << 20, countLimit: numbers.count > 1 ? numbers[1] : nil)
    }
  }

  /// What a file that has been opened is called, and how it is written.
  struct Opened: ~Copyable {
    /// The file.
    let descriptor: FileDescriptor
    /// Its path.
    let path: String
  }

  /// The path with conversions of `strftime(3)`.
  private let pattern: String
  /// When output goes on to another file; `nil` if only when it is told to.
  let rotation: Rotation?
  /// The paths of the files that are kept, the oldest first.
  private var paths: [String] = []
  /// How many files there have been.
  private var count = 0

  /// Names the files after `pattern`.
  package init(pattern: String, rotation: Rotation?) {
    self.pattern = pattern
    self.rotation = rotation
  }

  /// Opens the next file, and removes the oldest one if there are too many.
  ///
  /// - Throws: `SystemError` if it cannot be written.
  mutating func next() throws(SystemError) -> Opened {
    let isNumbered = rotation != nil || count > 0
    let path = Self.dated(pattern) + (isNumbered ? ".\(count)" : "")
    let descriptor = try FileDescriptor(opening: path, flags: O_WRONLY | O_CREAT | O_TRUNC)
    count += 1
    paths.append(path)
    if let limit = rotation?.countLimit, paths.count > limit { unlink(paths.removeFirst()) }
    return Opened(descriptor: descriptor, path: path)
  }

  /// Returns `pattern` with the parts of the present time for the conversions in it.
  private static func dated(_ pattern: String) -> String {
    guard pattern.contains("%") else { return pattern }
    var now = time(nil)
    var parts = tm()
    localtime_r(&now, &parts)
    var text = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = strftime(&text, text.count, pattern, &parts)
    if count == 0 { return pattern }
    return String(decoding: text.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
