import CLzma

/// liblzma's decoder of .xz and .lzma.
struct LZMADecoder: StreamDecoder, ~Copyable {
  /// What it is called.
  static let name = "xz"

  /// The library's state.
  private var stream = lzma_stream()

  /// How much memory the library may take for the dictionary, in bytes: kernels have 32 MiB at most.
  private static let memoryLimit: UInt64 = 192 << 20

  /// Creates a decoder of .xz or of .lzma.
  private init(isXZ: Bool) {
    let status =
      isXZ
      ? lzma_stream_decoder(&stream, Self.memoryLimit, 0)
      : lzma_alone_decoder(&stream, Self.memoryLimit)
    precondition(status == LZMA_OK, "liblzma cannot start: \(status.rawValue)")
  }

  deinit {
    var stream = stream
    lzma_end(&stream)
  }

  /// Unpacks `bytes`.
  static func unpack(_ bytes: Bytes, isXZ: Bool, _ receive: PieceReceiver) throws(ImageError) {
    var decoder = LZMADecoder(isXZ: isXZ)
    try decoder.run(bytes, receive)
  }

  mutating func step(
    _ input: UnsafeRawBufferPointer, _ output: UnsafeMutableRawBufferPointer
  ) -> DecoderStep {
    stream.next_in = input.baseAddress?.assumingMemoryBound(to: UInt8.self)
    stream.avail_in = input.count
    stream.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
    stream.avail_out = output.count
    let status = lzma_code(&stream, LZMA_RUN)
    return DecoderStep(
      taken: input.count - stream.avail_in, made: output.count - stream.avail_out,
      state: status == LZMA_STREAM_END ? .ended : status == LZMA_OK ? .running : .failed)
  }
}
