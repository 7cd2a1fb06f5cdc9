/// How bytes are written that cannot stand as they are.
enum TextEscapes {
  /// Returns the letter of the C escape for `byte`; `nil` if there is none.
  @inline(__always)
  static func letter(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 7: UInt8(ascii: "a")
    case 8: UInt8(ascii: "b")
    case 9: UInt8(ascii: "t")
    case 10: UInt8(ascii: "n")
    case 11: UInt8(ascii: "v")
    case 12: UInt8(ascii: "f")
    case 13: UInt8(ascii: "r")
    default: nil
    }
  }

  /// Returns `byte` as `%#c` writes it.
  static func character(_ byte: UInt8) -> [UInt8] {
    if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\\") {
      return [UInt8(ascii: "\\"), byte]
    }
    if (0x20..<0x7f).contains(byte) { return [byte] }
    if let letter = letter(byte) { return [UInt8(ascii: "\\"), letter] }
    return [UInt8(ascii: "\\"), 48 + byte >> 6, 48 + (byte >> 3) & 7, 48 + byte & 7]
  }

  /// How `append` writes a text.
  enum Style {
    /// Escapes only, up to the first NUL.
    case plain
    /// In double quotes, up to the first NUL; `...` behind them says that the text was cut.
    case quoted
    /// The same, with NULs among the bytes.
    case quotedBuffer
  }

  /// Appends `text` with escapes, cut so that no more than `limit` bytes come of it.
  ///
  /// `isCut` says that the text itself went on where it ends.
  static func append(
    _ text: StringView, as style: Style, limit: Int, isCut: Bool, to buffer: inout ByteBuffer
  ) {
    let isQuoted = style != .plain
    var room = isQuoted ? max(limit, 5) - 2 : limit
    if isQuoted { buffer.append(UInt8(ascii: "\"")) }
    let start = buffer.count
    // Where to cut if `...` has to go behind the text, which takes three bytes of the room.
    var cut = start
    var isComplete = true
    var position = 0
    while position < text.count {
      let first = text.start[position]
      if first == 0, style != .quotedBuffer { break }
      let sequence = first < 0x80 ? nil : UTF8Sequence(in: text, at: position)
      let length = sequence?.escapeLength ?? escapeLength(first)
      if length > room {
        isComplete = false
        break
      }
      if room - length >= 3 { cut = buffer.count + length }
      if let sequence {
        sequence.appendEscape(to: &buffer)
        position += sequence.length
      } else {
        appendEscape(first, to: &buffer)
        position += 1
      }
      room -= length
    }
    guard isQuoted else { return }
    if isComplete, !isCut { return buffer.append(UInt8(ascii: "\"")) }
    if !isComplete { buffer.count = cut }
    buffer.append("\"...")
  }

  /// Returns how many bytes `byte` takes in a text.
  @inline(__always)
  private static func escapeLength(_ byte: UInt8) -> Int {
    if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { return 2 }
    if (0x20..<0x7f).contains(byte) { return 1 }
    return letter(byte) == nil ? 4 : 2
  }

  /// Appends `byte`, or its escape.
  @inline(__always)
  private static func appendEscape(_ byte: UInt8, to buffer: inout ByteBuffer) {
    if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
      buffer.append(UInt8(ascii: "\\"))
      buffer.append(byte)
    } else if (0x20..<0x7f).contains(byte) {
      buffer.append(byte)
    } else if let letter = letter(byte) {
      buffer.append(UInt8(ascii: "\\"))
      buffer.append(letter)
    } else {
      buffer.append(UInt8(ascii: "\\"))
      buffer.append(48 + byte >> 6)
      buffer.append(48 + (byte >> 3) & 7)
      buffer.append(48 + byte & 7)
    }
  }

  /// Appends `text` as a JSON string in double quotes, with U+FFFD for bytes that are not UTF-8, cut so that
  /// no more than `limit` bytes come of it.
  static func appendJSON(_ text: StringView, limit: Int, to buffer: inout ByteBuffer) {
    buffer.append(UInt8(ascii: "\""))
    let end = buffer.count + max(0, limit - 2)
    var position = 0
    while position < text.count {
      let first = text.start[position]
      let start = buffer.count
      if first >= 0x80 {
        if let sequence = UTF8Sequence(in: text, at: position) {
          buffer.append(text.start + position, sequence.length)
          position += sequence.length
        } else {
          buffer.append("\u{FFFD}")
          position += 1
        }
      } else {
        appendJSONEscape(first, to: &buffer)
        position += 1
      }
      if buffer.count > end {
        buffer.count = start
        break
      }
    }
    buffer.append(UInt8(ascii: "\""))
  }

  /// Appends `byte`, which is ASCII, or its escape in JSON.
  private static func appendJSONEscape(_ byte: UInt8, to buffer: inout ByteBuffer) {
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"):
      buffer.append(UInt8(ascii: "\\"))
      buffer.append(byte)
    case 0x20...0x7e: buffer.append(byte)
    case 8, 9, 10, 12, 13:
      buffer.append(UInt8(ascii: "\\"))
      // All five have a letter.
      buffer.append(letter(byte) ?? byte)
    default:
      buffer.append("\\u00")
      buffer.append(48 + byte >> 4)
      let low = byte & 15
      buffer.append(low < 10 ? 48 + low : UInt8(ascii: "a") + low - 10)
    }
  }
}

/// A character of two to four bytes.
struct UTF8Sequence {
  /// The number of bytes.
  let length: Int
  /// The code point.
  private let scalar: UInt32

  /// Finds the character at `position` of `text`; `nil` if the bytes there are no well-formed UTF-8.
  init?(in text: StringView, at position: Int) {
    let first = UInt32(text.start[position])
    let length =
      switch first {
      case 0xc2...0xdf: 2
      case 0xe0...0xef: 3
      case 0xf0...0xf4: 4
      default: 0
      }
    guard length > 0, position + length <= text.count else { return nil }
    var scalar = first & (0x7f >> UInt32(length))
    for offset in 1..<length {
      let byte = UInt32(text.start[position + offset])
      guard byte & 0xc0 == 0x80 else { return nil }
      scalar = scalar << 6 | byte & 0x3f
    }
    let least: UInt32 = length == 2 ? 0x80 : length == 3 ? 0x800 : 0x10000
    guard scalar >= least, scalar <= 0x10ffff, !(0xd800...0xdfff).contains(scalar) else {
      return nil
    }
    self.length = length
    self.scalar = scalar
  }

  /// The number of bytes of the escape.
  var escapeLength: Int { scalar <= 0xffff ? 6 : 10 }

  /// Appends `\uXXXX` or `\UXXXXXXXX`.
  func appendEscape(to buffer: inout ByteBuffer) {
    let digits = scalar <= 0xffff ? 4 : 8
    buffer.append(UInt8(ascii: "\\"))
    buffer.append(digits == 4 ? UInt8(ascii: "u") : UInt8(ascii: "U"))
    for position in stride(from: digits - 1, through: 0, by: -1) {
      let digit = UInt8(scalar >> UInt32(4 * position) & 15)
      buffer.append(digit < 10 ? 48 + digit : UInt8(ascii: "a") + digit - 10)
    }
  }
}
