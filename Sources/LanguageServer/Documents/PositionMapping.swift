import Diagnostics

/// Turns offsets into a text into the places that an editor counts by, and back.
struct PositionMapping: Sendable {
  /// The text.
  private let source: SourceText
  /// The units that characters are counted in.
  private let encoding: PositionEncoding

  /// Creates the mapping of `source`.
  init(_ source: SourceText, encoding: PositionEncoding) {
    self.source = source
    self.encoding = encoding
  }

  /// Returns the mapping of another text in the same units.
  func sameEncoding(_ source: SourceText) -> PositionMapping {
    PositionMapping(source, encoding: encoding)
  }

  /// Returns the place of the byte at `offset`.
  func position(at offset: Int) -> Position {
    let place = source.lineAndColumn(at: min(max(0, offset), source.bytes.count))
    let bytes = place.column - 1
    guard encoding == .utf16 else { return Position(line: place.line - 1, character: bytes) }
    let start = offset - bytes
    let head = String(decoding: source.bytes[start..<offset], as: UTF8.self)
    return Position(line: place.line - 1, character: head.utf16.count)
  }

  /// Returns the range of the bytes `range`.
  func range(_ range: Range<Int>) -> PositionRange {
    PositionRange(start: position(at: range.lowerBound), end: position(at: range.upperBound))
  }

  /// Returns the offset of `position`; places behind the end of a line or of the text are taken for that end.
  func offset(of position: Position) -> Int {
    guard let start = source.offset(line: position.line + 1, column: 1) else {
      return position.line < 0 ? 0 : source.bytes.count
    }
    let end = source.bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? source.bytes.count
    let units = max(0, position.character)
    if encoding == .utf8 { return min(start + units, end) }
    var offset = start
    var passed = 0
    while offset < end, passed < units {
      // A character of four bytes is two units; the others are one.
      let length = Self.length(ofCharacterStartingWith: source.bytes[offset])
      passed += length == 4 ? 2 : 1
      offset += length
    }
    return min(offset, end)
  }

  /// Returns how many bytes the character has whose first byte is `byte` (RFC 3629).
  private static func length(ofCharacterStartingWith byte: UInt8) -> Int {
    switch byte {
    case 0xc0..<0xe0: 2
    case 0xe0..<0xf0: 3
    case 0xf0...: 4
    default: 1
    }
  }
}
