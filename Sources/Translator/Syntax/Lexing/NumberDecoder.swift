/// Reads numbers as `strtoull` with base 0 does since C23.
enum NumberDecoder {
  /// Returns the value of `digits`: decimal, octal behind `0`, hexadecimal behind `0x`, binary behind `0b`.
  ///
  /// Values from 2^63 to 2^64-1 wrap to negative ones. `nil` if a digit is foreign to the base, or if the
  /// number does not fit into 64 bits.
  static func value(of digits: ArraySlice<UInt8>) -> Int64? {
    var rest = digits
    var radix: UInt64 = 10
    if rest.first == UInt8(ascii: "0"), rest.count > 1 {
      rest = rest.dropFirst()
      radix = 8
      if rest.first == UInt8(ascii: "x") || rest.first == UInt8(ascii: "X") {
        rest = rest.dropFirst()
        radix = 16
      } else if rest.first == UInt8(ascii: "b") || rest.first == UInt8(ascii: "B") {
        rest = rest.dropFirst()
        radix = 2
      }
    }
    guard !rest.isEmpty else { return nil }
    var value: UInt64 = 0
    for byte in rest {
      guard let digit = digitValue(byte), digit < radix else { return nil }
      let (product, productOverflows) = value.multipliedReportingOverflow(by: radix)
      let (sum, sumOverflows) = product.addingReportingOverflow(digit)
      if productOverflows || sumOverflows { return nil }
      value = sum
    }
    return Int64(bitPattern: value)
  }

  /// Returns the value of the digit or letter `byte`, or `nil` if it is neither.
  private static func digitValue(_ byte: UInt8) -> UInt64? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt64(byte - UInt8(ascii: "a")) + 10
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt64(byte - UInt8(ascii: "A")) + 10
    default: nil
    }
  }
}
