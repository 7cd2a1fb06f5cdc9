import Diagnostics

/// Where reading goes on after an error.
extension Parser {
  /// `true` iff so many errors were found that the rest of the file is not read.
  var hasTooManyErrors: Bool { errors > Self.maximumErrors }

  /// `true` iff the next token starts a declaration, and nothing else can start with it here.
  var isAtDeclaration: Bool {
    at(.probe) || at(.function) || at(.global) || at(.private)
  }

  /// Skips to where the next declaration seems to start.
  ///
  /// The keywords of declarations are names in probe points too; there they stand behind a dot.
  mutating func skipToDeclaration() {
    while !isAtEnd {
      if isAtDeclaration {
        let before = position > 0 ? tokens[position - 1] : tokens[position]
        let isFirst = next.spacing == .line || before.is(.rightBrace) || before.is(.semicolon)
        if isFirst, !before.is(.dot), !before.is(.arrow) { return }
      }
      advance()
    }
  }

  /// Skips to where the next statement of a block seems to start, or to the end of the block.
  ///
  /// Statements need no end, so a name at the start of a line is taken for one, unless it is inside
  /// parentheses or brackets.
  mutating func skipToStatement() {
    var depth = 0
    while !isAtEnd {
      switch next.kind {
      case .punctuation(.leftParenthesis), .punctuation(.leftBracket): depth += 1
      case .punctuation(.rightParenthesis), .punctuation(.rightBracket): depth -= 1
      case .punctuation(.semicolon):
        advance()
        return
      case .punctuation(.leftBrace), .punctuation(.rightBrace): return
      case .keyword(let keyword) where Self.startsStatement(keyword): return
      case .keyword where isAtDeclaration && next.spacing == .line: return
      case .identifier, .target, .at, .number, .string, .embedded:
        if next.spacing == .line, depth <= 0 { return }
      case .keyword, .punctuation, .malformed, .end: break
      }
      advance()
    }
  }

  /// Returns whether a statement can start with `keyword`.
  private static func startsStatement(_ keyword: Keyword) -> Bool {
    switch keyword {
    case .break, .continue, .delete, .for, .foreach, .if, .next, .return, .try, .while: true
    case .catch, .else, .function, .global, .in, .limit, .long, .private, .probe, .string: false
    }
  }
}
