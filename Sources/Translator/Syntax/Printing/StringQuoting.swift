/// Writes bytes as string literals.
enum StringQuoting {
  /// Returns the literal that stands for `bytes`.
  ///
  /// What is no printable ASCII and no part of well-formed UTF-8 becomes an escape of three octal digits.
  static func quoted(_ bytes: [UInt8]) -> String {
    let isText = String(validating: bytes, as: UTF8.self) != nil
    var literal: [UInt8] = [UInt8(ascii: "\"")]
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): literal += [UInt8(ascii: "\\"), byte]
      case UInt8(ascii: "\n"): literal += Array("\\n".utf8)
      case UInt8(ascii: "\t"): literal += Array("\\t".utf8)
      case UInt8(ascii: "\r"): literal += Array("\\r".utf8)
      case 0x20..<0x7f: literal.append(byte)
      case 0x80... where isText: literal.append(byte)
      default:
        literal += [UInt8(ascii: "\\"), digit(byte >> 6), digit(byte >> 3 & 7), digit(byte & 7)]
      }
    }
    literal.append(UInt8(ascii: "\""))
    return String(decoding: literal, as: UTF8.self)
  }

  /// Returns the digit for `value`, which is below 8.
  private static func digit(_ value: UInt8) -> UInt8 { UInt8(ascii: "0") + value }
}
