import Diagnostics
import IR

extension Diagnostic {
  /// The string behind `=~` or `!~` is no regular expression.
  static func malformedPattern(
    _ error: RegularExpressionError, in pattern: StringLiteral
  ) -> Diagnostic {
    Diagnostic(
      .error, id: "malformed-pattern",
      "the regular expression is malformed at byte \(error.position + 1): \(error.mistake.text)",
      at: pattern.range)
  }
}

extension RegularExpressionError.Mistake {
  /// The mistake in words.
  fileprivate var text: String {
    switch self {
    case .unexpectedEnd: "it ends too early"
    case .nothingToRepeat(let byte): "\(quoted(byte)) has nothing to repeat"
    case .repeatedAnchor(let byte): "\(quoted(byte)) cannot repeat '^' or '$'"
    case .missing(let byte): "\(quoted(byte)) is missing"
    case .unbalancedParenthesis: "')' closes nothing"
    case .unclosedClass: "a '[' is not closed"
    case .unknownClass(let name): "there is no class '\(String(decoding: name, as: UTF8.self))'"
    case .invertedRange: "the range ends before it starts"
    case .badCount: "'{' needs a number below 12345, or two in order"
    case .tooDeep: "it is nested too deeply"
    case .tooLarge: "it is too large"
    }
  }

  /// Returns `byte` in quotes.
  private func quoted(_ byte: UInt8) -> String { "'\(Character(UnicodeScalar(byte)))'" }
}
