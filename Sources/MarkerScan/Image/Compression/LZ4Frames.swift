import CLz4

/// The legacy frames of LZ4: the magic number, then blocks of up to 8 MiB each, every one after its packed size in
/// four bytes; see "Legacy frame" in LZ4's description of its frame format.
enum LZ4Frames {
  /// How large a block can be when unpacked, in bytes.
  private static let blockSize = 8 << 20

  /// Unpacks `bytes`; four bytes too few for a block are the size that the kernel's build puts at the end.
  static func unpack(_ bytes: Bytes, _ receive: PieceReceiver) throws(ImageError) {
    let block = UnsafeMutableRawBufferPointer.allocate(byteCount: blockSize, alignment: 16)
    defer { block.deallocate() }
    var position = 4
    while position + 4 < bytes.count, let size = bytes.number(at: position, as: UInt32.self) {
      guard let packed = bytes.part(at: position + 4, count: Int(size)) else {
        throw .damaged("lz4")
      }
      let made = packed.withUnsafeBytes { packed in
        LZ4_decompress_safe(
          packed.baseAddress?.assumingMemoryBound(to: CChar.self),
          block.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(clamping: packed.count),
          Int32(blockSize))
      }
      guard made > 0 else { throw .damaged("lz4") }
      if try receive(UnsafeRawBufferPointer(rebasing: block[..<Int(made)])) == .enough { return }
      position += 4 + Int(size)
    }
  }
}
