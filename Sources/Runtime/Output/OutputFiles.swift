import Glibc

/// The files that output goes to, one after the other: named by `strftime(3)` when each is made, and numbered
/// `FILE.0`, `FILE.1` and so on if there is a limit of their size or age.
package struct OutputFiles: Sendable {
  /// When output goes on to another file.
  package struct Rotation: Hashable, Sendable {
    /// The size of a file at most, in bytes; `nil` for any.
    package let sizeLimit: Int?
    /// How many files are kept at most; `nil` for all.
    package let countLimit: Int?
    /// How long a file is written at most, in nanoseconds; `nil` for any time.
    package var ageLimit: Int64?

    /// Creates a rotation.
    package init(sizeLimit: Int?, countLimit: Int?, ageLimit: Int64? = nil) {
      self.sizeLimit = sizeLimit
      self.countLimit = countLimit
      self.ageLimit = ageLimit
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
    /// How many bytes it has.
    let size: Int
  }

  /// What becomes of files that are there already.
  package enum Beginning: Hashable, Sendable {
    /// They are emptied and written anew.
    case anew
    /// The last one is continued.
    case continued
  }

  /// What becomes of files that are there already.
  package var beginning = Beginning.anew
  /// When what was written is made to reach the disk.
  package var synchronization = Synchronization.never
  /// How many bytes wait in memory at most while a file cannot be written.
  package var spoolSize = 64 << 20

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
    let isContinued = beginning == .continued && count == 0
    let isNumbered = rotation != nil || count > 0
    let base = Self.dated(pattern)
    if isContinued, isNumbered { find(after: base) }
    let path = isNumbered ? "\(base).\(count)" : base
    let descriptor = try FileDescriptor(
      opening: path, flags: O_WRONLY | O_CREAT | (isContinued ? O_APPEND : O_TRUNC))
    count += 1
    if paths.last != path { paths.append(path) }
    if let limit = rotation?.countLimit {
      while paths.count > limit { unlink(paths.removeFirst()) }
    }
    let size = isContinued ? Files.stamp(of: path)?.size ?? 0 : 0
    return Opened(descriptor: descriptor, path: path, size: Int(size))
  }

  /// Finds the numbered files of an earlier run, whose names are `base` and a number, and goes on with the last one.
  private mutating func find(after base: String) {
    let slash = base.lastIndex(of: "/")
    let directory = slash.map { String(base[...$0]) } ?? ""
    let name = slash.map { base[base.index(after: $0)...] } ?? base[...]
    let numbers = Files.names(in: directory.isEmpty ? "." : directory)
      .filter { $0.hasPrefix("\(name).") }.compactMap { Int($0.dropFirst(name.count + 1)) }.sorted()
    guard let last = numbers.last else { return }
    paths = numbers.map { "\(base).\($0)" }
    count = last
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
