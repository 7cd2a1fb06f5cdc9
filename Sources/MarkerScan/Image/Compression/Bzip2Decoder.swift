import CBzip2

/// libbz2's decoder.
struct Bzip2Decoder: StreamDecoder, ~Copyable {
  /// What it is called.
  static let name = "bzip2"

  /// The library's state, in its place, because the library remembers where that is.
  private let stream: UnsafeMutablePointer<bz_stream>

  /// Creates a decoder.
  private init() {
    stream = .allocate(capacity: 1)
    stream.initialize(to: bz_stream())
    let status = BZ2_bzDecompressInit(stream, 0, 0)
    precondition(status == BZ_OK, "libbz2 cannot start: \(status)")
  }

  deinit {
    BZ2_bzDecompressEnd(stream)
    stream.deallocate()
  }

  /// Unpacks `bytes`.
  static func unpack(_ bytes: Bytes, _ receive: PieceReceiver) throws(ImageError) {
    var decoder = Bzip2Decoder()
    try decoder.run(bytes, receive)
  }

  mutating func step(
    _ input: UnsafeRawBufferPointer, _ output: UnsafeMutableRawBufferPointer
  ) -> DecoderStep {
    let offered = min(input.count, Int(UInt32.max))
    // The library does not write to its input.
    stream.pointee.next_in = UnsafeMutablePointer(
      mutating: input.baseAddress?.assumingMemoryBound(to: CChar.self))
    stream.pointee.avail_in = UInt32(offered)
    stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: CChar.self)
    stream.pointee.avail_out = UInt32(output.count)
    let status = BZ2_bzDecompress(stream)
    return DecoderStep(
      taken: offered - Int(stream.pointee.avail_in),
      made: output.count - Int(stream.pointee.avail_out),
      state: status == BZ_STREAM_END ? .ended : status == BZ_OK ? .running : .failed)
  }
}
