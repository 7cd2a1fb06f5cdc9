/// How run-time messages name the token at a place: `operator '/'`, `identifier 'x'`, `keyword`.
enum TokenDescription {
  /// The words that are no identifiers.
  private static let keywords: Set<String> = [
    "probe", "global", "private", "function", "if", "else", "for", "foreach", "in", "limit",
    "return", "delete", "while", "break", "continue", "next", "string", "long", "try", "catch",
  ]

  /// The operators of more than one character, longest first.
  private static let operators: [[UInt8]] = [
    "<<<", ">>>", "<<=", ">>=", "==", "!=", "<=", ">=", "=~", "!~", "+=", "-=", "*=", "/=", "%=",
    "&=", "^=", "|=", ".=", "&&", "||", "++", "--", "->", "<<", ">>",
  ].map { Array($0.utf8) }

  /// Returns the kind of the token that starts `offset` bytes into `bytes`, and its text unless it is a
  /// keyword; the empty string at the end of the bytes.
  static func text(at offset: Int, in bytes: [UInt8]) -> String {
    guard offset < bytes.count else { return "" }
    let first = bytes[offset]
    if first == UInt8(ascii: "@") {
      return quoted("operator", bytes[offset..<end(ofWordAt: offset + 1, in: bytes)])
    }
    if isDigit(first) {
      return quoted("number", bytes[offset..<end(ofWordAt: offset, in: bytes)])
    }
    if isWordCharacter(first) { return word(bytes[offset..<end(ofWordAt: offset, in: bytes)]) }
    if first == UInt8(ascii: "\"") {
      return quoted("string", bytes[offset + 1..<end(ofStringAt: offset, in: bytes)])
    }
    let length = operators.first { bytes[offset...].starts(with: $0) }?.count ?? 1
    return quoted("operator", bytes[offset..<offset + length])
  }

  /// Returns the description of a keyword or an identifier.
  private static func word(_ bytes: ArraySlice<UInt8>) -> String {
    keywords.contains(String(decoding: bytes, as: UTF8.self))
      ? "keyword" : quoted("identifier", bytes)
  }

  /// Returns `kind` and, in single quotes, the text of `bytes`.
  private static func quoted(_ kind: String, _ bytes: ArraySlice<UInt8>) -> String {
    "\(kind) '\(String(decoding: bytes, as: UTF8.self))'"
  }

  /// Returns where the word that goes on at `offset` ends.
  private static func end(ofWordAt offset: Int, in bytes: [UInt8]) -> Int {
    bytes[offset...].firstIndex { !isWordCharacter($0) } ?? bytes.count
  }

  /// Returns where the contents of the string literal at `offset` end.
  private static func end(ofStringAt offset: Int, in bytes: [UInt8]) -> Int {
    var end = offset + 1
    while end < bytes.count, bytes[end] != UInt8(ascii: "\""), bytes[end] != UInt8(ascii: "\n") {
      end += bytes[end] == UInt8(ascii: "\\") ? 2 : 1
    }
    return min(end, bytes.count)
  }

  /// Returns `true` iff `byte` can stand in an identifier.
  private static func isWordCharacter(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "_"), UInt8(ascii: "$"):
      true
    default: isDigit(byte)
    }
  }

  /// Returns `true` iff `byte` is a decimal digit.
  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }
}
