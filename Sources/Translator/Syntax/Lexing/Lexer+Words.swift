/// Names, numbers, strings and C.
extension Lexer {
  /// Reads a name, a keyword, or a word behind `$` or `@`.
  mutating func readWord(sigil: UInt8?) {
    let start = position
    if sigil != nil { position += 1 }
    let wordStart = position
    while position < end,
      Self.startsWord(bytes[position]) || Self.isDigit(bytes[position])
        || bytes[position] == UInt8(ascii: "$")
    {
      position += 1
    }
    let word = bytes[wordStart..<position]
    if sigil == UInt8(ascii: "$") {
      add(.target(String(decoding: bytes[start..<position], as: UTF8.self)), from: start)
    } else if sigil == UInt8(ascii: "@") {
      let text = String(decoding: word, as: UTF8.self)
      add(word.isEmpty ? .malformed(.unknownCharacter("@")) : .at(text), from: start)
    } else if let keyword = Keyword(word) {
      add(.keyword(keyword), from: start)
    } else {
      add(.identifier(String(decoding: word, as: UTF8.self)), from: start)
    }
  }

  /// Reads a number: digits and whatever letters follow them.
  mutating func readNumber() {
    let start = position
    while position < end,
      Self.isDigit(bytes[position])
        || (Self.startsWord(bytes[position]) && bytes[position] != UInt8(ascii: "_"))
    {
      position += 1
    }
    if let value = NumberDecoder.value(of: bytes[start..<position]) {
      add(.number(value), from: start)
    } else {
      let text = String(decoding: bytes[start..<position], as: UTF8.self)
      add(.malformed(.invalidNumber(text)), from: start)
    }
  }

  /// Reads a string, which ends on its line.
  mutating func readString() {
    let start = position
    var contents: [UInt8] = []
    var hasEmptyEscape = false
    position += 1
    while position < end, bytes[position] != UInt8(ascii: "\n") {
      if bytes[position] == UInt8(ascii: "\"") {
        position += 1
        add(
          hasEmptyEscape ? .malformed(.emptyHexadecimalEscape(contents)) : .string(contents),
          from: start)
        return
      }
      let plain = plainStretch
      if plain > position {
        contents += bytes[position..<plain]
        position = plain
        continue
      }
      let unit = EscapeDecoder.unit(in: bytes, at: position, before: end)
      if let byte = unit.byte { contents.append(byte) } else { hasEmptyEscape = true }
      position += unit.length
    }
    add(.malformed(.unclosedString(contents)), from: start)
  }

  /// Where the bytes of a string from the next one on end that stand for themselves.
  private var plainStretch: Int {
    bytes.withUnsafeBufferPointer { bytes in
      var place = position
      while place < end, bytes[place] != UInt8(ascii: "\""), bytes[place] != UInt8(ascii: "\\"),
        bytes[place] != UInt8(ascii: "\n")
      {
        place += 1
      }
      return place
    }
  }

  /// Reads `%{ … %}`.
  mutating func readEmbeddedCode() {
    let start = position
    position += 2
    while position < end {
      if byte() == UInt8(ascii: "%"), byte(ahead: 1) == UInt8(ascii: "}") {
        let text = String(decoding: bytes[start + 2..<position], as: UTF8.self)
        position += 2
        add(.embedded(text), from: start)
        return
      }
      position += 1
    }
    let text = String(decoding: bytes[start + 2..<position], as: UTF8.self)
    add(.malformed(.unclosedEmbeddedCode(text)), from: start)
  }
}
