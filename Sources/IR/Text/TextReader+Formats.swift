extension TextReader {
  /// Returns a format and its arguments.
  mutating func readFormat() throws(TextError) -> (Format, [ValueID]) {
    guard case .string(let bytes) = try peek() else { throw try expected("a format") }
    guard let format = Format(text: bytes) else { throw try expected("a format") }
    try take()
    var arguments: [ValueID] = []
    while try accept(",") { arguments.append(try readValue()) }
    return (format, arguments)
  }
}

extension Format {
  /// Creates the format that `text` says, with `%%` for a percent sign; `nil` if a conversion is malformed.
  fileprivate init?(text: [UInt8]) {
    self.init([])
    var literal: [UInt8] = []
    var rest = text[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        literal.append(byte)
        continue
      }
      if rest.first == UInt8(ascii: "%") {
        rest.removeFirst()
        literal.append(byte)
        continue
      }
      guard let directive = Directive(takingFrom: &rest) else { return nil }
      if !literal.isEmpty { pieces.append(.text(literal)) }
      literal = []
      pieces.append(.directive(directive))
    }
    if !literal.isEmpty { pieces.append(.text(literal)) }
  }
}

extension Directive {
  /// Creates the directive that `text` starts with behind its percent sign, and takes it from there.
  fileprivate init?(takingFrom text: inout ArraySlice<UInt8>) {
    var flag: Flag?
    if let first = text.first, let found = Flag(rawValue: Character(UnicodeScalar(first))) {
      flag = found
      text.removeFirst()
    }
    let width = Self.takeExtent(from: &text)
    var precision = Extent.none
    if text.first == UInt8(ascii: ".") {
      text.removeFirst()
      precision = Self.takeExtent(from: &text)
    }
    guard let letter = text.popFirst(),
      let conversion = Conversion(rawValue: Character(UnicodeScalar(letter)))
    else { return nil }
    self.init(conversion, flag: flag, width: width, precision: precision)
  }

  /// Returns the width or precision that `text` starts with, and takes it from there.
  private static func takeExtent(from text: inout ArraySlice<UInt8>) -> Extent {
    if text.first == UInt8(ascii: "*") {
      text.removeFirst()
      return .argument
    }
    let digits = text.prefix(while: TextScanner.isDigit)
    text.removeFirst(digits.count)
    return Int(String(decoding: digits, as: UTF8.self)).map { .fixed($0) } ?? .none
  }
}
