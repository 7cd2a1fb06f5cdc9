import CZstd
import Glibc

/// A description as it is kept in files that are to be small: its bytes, with tables as `TableFilter` leaves them, packed by zstd
/// behind a header.
///
/// ```
///  0          8                 16
/// ┌──────────┬─────────────────┬────────────┐
/// │ marktapZ │ bytes, unpacked │ zstd frame │
/// └──────────┴─────────────────┴────────────┘
/// ```
enum PackedDescription {
  /// The first bytes.
  static let magic = Array("marktapZ".utf8)

  /// How many bytes the header has.
  private static let headerSize = 16

  /// The largest description, in bytes; more is damage.
  private static let sizeLimit = 256 << 20

  /// How much effort is spent: higher levels take much longer and save little.
  private static let level: Int32 = 9

  /// Returns `bytes` packed.
  static func packed(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    TableFilter.apply(to: &bytes)
    let room = ZSTD_compressBound(bytes.count)
    return [UInt8](unsafeUninitializedCapacity: headerSize + room) { file, count in
      let size = UInt64(bytes.count).littleEndian
      _ = file.initialize(from: magic)
      withUnsafeBytes(of: size) { size in
        for index in size.indices { file[magic.count + index] = size[index] }
      }
      let length = bytes.withUnsafeBytes {
        ZSTD_compress(
          file.baseAddress! + headerSize, room,  // There is room for the header.
          $0.baseAddress, $0.count, level)
      }
      precondition(ZSTD_isError(length) == 0, "zstd cannot pack a description")
      count = headerSize + length
    }
  }

  /// Returns what was packed into `file`, whose magic number is right.
  ///
  /// - Throws: `KernelDescriptionError.damaged` or `.cutOff` if that cannot be got back.
  static func unpacked(_ file: [UInt8]) throws(KernelDescriptionError) -> [UInt8] {
    guard file.count > headerSize else {
      throw .cutOff(expected: headerSize + 1, found: file.count)
    }
    let size = DescriptionBytes.uint64(at: magic.count, in: file)
    guard size <= UInt64(sizeLimit) else { throw .damaged }
    var bytes = [UInt8](unsafeUninitializedCapacity: Int(size)) { bytes, count in
      preferLargePages(bytes)
      let length = file.withUnsafeBytes { file in
        ZSTD_decompress(
          bytes.baseAddress, bytes.count,
          file.baseAddress! + headerSize, file.count - headerSize)  // The file is longer.
      }
      count = ZSTD_isError(length) == 0 ? length : 0
    }
    guard UInt64(bytes.count) == size else { throw .damaged }
    TableFilter.undo(in: &bytes)
    return bytes
  }

  /// Asks for large pages of memory behind `bytes`: to get some thousand small ones takes a fifth of the time to load a description.
  private static func preferLargePages(_ bytes: UnsafeMutableBufferPointer<UInt8>) {
    let mask = UInt(max(sysconf(Int32(_SC_PAGESIZE)), 1)) - 1
    let start = (UInt(bitPattern: bytes.baseAddress) &+ mask) & ~mask
    let end = (UInt(bitPattern: bytes.baseAddress) &+ UInt(bytes.count)) & ~mask
    // Without them, all is as it was.
    if start < end {
      madvise(UnsafeMutableRawPointer(bitPattern: start), Int(end - start), MADV_HUGEPAGE)
    }
  }
}
