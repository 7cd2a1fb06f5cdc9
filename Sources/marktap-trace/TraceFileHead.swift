/// The first bytes of a file of trace-cmd, see trace-cmd.dat.v6(5) and trace-cmd.dat.v7(5): a mark, the version as text, the
/// order of bytes, the size of a `long`, that of a page in 4 bytes, and since version 7 what the file is compressed by.
struct TraceFileHead {
  /// How many bytes it has at most.
  static let size = 64
  /// The mark.
  private static let mark: [UInt8] = [0x17, 0x08, 0x44] + Array("tracing".utf8)
  /// The newest version that is read.
  private static let newestVersion = 7
  /// What a file may be compressed by.
  private static let compressions = ["none", "zlib", "zstd"]

  /// The version.
  private let version: Int
  /// `true` iff numbers begin with their highest byte.
  private let isBigEndian: Bool
  /// The size of a `long` in bytes.
  private let longSize: UInt8
  /// What the file is compressed by; `nil` before version 7.
  private let compression: String?

  /// Reads the head from the first `bytes` of a file; `nil` if they are of no such file.
  init?(_ bytes: [UInt8]) {
    guard bytes.starts(with: Self.mark) else { return nil }
    let digits = bytes.dropFirst(Self.mark.count).prefix { $0 != 0 }
    let rest = bytes.dropFirst(Self.mark.count + digits.count + 1)
    guard let version = Int(String(decoding: digits, as: UTF8.self)), rest.count > 6 else {
      return nil
    }
    self.version = version
    isBigEndian = rest[rest.startIndex] != 0
    longSize = rest[rest.startIndex + 1]
    let name = rest.dropFirst(6).prefix { $0 > 0x20 && $0 < 0x7f }
    compression = version < 7 ? nil : String(decoding: name, as: UTF8.self)
  }

  /// Why files with this head are not read, in words that follow the file's name; `nil` if they are.
  var obstacle: String? {
    if version > Self.newestVersion {
      return "is of version \(version) of trace.dat, and up to \(Self.newestVersion) are supported"
    }
    if isBigEndian { return "comes from a big-endian machine, which is not supported" }
    if longSize != 8 { return "comes from a 32-bit machine, which is not supported" }
    guard let compression, !Self.compressions.contains(compression) else { return nil }
    return "cannot be read: it is compressed by '\(compression)'; zlib and zstd are supported"
  }
}
