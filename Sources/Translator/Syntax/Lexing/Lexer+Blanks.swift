/// What lies between tokens.
extension Lexer {
  /// Skips blanks, line breaks and comments.
  mutating func skipBlanks() {
    while position < end {
      switch bytes[position] {
      case UInt8(ascii: "\n"):
        spacing = .line
        position += 1
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), 11, 12:
        noteBlank()
        position += 1
      case UInt8(ascii: "#"): skipLine()
      case UInt8(ascii: "/") where byte(ahead: 1) == UInt8(ascii: "/"): skipLine()
      case UInt8(ascii: "/") where byte(ahead: 1) == UInt8(ascii: "*"): skipBlockComment()
      default: return
      }
    }
  }

  /// Skips up to the end of the line.
  private mutating func skipLine() {
    noteBlank()
    while position < end, bytes[position] != UInt8(ascii: "\n") { position += 1 }
  }

  /// Skips `/* … */`; the end of the file ends it too.
  private mutating func skipBlockComment() {
    noteBlank()
    position += 2
    while position < end {
      if byte() == UInt8(ascii: "*"), byte(ahead: 1) == UInt8(ascii: "/") {
        position += 2
        return
      }
      if byte() == UInt8(ascii: "\n") { spacing = .line }
      position += 1
    }
  }

  /// Remembers that something is between the tokens.
  private mutating func noteBlank() {
    if case .none = spacing { spacing = .blank }
  }
}
