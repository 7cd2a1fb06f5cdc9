import IR

/// Why a directive of a format is none.
enum FormatProblem: Equatable {
  /// The format ends inside it.
  case incomplete
  /// No conversion has this letter.
  case unknownConversion(String)
  /// Something is between the two signs of `%%`.
  case splitPercent
  /// The width or the precision does not fit into 16 bits.
  case largeExtent
}

/// Takes the formats of the `printf` family apart.
struct FormatParser {
  /// What a format consists of.
  struct Result {
    /// Text and directives.
    var format = Format([])
    /// The bytes of the format that each directive takes, in order.
    var directives: [Range<Int>] = []
    /// What is wrong, and with which bytes.
    var problems: [(kind: FormatProblem, bytes: Range<Int>)] = []
  }

  /// The bytes of the format.
  private let bytes: [UInt8]
  /// The next byte.
  private var position = 0
  /// Text that is not in the result yet.
  private var text: [UInt8] = []
  /// What was found.
  private var result = Result()

  /// Returns what `bytes` consist of. Text that is no directive although it starts as one is left out.
  static func parse(_ bytes: [UInt8]) -> Result {
    var parser = FormatParser(bytes: bytes)
    while parser.position < bytes.count { parser.step() }
    parser.endText()
    return parser.result
  }

  /// Creates a parser for `bytes`.
  private init(bytes: [UInt8]) { self.bytes = bytes }

  /// Reads one byte of text or one directive.
  private mutating func step() {
    let start = position
    guard bytes[start] == UInt8(ascii: "%"), start + 1 < bytes.count else {
      // A single percent sign at the end prints itself.
      text.append(bytes[start])
      position += 1
      return
    }
    position += 1
    if bytes[position] == UInt8(ascii: "%") {
      text.append(UInt8(ascii: "%"))
      position += 1
      return
    }
    if let directive = directive(from: start) {
      endText()
      result.format.pieces.append(.directive(directive))
      result.directives.append(start..<position)
    }
  }

  /// Adds the text so far to the result.
  private mutating func endText() {
    if !text.isEmpty { result.format.pieces.append(.text(text)) }
    text = []
  }

  /// Reads the directive whose `%` is at `start`; notes a problem and returns `nil` if it is none.
  private mutating func directive(from start: Int) -> Directive? {
    var flag: Directive.Flag?
    if let found = Directive.Flag(rawValue: character) {
      flag = found
      position += 1
    }
    let width = extent()
    var precision = Directive.Extent.none
    if take(".") {
      precision = extent()
      if precision == .none { precision = .fixed(0) }
    }
    _ = take("l")
    guard position < bytes.count else {
      result.problems.append((.incomplete, start..<position))
      return nil
    }
    let letter = character
    let letterStart = position
    position += 1
    while position < bytes.count, bytes[position] & 0xc0 == 0x80 { position += 1 }
    if letter == "%" {
      result.problems.append((.splitPercent, start..<position))
      return nil
    }
    guard let conversion = Directive.Conversion(rawValue: letter) else {
      let name = String(decoding: bytes[letterStart..<position], as: UTF8.self)
      result.problems.append((.unknownConversion(name), start..<position))
      return nil
    }
    guard Self.fits(width), Self.fits(precision) else {
      result.problems.append((.largeExtent, start..<position))
      return nil
    }
    return Directive(conversion, flag: flag, width: width, precision: precision)
  }

  /// The next byte as a character; NUL at the end.
  private var character: Character {
    position < bytes.count ? Character(Unicode.Scalar(bytes[position])) : "\0"
  }

  /// Steps over `wanted` if it is next, and returns whether it was.
  private mutating func take(_ wanted: Character) -> Bool {
    guard character == wanted else { return false }
    position += 1
    return true
  }

  /// Reads a width or a precision.
  private mutating func extent() -> Directive.Extent {
    if take("*") { return .argument }
    let start = position
    var value = 0
    while position < bytes.count, Lexer.isDigit(bytes[position]) {
      value = min(value * 10 + Int(bytes[position] & 15), 1 << 20)
      position += 1
    }
    return position == start ? .none : .fixed(value)
  }

  /// Returns whether a fixed `extent` fits into 16 bits.
  private static func fits(_ extent: Directive.Extent) -> Bool {
    if case .fixed(let value) = extent { value < 1 << 16 } else { true }
  }
}
