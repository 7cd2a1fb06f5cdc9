/// One word of a text.
enum TextToken: Hashable {
  /// Letters, digits and `_ . $`, not starting with a digit.
  case word(String)
  /// A decimal number, perhaps with a sign.
  case number(Int64)
  /// What stood between double quotes, without escapes.
  case string([UInt8])
  /// A single character, or `->`.
  case mark(String)
  /// The end of the text.
  case end

  /// The token as messages name it.
  var spelling: String {
    switch self {
    case .word(let text), .mark(let text): text
    case .number(let value): "\(value)"
    case .string(let bytes): TextPrinter.quoted(bytes)
    case .end: ""
    }
  }
}

/// Cuts a text into tokens; `;` starts a comment that goes to the end of the line.
struct TextScanner {
  /// The text.
  private let bytes: [UInt8]
  /// Where the next token is looked for.
  private var offset = 0
  /// The line of `offset`, from 1.
  private(set) var line = 1
  /// Where that line starts.
  private var lineStart = 0

  /// Creates a scanner at the start of `text`.
  init(_ text: String) { bytes = Array(text.utf8) }

  /// The column of the next token, from 1.
  var column: Int { offset - lineStart + 1 }

  /// Returns the error `problem` at the present place.
  func error(_ problem: TextError.Problem) -> TextError {
    TextError(problem: problem, line: line, column: column)
  }

  /// Goes on to where the next token starts.
  mutating func skipBlanks() {
    while offset < bytes.count {
      switch bytes[offset] {
      case UInt8(ascii: "\n"):
        offset += 1
        line += 1
        lineStart = offset
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): offset += 1
      case UInt8(ascii: ";"):
        while offset < bytes.count, bytes[offset] != UInt8(ascii: "\n") { offset += 1 }
      default: return
      }
    }
  }

  /// Returns the next token and goes behind it.
  ///
  /// - Requires: `skipBlanks()` was called.
  mutating func next() throws(TextError) -> TextToken {
    guard offset < bytes.count else { return .end }
    let first = bytes[offset]
    let second = offset + 1 < bytes.count ? bytes[offset + 1] : 0
    if first == UInt8(ascii: "\"") { return .string(try scanString()) }
    let isSigned = first == UInt8(ascii: "-")
    if Self.isDigit(first) || isSigned && Self.isDigit(second) {
      return .number(try scanNumber())
    }
    if Self.isWordByte(first) { return .word(scan(while: Self.isWordByte)) }
    offset += 1
    if isSigned, second == UInt8(ascii: ">") {
      offset += 1
      return .mark("->")
    }
    return .mark(String(decoding: [first], as: UTF8.self))
  }

  /// Returns the bytes from here that satisfy `condition`.
  private mutating func scan(while condition: (UInt8) -> Bool) -> String {
    let start = offset
    while offset < bytes.count, condition(bytes[offset]) { offset += 1 }
    return String(decoding: bytes[start..<offset], as: UTF8.self)
  }

  /// Returns the number that starts here.
  private mutating func scanNumber() throws(TextError) -> Int64 {
    let start = offset
    offset += 1
    while offset < bytes.count, Self.isDigit(bytes[offset]) { offset += 1 }
    let text = String(decoding: bytes[start..<offset], as: UTF8.self)
    guard let value = Int64(text) else {
      offset = start
      throw error(.numberOutOfRange(text))
    }
    return value
  }

  /// Returns the string that starts here.
  private mutating func scanString() throws(TextError) -> [UInt8] {
    let start = offset
    var contents: [UInt8] = []
    offset += 1
    while offset < bytes.count, bytes[offset] != UInt8(ascii: "\n") {
      let byte = bytes[offset]
      offset += 1
      if byte == UInt8(ascii: "\"") { return contents }
      guard byte == UInt8(ascii: "\\") else {
        contents.append(byte)
        continue
      }
      guard let escaped = scanEscape() else { break }
      contents.append(escaped)
    }
    offset = start
    throw error(.malformedString)
  }

  /// Returns the byte that the escape behind a backslash stands for; `nil` if there is no such escape.
  private mutating func scanEscape() -> UInt8? {
    guard offset < bytes.count else { return nil }
    defer { offset += 1 }
    switch bytes[offset] {
    case UInt8(ascii: "n"): return UInt8(ascii: "\n")
    case UInt8(ascii: "t"): return UInt8(ascii: "\t")
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): return bytes[offset]
    case UInt8(ascii: "x"):
      guard offset + 2 < bytes.count else { return nil }
      let digits = String(decoding: bytes[offset + 1...offset + 2], as: UTF8.self)
      offset += 2
      return UInt8(digits, radix: 16)
    default: return nil
    }
  }

  /// Returns `true` iff `byte` can stand in a word.
  static func isWordByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "$"):
      true
    default: isDigit(byte)
    }
  }

  /// Returns `true` iff `byte` is a decimal digit.
  static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }
}
