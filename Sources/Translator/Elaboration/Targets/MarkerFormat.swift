/// The format string of a marker, which says how many arguments there are and what they are.
struct MarkerFormat: Hashable, Sendable {
  /// What a conversion makes of its argument.
  enum Argument: Hashable, Sendable {
    /// A number.
    case number
    /// An address.
    case pointer
    /// A string.
    case text
  }

  /// The text.
  let text: String
  /// The arguments, in order: `$arg1` first.
  let arguments: [Argument]

  /// Takes `text` apart as SystemTap does: conversions that it does not know have no argument.
  init(_ text: String) {
    self.text = text
    var arguments: [Argument] = []
    var rest = Array(text.utf8)[...]
    while let percent = rest.firstIndex(of: UInt8(ascii: "%")) {
      rest = rest[(percent + 1)...]
      if let argument = Self.conversion(&rest) { arguments.append(argument) }
    }
    self.arguments = arguments
  }

  /// Takes one conversion, from behind the percent sign, off `rest`; `nil` if it has no argument.
  private static func conversion(_ rest: inout ArraySlice<UInt8>) -> Argument? {
    skip(&rest) { "-+ #0".utf8.contains($0) }
    skip(&rest, while: isDigit)
    if rest.first == UInt8(ascii: ".") {
      rest.removeFirst()
      skip(&rest, while: isDigit)
    }
    if rest.first == UInt8(ascii: "l") {
      rest.removeFirst()
      if rest.first == UInt8(ascii: "l") { rest.removeFirst() }
    } else if rest.first == UInt8(ascii: "h") || rest.first == UInt8(ascii: "L") {
      rest.removeFirst()
    }
    guard let letter = rest.popFirst() else { return nil }
    switch letter {
    case UInt8(ascii: "s"): return .text
    case UInt8(ascii: "p"): return .pointer
    case let letter where "cdiuoxX".utf8.contains(letter): return .number
    default: return nil
    }
  }

  /// Takes the bytes that satisfy `condition` off the front of `rest`.
  private static func skip(
    _ rest: inout ArraySlice<UInt8>, while condition: (UInt8) -> Bool
  ) {
    rest = rest.drop(while: condition)
  }

  /// Returns `true` iff `byte` is a decimal digit.
  private static func isDigit(_ byte: UInt8) -> Bool {
    byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
  }
}
