/// Writes numbers as text.
enum NumberText {
  /// The most digits that a number of 64 bits can have, in octal.
  static let maximumDigits = 24

  /// Writes `value` in decimal to `place`, which has room for `maximumDigits`, and returns the number of digits.
  @inline(__always)
  static func writeDecimal(_ value: UInt64, to place: UnsafeMutablePointer<UInt8>) -> Int {
    if value < 10 {
      place[0] = UInt8(truncatingIfNeeded: value) &+ 48
      return 1
    }
    let count = digitCount(value)
    var position = count
    var rest = value
    // Dividing by a constant is a multiplication; two digits a round halve their number.
    while rest >= 100 {
      let (quotient, remainder) = rest.quotientAndRemainder(dividingBy: 100)
      rest = quotient
      position &-= 2
      place[position] = UInt8(truncatingIfNeeded: remainder / 10) &+ 48
      place[position &+ 1] = UInt8(truncatingIfNeeded: remainder % 10) &+ 48
    }
    if rest >= 10 {
      place[0] = UInt8(truncatingIfNeeded: rest / 10) &+ 48
      place[1] = UInt8(truncatingIfNeeded: rest % 10) &+ 48
    } else {
      place[0] = UInt8(truncatingIfNeeded: rest) &+ 48
    }
    return count
  }

  /// Returns the number of decimal digits of `value`.
  @inline(__always)
  static func digitCount(_ value: UInt64) -> Int {
    var count = 1
    var rest = value
    while rest >= 10_000 {
      rest /= 10_000
      count &+= 4
    }
    if rest >= 1000 { return count &+ 3 }
    if rest >= 100 { return count &+ 2 }
    return rest >= 10 ? count &+ 1 : count
  }

  /// Appends `value` in decimal, with a sign if it is negative.
  @inline(__always)
  static func append(_ value: Int64, to buffer: inout ByteBuffer) {
    var place = buffer.reserve(maximumDigits)
    if value < 0 {
      place.pointee = UInt8(ascii: "-")
      place += 1
      buffer.count += 1
    }
    buffer.count += writeDecimal(value.magnitude, to: place)
  }

  /// Appends `value` in decimal, with zeros in front if it has fewer digits than `width`, which is at most
  /// `maximumDigits`.
  static func append(
    _ value: UInt64, zeroPaddedTo width: Int, to buffer: inout ByteBuffer
  ) {
    let place = buffer.reserve(2 * maximumDigits)
    let zeros = max(0, width &- digitCount(value))
    for position in 0..<zeros { place[position] = 48 }
    buffer.count += zeros &+ writeDecimal(value, to: place + zeros)
  }

  /// Appends `value` in hexadecimal behind `0x`.
  static func appendAddress(_ value: Int64, to buffer: inout ByteBuffer) {
    buffer.append("0x")
    let place = buffer.reserve(maximumDigits)
    buffer.count += write(
      UInt64(bitPattern: value), shift: 4, letters: UInt8(ascii: "a"), to: place)
  }

  /// Writes `value` in the base of so many bits, with digits beyond 9 from `letters` on, and returns the number
  /// of digits.
  static func write(
    _ value: UInt64, shift: UInt64, letters: UInt8, to place: UnsafeMutablePointer<UInt8>
  ) -> Int {
    let significant = UInt64(64 - value.leadingZeroBitCount)
    let count = max(1, Int((significant + shift - 1) / shift))
    var rest = value
    for position in stride(from: count - 1, through: 0, by: -1) {
      let digit = UInt8(truncatingIfNeeded: rest & ((1 << shift) - 1))
      place[position] = digit < 10 ? 48 + digit : letters + digit - 10
      rest >>= shift
    }
    return count
  }
}
