import Diagnostics

/// What opens and closes in a file. Each branch of a preprocessor condition starts with what was open in front of
/// the condition.
enum Brackets {
  /// How many brackets and conditions may be open at once.
  static let maximumDepth = 1_000

  /// Returns whether each bracket of `tokens` has its partner; what has none goes into `log`.
  static func areBalanced(in tokens: [Token], log: inout DiagnosticLog) -> Bool {
    var open: [(closing: Punctuation, range: SourceRange)] = []
    var conditions: [(open: [(Punctuation, SourceRange)], range: SourceRange)] = []
    for token in tokens {
      guard case .punctuation(let punctuation) = token.kind else { continue }
      if let closing = punctuation.partner {
        open.append((closing, token.range))
      } else if punctuation.isClosing {
        guard let last = open.popLast() else {
          log.add(SyntaxDiagnostics.unopened(token))
          return false
        }
        guard last.closing == punctuation else {
          log.add(SyntaxDiagnostics.unclosed(last.closing, last.range, found: token))
          return false
        }
      }
      switch punctuation {
      case .conditionOpen: conditions.append((open, token.range))
      case .conditionElse: if let condition = conditions.last { open = condition.open }
      case .conditionClose: _ = conditions.popLast()
      default: break
      }
      if open.count + conditions.count > maximumDepth {
        log.add(SyntaxDiagnostics.tooDeep(token))
        return false
      }
    }
    guard let end = tokens.last else { return true }
    if let condition = conditions.last {
      log.add(SyntaxDiagnostics.unclosed(.conditionClose, condition.range, found: end))
    } else if let bracket = open.last {
      log.add(SyntaxDiagnostics.unclosed(bracket.closing, bracket.range, found: end))
    }
    return conditions.isEmpty && open.isEmpty
  }

  /// Returns the numbers of the braces among `pieces` that have a line break between them and their partners.
  static func spreadBraces(of pieces: [FormatPiece]) -> Set<Int> {
    var open: [(brace: Int, isSpread: Bool)] = []
    var conditions: [[(brace: Int, isSpread: Bool)]] = []
    var result: Set<Int> = []
    for (index, piece) in pieces.enumerated() {
      if piece.lineBreaks > 0 || piece.hasLineBreak {
        // Where one is spread, so are those around it.
        var level = open.count - 1
        while level >= 0, !open[level].isSpread {
          open[level].isSpread = true
          result.insert(open[level].brace)
          level -= 1
        }
      }
      switch piece.punctuation {
      case .leftBrace?: open.append((index, false))
      case .rightBrace?: _ = open.popLast()
      case .conditionOpen?: conditions.append(open)
      case .conditionElse?: if let saved = conditions.last { open = saved }
      case .conditionClose?: _ = conditions.popLast()
      default: break
      }
    }
    return result
  }
}

extension Punctuation {
  /// The bracket that closes what this one opens; `nil` if it opens nothing. The preprocessor's are not meant.
  var partner: Punctuation? {
    switch self {
    case .leftParenthesis: .rightParenthesis
    case .leftBracket: .rightBracket
    case .leftBrace: .rightBrace
    default: nil
    }
  }

  /// `true` iff it closes a bracket.
  var isClosing: Bool {
    switch self {
    case .rightParenthesis, .rightBracket, .rightBrace: true
    default: false
    }
  }

  /// `true` iff operands stand on both sides of it, so that a line that ends or starts with it is not a whole
  /// statement.
  var joinsOperands: Bool {
    switch self {
    case .leftParenthesis, .rightParenthesis, .leftBracket, .rightBracket, .leftBrace, .rightBrace,
      .comma, .semicolon, .exclamation, .tilde, .increment, .decrement, .conditionOpen,
      .conditionThen, .conditionElse, .conditionClose:
      false
    default: true
    }
  }
}
