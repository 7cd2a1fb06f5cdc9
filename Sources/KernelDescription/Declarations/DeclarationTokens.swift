/// The words and signs of C declarations, one after the other.
struct DeclarationTokens {
  /// All tokens.
  private let tokens: [Substring]

  /// Where the next one is.
  private var position = 0

  /// Takes `text` apart; comments are not known.
  init(_ text: String) {
    var tokens: [Substring] = []
    var rest = text[...]
    while let first = rest.first {
      let length = Self.isWordCharacter(first) ? rest.prefix(while: Self.isWordCharacter).count : 1
      if !first.isWhitespace { tokens.append(rest.prefix(length)) }
      rest = rest.dropFirst(length)
    }
    self.tokens = tokens
  }

  /// The next token; nil at the end.
  var next: Substring? { position < tokens.count ? tokens[position] : nil }

  /// Takes the next token if it is `token`, and returns whether it is.
  mutating func take(_ token: Substring) -> Bool {
    guard next == token else { return false }
    position += 1
    return true
  }

  /// Takes the next token, which has to be `token`.
  mutating func expect(_ token: Substring) throws(DeclarationError) {
    guard take(token) else { throw unexpected(wanted: "'\(token)'") }
  }

  /// Takes and returns the next token if it is a name; nil if it is none.
  mutating func takeName() -> Substring? {
    guard let next, let first = next.first, Self.isWordCharacter(first), !first.isNumber else {
      return nil
    }
    position += 1
    return next
  }

  /// Takes and returns the next token, which has to be a number.
  mutating func expectNumber() throws(DeclarationError) -> Int {
    let isNegative = take("-")
    guard let next, let value = Int(next) else { throw unexpected(wanted: "a number") }
    position += 1
    return isNegative ? -value : value
  }

  /// Returns the error that something else stands where `wanted` should.
  func unexpected(wanted: String) -> DeclarationError {
    DeclarationError(
      description: "\(wanted) is expected before \(next.map { "'\($0)'" } ?? "the end")")
  }

  /// Returns `true` iff `character` can be part of a word or a number.
  private static func isWordCharacter(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || character == "_"
  }
}
