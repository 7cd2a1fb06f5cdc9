import CZstd

/// A description as it is kept in files that are to be small: each section in pieces of some hundred thousand bytes, tables of
/// them as `TableFilter` leaves them, and each piece in a zstd frame of its own, so that it can be unpacked without the others.
///
/// ```
///  0          8          16
/// ┌──────────┬──────────┬──────────────────────────┬──────────────────────────────┬────────┐
/// │ marktapZ │ checksum │ header and section table │ where the frames end, 32 bits │ frames │
/// └──────────┴──────────┴──────────────────────────┴──────────────────────────────┴────────┘
/// ```
///
/// The checksum covers all that follows. Header and table are those of the unpacked description. Places of frames are counted from
/// the end of their own table.
struct PackedDescription: Sendable {
  /// A piece of a section.
  struct Piece {
    /// The section.
    let section: DescriptionSection

    /// Where the piece is in the unpacked description.
    let range: Range<Int>
  }

  /// The first bytes.
  private static let magic = Array("marktapZ".utf8)

  /// Where the checksum stands.
  private static let checksumOffset = 8

  /// Where the unpacked header stands.
  private static let headerOffset = 16

  /// How large the pieces are but for the last one of a section, in bytes. In smaller ones the whole would take more room:
  /// a fiftieth more in those of half the size.
  static let pieceSize = 256 << 10

  /// How many times larger than the file an unpacked description may be; more is damage. Those of kernels are twice as large.
  private static let largestRatio = 64

  /// How much effort is spent: higher levels take much longer and save little.
  private static let level: Int32 = 9

  /// The packed bytes.
  let file: [UInt8]

  /// The header of the unpacked bytes.
  let header: DescriptionHeader

  /// Where each frame is in `file`.
  let frames: [Range<Int>]

  /// Returns `true` iff `file` begins as packed descriptions do.
  static func isPacked(_ file: [UInt8]) -> Bool { file.starts(with: magic) }

  /// Checks `file`, which begins as packed descriptions do, and finds its frames.
  ///
  /// - Throws: a `KernelDescriptionError` if it is not a whole, undamaged description.
  init(checking file: [UInt8]) throws(KernelDescriptionError) {
    self.file = file
    header = try DescriptionHeader(in: file, at: Self.headerOffset)
    let ends = header.place.upperBound
    try header.checkSections()
    guard header.length / Self.largestRatio <= file.count else { throw .damaged }
    let count = Self.pieces(of: header.sections).count
    let start = ends + count * 4
    guard file.count >= start else { throw .cutOff(expected: start, found: file.count) }
    var end = start
    var frames: [Range<Int>] = []
    for number in 0..<count {
      let next = start + Int(LittleEndian.uint32(at: ends + number * 4, in: file))
      guard next >= end else { throw .damaged }
      frames.append(end..<next)
      end = next
    }
    self.frames = frames
    guard file.count == end else { throw .cutOff(expected: end, found: file.count) }
    guard
      Self.checksum(of: file) == LittleEndian.uint64(at: Self.checksumOffset, in: file)
    else { throw .damaged }
  }

  /// Returns `bytes`, a description that is not packed, packed.
  static func packed(_ bytes: [UInt8]) -> [UInt8] {
    guard let header = try? DescriptionHeader(in: bytes, at: 0) else {
      fatalError("a description without a header is to be packed")
    }
    var ends = RecordWriter()
    var frames: [UInt8] = []
    for piece in pieces(of: header.sections) {
      let content = bytes[piece.range]
      frames += frame(of: piece.section.isTable ? TableFilter.filtered(content) : Array(content))
      ends.append(entry: UInt32(frames.count))
    }
    var file = magic + [UInt8](repeating: 0, count: headerOffset - checksumOffset)
    file += bytes[header.place]
    file += ends.bytes
    file += frames
    let checksum = checksum(of: file).littleEndian
    file.withUnsafeMutableBytes {
      $0.storeBytes(of: checksum, toByteOffset: checksumOffset, as: UInt64.self)
    }
    return file
  }

  /// Returns the pieces of `sections`.
  static func pieces(of sections: [Range<Int>]) -> [Piece] {
    DescriptionSection.allCases.flatMap { section in
      let range = sections[section.rawValue]
      return stride(from: range.lowerBound, to: range.upperBound, by: pieceSize).map { start in
        Piece(section: section, range: start..<min(start + pieceSize, range.upperBound))
      }
    }
  }

  /// Returns the checksum of all that follows it in `file`.
  private static func checksum(of file: [UInt8]) -> UInt64 {
    var sum = Checksum()
    file.withUnsafeBytes { sum.add(UnsafeRawBufferPointer(rebasing: $0[headerOffset...])) }
    return sum.value
  }

  /// Returns a zstd frame of `content`.
  private static func frame(of content: [UInt8]) -> [UInt8] {
    let room = ZSTD_compressBound(content.count)
    return [UInt8](unsafeUninitializedCapacity: room) { frame, count in
      count = ZSTD_compress(frame.baseAddress, room, content, content.count, level)
      precondition(ZSTD_isError(count) == 0, "zstd cannot pack a description")
    }
  }
}
