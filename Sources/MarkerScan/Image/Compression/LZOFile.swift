import CLzo

/// Files of lzop, whose numbers have the most significant byte first.
///
/// ```
///  0       9           15       17       21 (filter) mode, times    name                   blocks
/// ┌───────┬───────────┬────────┬────────┬──────────────────────────┬────────┬──────┬──────────┐
/// │ magic │ versions  │ method │ flags  │ 12 bytes, 16 with filter │ length │ text │ checksum │
/// └───────┴───────────┴────────┴────────┴──────────────────────────┴────────┴──────┴──────────┘
/// ```
///
/// See lib/decompress_unlzo.c of the kernel; a block has its unpacked size, its packed size, then checksums as the
/// flags say, and 0 as unpacked size ends the file.
enum LZOFile {
  /// Flags in the header: which checksums a block has, and whether there is a filter.
  private enum Flag {
    // See F_… in lzop's conf.h.
    static let unpackedAdler: UInt32 = 1
    static let packedAdler: UInt32 = 2
    static let unpackedCRC: UInt32 = 0x100
    static let packedCRC: UInt32 = 0x200
    static let filter: UInt32 = 0x800
  }

  /// The version of lzop from which on the header has a level and a second time.
  private static let longHeaderVersion = 0x940

  /// How large a block can be when unpacked, in bytes; lzop makes 256 KiB.
  private static let blockLimit = 64 << 20

  /// Unpacks `bytes`.
  static func unpack(_ bytes: Bytes, _ receive: PieceReceiver) throws(ImageError) {
    guard let (start, flags) = header(of: bytes) else { throw .damaged("lzo") }
    var position = start
    while let size = number(at: position, in: bytes), size > 0 {
      guard let packedSize = number(at: position + 4, in: bytes), size <= blockLimit else {
        throw .damaged("lzo")
      }
      position += 8
      if flags & Flag.unpackedAdler != 0 { position += 4 }
      if flags & Flag.unpackedCRC != 0 { position += 4 }
      if packedSize < size, flags & Flag.packedAdler != 0 { position += 4 }
      if packedSize < size, flags & Flag.packedCRC != 0 { position += 4 }
      guard let packed = bytes.part(at: position, count: Int(packedSize)) else {
        throw .damaged("lzo")
      }
      position += Int(packedSize)
      if try put(packed, size: Int(size), receive) == .enough { return }
    }
  }

  /// Hands over one block, which is stored as it is if packing made it no smaller.
  private static func put(
    _ packed: Bytes, size: Int, _ receive: PieceReceiver
  ) throws(ImageError) -> Demand {
    if packed.count == size {
      return try packed.withUnsafeBytes { (piece) throws(ImageError) in try receive(piece) }
    }
    let block = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 16)
    defer { block.deallocate() }
    var made = lzo_uint(size)
    let status = packed.withUnsafeBytes { packed in
      lzo1x_decompress_safe(
        packed.baseAddress?.assumingMemoryBound(to: UInt8.self), lzo_uint(packed.count),
        block.baseAddress?.assumingMemoryBound(to: UInt8.self), &made, nil)
    }
    guard status == LZO_E_OK, made == size else { throw .damaged("lzo") }
    return try receive(UnsafeRawBufferPointer(block))
  }

  /// Returns where the first block starts, and the flags.
  private static func header(of bytes: Bytes) -> (start: Int, flags: UInt32)? {
    guard let high = bytes[9], let low = bytes[10] else { return nil }
    let isLong = Int(high) << 8 | Int(low) >= longHeaderVersion
    // The versions of the file, of the library and, in a long header, of what can read it; then method and level.
    var position = 9 + (isLong ? 2 + 2 + 2 + 1 + 1 : 2 + 2 + 1)
    guard let flags = number(at: position, in: bytes) else { return nil }
    position += 4 + (flags & Flag.filter != 0 ? 4 : 0) + (isLong ? 12 : 8)
    guard let nameLength = bytes[position] else { return nil }
    return (position + 1 + Int(nameLength) + 4, flags)
  }

  /// Returns the number at `offset`.
  private static func number(at offset: Int, in bytes: Bytes) -> UInt32? {
    bytes.number(at: offset, as: UInt32.self)?.byteSwapped
  }
}
