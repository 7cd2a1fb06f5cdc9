import CZstd

/// libzstd's decoder.
struct ZstandardDecoder: StreamDecoder, ~Copyable {
  /// What it is called.
  static let name = "zstd"

  /// The library's state.
  private let context: OpaquePointer

  /// Creates a decoder.
  private init() {
    guard let context = ZSTD_createDStream() else { fatalError("no memory for libzstd") }
    self.context = context
  }

  deinit { ZSTD_freeDStream(context) }

  /// Unpacks `bytes`.
  static func unpack(_ bytes: Bytes, _ receive: PieceReceiver) throws(ImageError) {
    var decoder = ZstandardDecoder()
    try decoder.run(bytes, receive)
  }

  mutating func step(
    _ input: UnsafeRawBufferPointer, _ output: UnsafeMutableRawBufferPointer
  ) -> DecoderStep {
    var source = ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: 0)
    var target = ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
    let status = ZSTD_decompressStream(context, &target, &source)
    return DecoderStep(
      taken: source.pos, made: target.pos,
      state: ZSTD_isError(status) != 0 ? .failed : status == 0 ? .ended : .running)
  }
}
