/// The build id within the bytes of an ELF note section, such as `/sys/kernel/notes`.
///
/// ```
///  0            4              8      12         12 + name, padded to 4
/// ┌────────────┬──────────────┬──────┬──────────┬─────────────┐
/// │ name bytes │ content bytes│ type │ name     │ content     │ padded to 4, and so on
/// └────────────┴──────────────┴──────┴──────────┴─────────────┘
/// ```
struct BuildID {
  /// The id in lower-case hexadecimal digits.
  let text: String

  /// Takes the build id out of notes in this machine's byte order; nil if they have none.
  init?(notes: [UInt8]) {
    var position = 0
    while let nameSize = Self.word(position, notes), let size = Self.word(position + 4, notes),
      let type = Self.word(position + 8, notes)
    {
      let nameStart = position + 12
      let start = nameStart + Self.padded(nameSize)
      guard start + size <= notes.count else { return nil }
      if type == Self.buildIDType, notes[nameStart..<start].starts(with: "GNU\0".utf8) {
        text = Self.hexadecimal(notes[start..<start + size])
        return
      }
      position = start + Self.padded(size)
    }
    return nil
  }

  /// The type of a GNU note that has a build id.
  private static let buildIDType = 3

  /// Returns the 32-bit number at `offset`; nil beyond the end.
  private static func word(_ offset: Int, _ bytes: [UInt8]) -> Int? {
    guard offset + 4 <= bytes.count else { return nil }
    return bytes.withUnsafeBytes {
      Int($0.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }
  }

  /// Returns `size` rounded up to a multiple of four.
  private static func padded(_ size: Int) -> Int { (size + 3) & ~3 }

  /// Returns two digits for each byte.
  private static func hexadecimal(_ bytes: ArraySlice<UInt8>) -> String {
    bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
  }
}
