/// Replaces the escapes of string literals by the bytes they stand for.
enum EscapeDecoder {
  /// What one escape or one plain byte of a literal says.
  struct Unit {
    /// The byte, or `nil` for `\x` without digits.
    let byte: UInt8?
    /// How many bytes of the source it takes.
    let length: Int
  }

  /// Returns what stands at `start` of `bytes`, where nothing at or beyond `end` belongs to the literal.
  ///
  /// - Requires: `start < end`, and `end <= bytes.count`.
  static func unit(in bytes: [UInt8], at start: Int, before end: Int) -> Unit {
    guard bytes[start] == UInt8(ascii: "\\"), start + 1 < end else {
      return Unit(byte: bytes[start], length: 1)
    }
    switch bytes[start + 1] {
    case UInt8(ascii: "a"): return Unit(byte: 7, length: 2)
    case UInt8(ascii: "b"): return Unit(byte: 8, length: 2)
    case UInt8(ascii: "t"): return Unit(byte: 9, length: 2)
    case UInt8(ascii: "n"): return Unit(byte: 10, length: 2)
    case UInt8(ascii: "v"): return Unit(byte: 11, length: 2)
    case UInt8(ascii: "f"): return Unit(byte: 12, length: 2)
    case UInt8(ascii: "r"): return Unit(byte: 13, length: 2)
    case UInt8(ascii: "0")...UInt8(ascii: "7"):
      return digits(in: bytes, from: start + 1, limit: min(end, start + 4), radix: 8, prefix: 1)
    case UInt8(ascii: "x"):
      return digits(in: bytes, from: start + 2, limit: min(end, start + 4), radix: 16, prefix: 2)
    case let other: return Unit(byte: other, length: 2)
    }
  }

  /// Returns the byte whose digits start at `start` behind an escape of `prefix` bytes.
  private static func digits(
    in bytes: [UInt8], from start: Int, limit: Int, radix: Int, prefix: Int
  ) -> Unit {
    var value = 0
    var position = start
    while position < limit, let digit = digitValue(bytes[position]), digit < radix {
      value = value * radix + digit
      position += 1
    }
    return Unit(
      byte: position == start ? nil : UInt8(truncatingIfNeeded: value),
      length: position - start + prefix)
  }

  /// Returns the value of the hexadecimal digit `byte`, or `nil` if it is none.
  private static func digitValue(_ byte: UInt8) -> Int? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): Int(byte - UInt8(ascii: "a")) + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): Int(byte - UInt8(ascii: "A")) + 10
    default: nil
    }
  }
}
