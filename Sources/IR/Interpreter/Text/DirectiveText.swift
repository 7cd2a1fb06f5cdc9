/// How a number, a character or a string is written by one directive, with its width and precision known.
struct DirectiveText {
  /// The conversion.
  let conversion: Directive.Conversion
  /// The flag.
  var flag: Directive.Flag?
  /// The least width; `nil` if there is none.
  var width: Int?
  /// The precision; `nil` if there is none.
  var precision: Int?

  /// The greatest width and precision; what is greater is cut.
  static let maximumExtent = 1 << 16

  /// `true` iff all that is asked for is a fixed number of digits, with zeros in front, that fits a number's room.
  var isZeroPadded: Bool {
    flag == .zero && precision == nil && (width.map { $0 <= NumberText.maximumDigits } ?? false)
  }

  /// Sets the width that an argument says; a negative one aligns to the left.
  mutating func setWidth(_ value: Int64) {
    if value < 0 { flag = .minus }
    width = Int(min(value.magnitude, UInt64(Self.maximumExtent)))
  }

  /// Sets the precision that an argument says; a negative one is none at all.
  mutating func setPrecision(_ value: Int64) {
    precision = Int(max(0, min(value, Int64(Self.maximumExtent))))
  }

  /// Appends `value`.
  func append(_ value: Int64, to buffer: inout ByteBuffer) {
    switch conversion {
    case .binary: appendBinary(value, to: &buffer)
    case .character: appendCharacter(UInt8(truncatingIfNeeded: value), to: &buffer)
    default: appendNumber(value, to: &buffer)
    }
  }

  /// Appends `text`, at most as many bytes as the precision says.
  func append(_ text: StringView, to buffer: inout ByteBuffer) {
    let length = min(text.count, precision ?? text.count)
    let padding = (width ?? 0) - length
    if flag != .minus { buffer.append(UInt8(ascii: " "), times: padding) }
    buffer.append(text.start, length)
    if flag == .minus { buffer.append(UInt8(ascii: " "), times: padding) }
    // SystemTap does so too: `%0s` ends the string with a NUL.
    if flag == .zero { buffer.append(0) }
  }

  /// Appends memory, as it is or in hexadecimal digits; the precision says how many bytes, 1 by default.
  func appendMemory(_ bytes: UnsafeBufferPointer<UInt8>, to buffer: inout ByteBuffer) {
    let isText = conversion == .memory
    let padding = (width ?? 0) - (isText ? bytes.count : 2 * bytes.count)
    if flag != .minus { buffer.append(UInt8(ascii: " "), times: padding) }
    for byte in bytes {
      if isText {
        buffer.append(byte)
      } else {
        buffer.append(Self.digit(byte >> 4))
        buffer.append(Self.digit(byte & 15))
      }
    }
    if flag == .minus { buffer.append(UInt8(ascii: " "), times: padding) }
  }

  /// Returns the hexadecimal digit of `value`, which is below 16.
  private static func digit(_ value: UInt8) -> UInt8 {
    value < 10 ? 48 + value : UInt8(ascii: "a") + value - 10
  }

  // MARK: Numbers

  /// Appends `value` with sign, prefix, digits and padding.
  private func appendNumber(_ value: Int64, to buffer: inout ByteBuffer) {
    let isNegative = isSigned && value < 0
    let magnitude = isSigned ? value.magnitude : UInt64(bitPattern: value)
    let prefix = prefix(isNegative: isNegative)
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: NumberText.maximumDigits) { place in
      // The capacity is not 0, so there is an address.
      let digits = place.baseAddress.unsafelyUnwrapped
      append(digits, write(magnitude, to: digits), behind: prefix, to: &buffer)
    }
  }

  /// Appends `count` digits behind `prefix`, with padding.
  @inline(__always)
  private func append(
    _ digits: UnsafePointer<UInt8>, _ count: Int, behind prefix: StaticString,
    to buffer: inout ByteBuffer
  ) {
    let zeros = max(0, (precision ?? 0) - count)
    var padding = max(0, (width ?? 0) - prefix.utf8CodeUnitCount - zeros - count)
    if flag != .minus, flag != .zero {
      buffer.append(UInt8(ascii: " "), times: padding)
      padding = 0
    }
    buffer.append(prefix)
    if flag == .zero {
      buffer.append(UInt8(ascii: "0"), times: padding)
      padding = 0
    }
    buffer.append(UInt8(ascii: "0"), times: zeros)
    buffer.append(digits, count)
    buffer.append(UInt8(ascii: " "), times: padding)
  }

  /// `true` iff the conversion shows negative numbers.
  private var isSigned: Bool { conversion == .decimal || conversion == .integer }

  /// Writes the digits of `value` and returns how many there are.
  private func write(_ value: UInt64, to place: UnsafeMutablePointer<UInt8>) -> Int {
    switch conversion {
    case .octal: NumberText.write(value, shift: 3, letters: 0, to: place)
    case .hexadecimal, .pointer:
      NumberText.write(value, shift: 4, letters: UInt8(ascii: "a"), to: place)
    case .upperHexadecimal:
      NumberText.write(value, shift: 4, letters: UInt8(ascii: "A"), to: place)
    default: NumberText.writeDecimal(value, to: place)
    }
  }

  /// Returns what stands before the digits.
  private func prefix(isNegative: Bool) -> StaticString {
    if isNegative { return "-" }
    switch (conversion, flag) {
    case (.pointer, _), (.hexadecimal, .alternative): return "0x"
    case (.upperHexadecimal, .alternative): return "0X"
    case (.octal, .alternative): return "0"
    case (_, .plus) where isSigned: return "+"
    case (_, .blank) where isSigned: return " "
    default: return ""
    }
  }

  // MARK: Bytes

  /// Appends the low bytes of `value` in native order: as many as the precision says, or the width, or 8.
  private func appendBinary(_ value: Int64, to buffer: inout ByteBuffer) {
    let sizes: Set<Int> = [1, 2, 4, 8]
    let stated = precision.flatMap { sizes.contains($0) ? $0 : nil }
    let size = stated ?? width.flatMap { sizes.contains($0) ? $0 : nil } ?? 8
    let padding = (width ?? size) - size
    if flag != .minus { buffer.append(0, times: padding) }
    for index in 0..<size { buffer.append(UInt8(truncatingIfNeeded: value >> (8 * Int64(index)))) }
    if flag == .minus { buffer.append(0, times: padding) }
  }

  /// Appends `byte`, or an escape for it if the flag asks for one and it is not printable.
  private func appendCharacter(_ byte: UInt8, to buffer: inout ByteBuffer) {
    let escape = flag == .alternative ? TextEscapes.character(byte) : [byte]
    let padding = (width ?? 0) - escape.count
    if flag != .minus { buffer.append(UInt8(ascii: " "), times: padding) }
    buffer.append(escape)
    if flag == .minus { buffer.append(UInt8(ascii: " "), times: padding) }
  }
}
