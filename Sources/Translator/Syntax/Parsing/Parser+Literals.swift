import Diagnostics

/// Literals, where the grammar takes nothing else.
extension Parser {
  /// Reads a number or a string.
  mutating func literal() throws(ParseFailure) -> Literal {
    switch next.kind {
    case .string: return .string(try stringLiteral())
    case .number, .punctuation(.minus): return .number(try numberLiteral())
    case .malformed: throw ParseFailure()
    case .identifier, .keyword, .target, .at, .embedded, .punctuation, .end:
      throw failure(SyntaxDiagnostics.expectedLiteral(found: next))
    }
  }

  /// Reads a number, perhaps with a minus sign.
  mutating func numberLiteral() throws(ParseFailure) -> NumberLiteral {
    let start = next.range
    let isNegative = skip(.minus)
    guard case .number(let value) = next.kind else { throw failure("a number") }
    advance()
    return NumberLiteral(isNegative ? 0 &- value : value, at: range(from: start))
  }

  /// Reads a string, joined with those that follow it. Before version 2.0 a comment keeps strings apart.
  mutating func stringLiteral(
    _ what: String = "a string"
  ) throws(ParseFailure) -> StringLiteral {
    let start = next.range
    guard case .string(var bytes) = next.kind else { throw failure(what) }
    advance()
    while case .string(let more) = next.kind,
      environment.hasLanguage(of: "2.0") || !followsComment
    {
      bytes += more
      advance()
    }
    return StringLiteral(bytes, at: range(from: start))
  }

  /// `true` iff there is a comment between the next token and the one before it.
  private var followsComment: Bool {
    let (before, after) = (tokens[position - 1].spelling, next.spelling)
    guard before.file == after.file, before.end <= after.start else { return false }
    let blanks: Set<UInt8> = Set(" \t\r\n\u{B}\u{C}".utf8)
    let between = sources[after.file].bytes[Int(before.end)..<Int(after.start)]
    return !between.allSatisfy { blanks.contains($0) }
  }
}
