/// The ways in which kernels, modules and packages are compressed.
enum Compression: String, CaseIterable, Sendable {
  /// RFC 1952.
  case gzip

  /// The .xz file format.
  case xz

  /// The older format of LZMA, which has no magic number but customary settings.
  case lzma

  /// bzip2.
  case bzip2

  /// The file format of lzop.
  case lzo

  /// The legacy frames of LZ4, which alone the kernel uses.
  case lz4

  /// RFC 8878.
  case zstandard

  /// The first bytes.
  private var magic: [UInt8] {
    switch self {
    case .gzip: [0x1f, 0x8b, 8]
    case .xz: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]
    case .lzma: [0x5d, 0, 0]
    case .bzip2: Array("BZh".utf8)
    case .lzo: [0x89, 0x4c, 0x5a, 0x4f, 0, 0x0d, 0x0a, 0x1a, 0x0a]
    case .lz4: [0x02, 0x21, 0x4c, 0x18]
    case .zstandard: [0x28, 0xb5, 0x2f, 0xfd]
    }
  }

  /// Tells how `bytes` are compressed by how they begin; nil if they are not.
  init?(of bytes: Bytes) {
    guard let found = Self.allCases.first(where: { bytes.starts(with: $0.magic) }) else {
      return nil
    }
    self = found
  }

  /// How many times as large as what is compressed its contents may be: compressed kernels reach 12, and whoever
  /// makes up more wants to fill the memory.
  private static let ratioLimit = 128

  /// Returns what `bytes` are when unpacked.
  ///
  /// - Throws: `ImageError` if they are damaged, or too large for what they come from.
  func unpacked(_ bytes: Bytes) throws(ImageError) -> Bytes {
    var collector = ByteCollector(limit: bytes.count * Self.ratioLimit + 1 << 16)
    try unpack(bytes) { (piece) throws(ImageError) in
      guard collector.append(piece) else { throw .tooLarge(rawValue) }
      return .more
    }
    return collector.finish()
  }

  /// Calls `receive` with one piece after the other of what `bytes` are when unpacked, until that wants no more.
  ///
  /// - Throws: `ImageError.damaged` if they are damaged, or what `receive` throws.
  func unpack(_ bytes: Bytes, _ receive: PieceReceiver) throws(ImageError) {
    switch self {
    case .gzip: try GzipDecoder.unpack(bytes, receive)
    case .xz: try LZMADecoder.unpack(bytes, isXZ: true, receive)
    case .lzma: try LZMADecoder.unpack(bytes, isXZ: false, receive)
    case .bzip2: try Bzip2Decoder.unpack(bytes, receive)
    case .lzo: try LZOFile.unpack(bytes, receive)
    case .lz4: try LZ4Frames.unpack(bytes, receive)
    case .zstandard: try ZstandardDecoder.unpack(bytes, receive)
    }
  }
}

/// Whether one who receives pieces wants another.
enum Demand {
  /// One more.
  case more

  /// No more.
  case enough
}

/// What takes pieces, each valid during the call only.
typealias PieceReceiver = (UnsafeRawBufferPointer) throws(ImageError) -> Demand
