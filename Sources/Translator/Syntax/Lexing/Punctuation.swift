/// An operator, a bracket or a separator; the raw value is its spelling.
///
/// What each means is said where the parser reads it, since several mean different things in different places.
enum Punctuation: String, Sendable, Hashable, CaseIterable {
  // Brackets and separators.
  case leftParenthesis = "("
  case rightParenthesis = ")"
  case leftBracket = "["
  case rightBracket = "]"
  case leftBrace = "{"
  case rightBrace = "}"
  case comma = ","
  case semicolon = ";"
  case colon = ":"
  case question = "?"
  case dot = "."
  case arrow = "->"

  // Operators that set something.
  case assign = "="
  case accumulate = "<<<"
  case addAssign = "+="
  case subtractAssign = "-="
  case multiplyAssign = "*="
  case divideAssign = "/="
  case moduloAssign = "%="
  case shiftLeftAssign = "<<="
  case shiftRightAssign = ">>="
  case andAssign = "&="
  case xorAssign = "^="
  case orAssign = "|="
  case appendAssign = ".="

  // Operators between or in front of operands.
  case logicalOr = "||"
  case logicalAnd = "&&"
  case or = "|"
  case xor = "^"
  case and = "&"
  case less = "<"
  case greater = ">"
  case lessOrEqual = "<="
  case greaterOrEqual = ">="
  case equal = "=="
  case notEqual = "!="
  case matches = "=~"
  case matchesNot = "!~"
  case shiftLeft = "<<"
  case shiftRight = ">>"
  case shiftRightLogical = ">>>"
  case plus = "+"
  case minus = "-"
  case star = "*"
  case slash = "/"
  case percent = "%"
  case exclamation = "!"
  case tilde = "~"
  case increment = "++"
  case decrement = "--"

  // Brackets of the preprocessor.
  case conditionOpen = "%("
  case conditionThen = "%?"
  case conditionElse = "%:"
  case conditionClose = "%)"

  /// The punctuations that start with each byte, longest first.
  private static let byFirstByte: [[(bytes: [UInt8], punctuation: Punctuation)]] = {
    var lists = [[(bytes: [UInt8], punctuation: Punctuation)]](repeating: [], count: 128)
    for punctuation in allCases.sorted(by: { $0.rawValue.utf8.count > $1.rawValue.utf8.count }) {
      let bytes = Array(punctuation.rawValue.utf8)
      lists[Int(bytes[0])].append((bytes, punctuation))
    }
    return lists
  }()

  /// Returns the longest punctuation at `start` of `bytes` that ends before `end`, and its length; `nil` if there
  /// is none.
  static func longest(
    in bytes: [UInt8], at start: Int, before end: Int
  ) -> (punctuation: Punctuation, length: Int)? {
    guard bytes[start] < 128 else { return nil }
    for candidate in byFirstByte[Int(bytes[start])] {
      let length = candidate.bytes.count
      guard start + length <= end else { continue }
      var index = 1
      while index < length, bytes[start + index] == candidate.bytes[index] { index += 1 }
      if index == length { return (candidate.punctuation, length) }
    }
    return nil
  }
}
