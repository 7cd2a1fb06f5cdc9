/// Bytes that grow by little-endian numbers.
struct ByteWriter {
  /// What has been written.
  private(set) var bytes: [UInt8] = []

  /// Appends `number`.
  mutating func append<Number: FixedWidthInteger>(_ number: Number) {
    withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
  }

  /// Appends `content`.
  mutating func append(_ content: [UInt8]) { bytes.append(contentsOf: content) }
}
