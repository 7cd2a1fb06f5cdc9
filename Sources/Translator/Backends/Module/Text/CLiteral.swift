/// Constants and names as C spells them.
enum CLiteral {
  /// Returns the number `value`, whose type is `s64` unless an `int` does as well.
  static func number(_ value: Int64) -> String {
    if value == .min { return "S64_MIN" }
    if Int32(exactly: value) != nil { return "\(value)" }
    return "\(value)LL"
  }

  /// Returns the string literal of `bytes`.
  static func string(_ bytes: some Sequence<UInt8>) -> String {
    var text = "\""
    for byte in bytes { text += escaped(byte) }
    return text + "\""
  }

  /// Returns what stands for `byte` in a string literal; octal escapes always have three digits, so that none runs
  /// into the next character, and `?` is one, since three characters can mean another.
  private static func escaped(_ byte: UInt8) -> String {
    switch byte {
    case UInt8(ascii: "\\"): return "\\\\"
    case UInt8(ascii: "\""): return "\\\""
    case UInt8(ascii: "\n"): return "\\n"
    case UInt8(ascii: "\t"): return "\\t"
    case UInt8(ascii: "?"): return "\\077"
    case 0x20..<0x7f: return String(UnicodeScalar(byte))
    default:
      let digits = String(byte, radix: 8)
      return "\\" + String(repeating: "0", count: 3 - digits.count) + digits
    }
  }

  /// Returns `true` iff `text` is a name.
  static func isName(_ text: String) -> Bool {
    let isStart = text.utf8.first.map { !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    return isStart == true && text.utf8.allSatisfy { isNameByte($0) }
  }

  /// Returns `text` with what cannot stand in a name replaced, at most 24 characters of it.
  static func name(_ text: String) -> String {
    let characters = text.utf8.prefix(24).map { byte in
      isNameByte(byte) ? Character(UnicodeScalar(byte)) : "_"
    }
    return String(characters)
  }

  /// Returns `true` iff `byte` can stand in a name.
  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
      true
    default: false
    }
  }

  /// Returns `text` as it can stand in a comment.
  static func comment(_ text: String) -> String {
    var result = ""
    var last: Character = " "
    for character in text.map({ $0.isNewline ? " " : $0 }) {
      // Neither the start nor the end of a comment may be in it.
      if last == "*" && character == "/" || last == "/" && character == "*" { result.append(" ") }
      result.append(character)
      last = character
    }
    return result
  }
}
