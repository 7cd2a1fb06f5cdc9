/// Takes the format string of a marker apart.
struct MarkerFormatScanner {
  /// The bytes of the string.
  private let text: [UInt8]

  /// The size of a pointer, and of a `long`, in bytes.
  private let wordSize: Int

  /// The byte that is looked at.
  private var position = 0

  /// The arguments so far.
  private(set) var arguments: [MarkerArgument] = []

  /// How many values C has fetched so far.
  private(set) var valueCount = 0

  /// Creates a scanner of `text`.
  init(_ text: String, wordSize: Int) {
    self.text = Array(text.utf8)
    self.wordSize = wordSize
  }

  /// Scans the whole string.
  mutating func run() {
    var wordStart = 0
    while let percent = text[position...].firstIndex(of: UInt8(ascii: "%")) {
      let name = word(in: wordStart..<percent)
      position = percent + 1
      conversion(named: name)
      wordStart = position
    }
  }

  /// Scans one conversion from behind its percent sign.
  private mutating func conversion(named name: String?) {
    skip { "-+ #0".utf8.contains($0) }
    skip(while: Self.isDigit)
    if skip(UInt8(ascii: ".")) { skip(while: Self.isDigit) }
    let length = qualifier()
    guard position < text.count else { return }
    guard let type = CType(text[position], length, wordSize: wordSize) else {
      valueCount += unknownValueCount
      position += 1
      return
    }
    position += 1
    guard case .value(let kind, let typeText, let size, let isSigned) = type else { return }
    let isTaken = arguments.contains { $0.name == name }
    arguments.append(
      MarkerArgument(
        name: isTaken ? nil : name, kind: kind, typeText: typeText, size: size, isSigned: isSigned,
        position: valueCount))
    valueCount += 1
  }

  /// How many values C fetches for a conversion that is unknown from the present byte on: one for each star, and
  /// one for the conversion itself.
  private var unknownValueCount: Int {
    var rest = text[position...].drop { $0 == UInt8(ascii: ".") || Self.isDigit($0) }
    var count = 0
    while rest.first == UInt8(ascii: "*") {
      count += 1
      rest = rest.dropFirst().drop { $0 == UInt8(ascii: ".") || Self.isDigit($0) }
    }
    rest = rest.drop { "hlLqjzZt".utf8.contains($0) }
    let isConversion = rest.first.map("diouxXcspnaAeEfFgG".utf8.contains) ?? false
    return count + (isConversion ? 1 : 0)
  }

  /// Takes a qualifier of the length off the string.
  private mutating func qualifier() -> Length {
    if skip(UInt8(ascii: "h")) { return .short }
    if skip(UInt8(ascii: "L")) { return .longLong }
    guard skip(UInt8(ascii: "l")) else { return .usual }
    return skip(UInt8(ascii: "l")) ? .longLong : .long
  }

  /// Steps over the bytes for which `condition` holds.
  private mutating func skip(while condition: (UInt8) -> Bool) {
    while position < text.count, condition(text[position]) { position += 1 }
  }

  /// Steps over `byte` if it comes next, and returns whether it does.
  private mutating func skip(_ byte: UInt8) -> Bool {
    guard position < text.count, text[position] == byte else { return false }
    position += 1
    return true
  }

  /// Returns the last word in `range` if nothing but blanks, `=` and `:` stands behind it, and it can be the name of
  /// a variable; nil otherwise.
  private func word(in range: Range<Int>) -> String? {
    var end = range.upperBound
    while end > range.lowerBound, " \t=:".utf8.contains(text[end - 1]) { end -= 1 }
    var start = end
    while start > range.lowerBound, Self.isWordByte(text[start - 1]) { start -= 1 }
    guard start < end, !Self.isDigit(text[start]) else { return nil }
    let word = String(decoding: text[start..<end], as: UTF8.self)
    let isNumbered = word.hasPrefix("arg") && word.dropFirst(3).utf8.allSatisfy(Self.isDigit)
    return isNumbered || word == "name" || word == "format" ? nil : word
  }

  /// Returns `true` iff `byte` is a decimal digit.
  private static func isDigit(_ byte: UInt8) -> Bool {
    byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
  }

  /// Returns `true` iff `byte` can stand in a name.
  private static func isWordByte(_ byte: UInt8) -> Bool {
    let lower = byte | 0x20
    return isDigit(byte) || byte == UInt8(ascii: "_")
      || lower >= UInt8(ascii: "a") && lower <= UInt8(ascii: "z")
  }
}

/// What a qualifier says of the length of a number.
private enum Length {
  /// `h`.
  case short
  /// Nothing.
  case usual
  /// `l`.
  case long
  /// `ll` or `L`.
  case longLong
}

/// What a letter behind a percent sign says.
private enum CType {
  /// A value of a type.
  case value(MarkerArgument.Kind, String, size: Int, isSigned: Bool)
  /// A percent sign.
  case nothing

  /// Creates what `letter` says behind `length`; nil if SystemTap does not know it.
  ///
  /// A qualifier in front of `c`, `s` and `p` is passed over.
  init?(_ letter: UInt8, _ length: Length, wordSize: Int) {
    switch letter {
    case UInt8(ascii: "%"): self = .nothing
    case UInt8(ascii: "s"): self = .value(.text, "const char *", size: wordSize, isSigned: false)
    case UInt8(ascii: "p"): self = .value(.pointer, "void *", size: wordSize, isSigned: false)
    case UInt8(ascii: "c"): self = .value(.number, "int", size: 4, isSigned: true)
    case UInt8(ascii: "d"), UInt8(ascii: "i"):
      self = .number(length, isSigned: true, wordSize: wordSize)
    case UInt8(ascii: "o"), UInt8(ascii: "u"), UInt8(ascii: "x"), UInt8(ascii: "X"):
      self = .number(length, isSigned: false, wordSize: wordSize)
    default: return nil
    }
  }

  /// Returns the type of a number.
  private static func number(_ length: Length, isSigned: Bool, wordSize: Int) -> CType {
    let (name, size) =
      switch length {
      case .short: ("short", 2)
      case .usual: ("int", 4)
      case .long: ("long", wordSize)
      case .longLong: ("long long", 8)
      }
    return .value(
      .number, isSigned ? name : "unsigned \(name)", size: size, isSigned: isSigned)
  }
}
