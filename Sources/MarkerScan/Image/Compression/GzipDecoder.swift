import CZlib

/// zlib's decoder of gzip.
struct GzipDecoder: StreamDecoder, ~Copyable {
  /// What it is called.
  static let name = "gzip"

  /// The library's state, in its place, because the library remembers where that is.
  private let stream: UnsafeMutablePointer<z_stream>

  /// The window of 32 KiB, as zlib's manual has it, with a gzip header expected.
  private static let windowBits: Int32 = 15 + 16

  /// Creates a decoder.
  private init() {
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    let status = inflateInit2_(
      stream, Self.windowBits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    precondition(status == Z_OK, "zlib cannot start: \(status)")
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
  }

  /// Unpacks `bytes`.
  static func unpack(_ bytes: Bytes, _ receive: PieceReceiver) throws(ImageError) {
    var decoder = GzipDecoder()
    try decoder.run(bytes, receive)
  }

  mutating func step(
    _ input: UnsafeRawBufferPointer, _ output: UnsafeMutableRawBufferPointer
  ) -> DecoderStep {
    let offered = min(input.count, Int(UInt32.max))
    // The library does not write to its input.
    stream.pointee.next_in = UnsafeMutablePointer(
      mutating: input.baseAddress?.assumingMemoryBound(to: UInt8.self))
    stream.pointee.avail_in = UInt32(offered)
    stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
    stream.pointee.avail_out = UInt32(output.count)
    let status = inflate(stream, Z_NO_FLUSH)
    return DecoderStep(
      taken: offered - Int(stream.pointee.avail_in),
      made: output.count - Int(stream.pointee.avail_out),
      state: status == Z_STREAM_END ? .ended : status == Z_OK ? .running : .failed)
  }
}
