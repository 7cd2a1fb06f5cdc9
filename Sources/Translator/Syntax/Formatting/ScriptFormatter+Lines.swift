/// Where lines break, and how they begin.
extension ScriptFormatter {
  /// Returns whether a new line starts with the piece `index`, which is not the first.
  func breaksLine(before index: Int) -> Bool {
    let piece = pieces[index]
    let last = pieces[index - 1]
    if case .lineComment = last.kind { return true }
    if piece.isComment || last.isComment { return piece.lineBreaks > 0 }
    if isJoined(piece, to: last) { return false }
    return piece.lineBreaks > 0 || isSplit(piece, from: last)
  }

  /// Returns whether `piece` stands on the line of `last`, whatever there was between them.
  private func isJoined(_ piece: FormatPiece, to last: FormatPiece) -> Bool {
    if piece.isOne(of: .semicolon, .comma) {
      return !last.isOne(of: .conditionClose, .conditionThen, .conditionElse, .semicolon)
    }
    if last.isOne(of: .rightBrace) { return piece.keyword == .else || piece.keyword == .catch }
    // The braces of declarations stay where they were put.
    guard piece.isOne(of: .leftBrace) else { return false }
    return nesting.closedHead != nil || last.keyword == .else || last.keyword == .try
  }

  /// Returns whether a new line comes between `last` and `piece`, although there was none.
  private func isSplit(_ piece: FormatPiece, from last: FormatPiece) -> Bool {
    let bracket = nesting.bracket
    guard bracket.punctuation == .leftBrace, bracket.isSpread, nesting.context == .code else {
      return false
    }
    if piece.isOne(of: .conditionClose, .conditionElse, .semicolon) { return false }
    if piece.isOne(of: .rightBrace) || last.isOne(of: .semicolon, .leftBrace) { return true }
    return last.isOne(of: .rightBrace) && !piece.isOne(of: .comma)
  }

  /// Returns how the line begins whose first piece is `index`.
  func line(of index: Int) -> FormatNesting.Line {
    let bracket = nesting.bracket
    guard let next = nextCode[index] else { return .statement(bracket.innerIndentation) }
    let code = pieces[next]
    if code.isOne(of: .conditionThen, .conditionElse, .conditionClose),
      let condition = nesting.conditions.last
    {
      return .continuation(condition.indentation)
    }
    if code.punctuation?.isClosing == true, next == index {
      return code.isOne(of: .rightBrace) && bracket.isSpread
        ? .closing(bracket.indentation) : .continuation(bracket.indentation)
    }
    if !bracket.isSpread {
      return .continuation(max(0, bracket.indentation) + FormatNesting.continuation)
    }
    if goesOn(with: code) {
      return .continuation(nesting.indentation + FormatNesting.continuation)
    }
    return start(with: code)
  }

  /// Returns whether the statement or declaration before goes on with `code`.
  private func goesOn(with code: FormatPiece) -> Bool {
    guard let previous else { return false }
    let last = pieces[previous]
    switch nesting.context {
    case .points, .signature: return !code.isOne(of: .leftBrace)
    case .globals: return !endsGlobals(code)
    case .code: break
    }
    if last.isOne(of: .comma) { return !code.isOne(of: .leftBrace) }
    if nesting.closedHead != nil { return false }
    return last.punctuation?.joinsOperands == true || code.punctuation?.joinsOperands == true
  }

  /// Returns whether `code` belongs to something else than a declaration of globals in front of it.
  private func endsGlobals(_ code: FormatPiece) -> Bool {
    switch code.kind {
    case .token(.keyword), .token(.at), .token(.embedded): true
    case .token(.punctuation(let punctuation)): punctuation == .conditionOpen
    case .token, .lineComment, .blockComment: false
    }
  }

  /// Returns how a line begins on which a statement or declaration starts with `code`.
  private func start(with code: FormatPiece) -> FormatNesting.Line {
    let bracket = nesting.bracket
    if nesting.context == .code, let previous,
      nesting.closedHead != nil || pieces[previous].keyword == .else
    {
      return .body(nesting.indentation + FormatNesting.step)
    }
    guard code.keyword == .else else { return .statement(bracket.innerIndentation) }
    let head = bracket.heads.last(where: \.takesElse)
    return .otherwise(head?.indentation ?? bracket.innerIndentation)
  }
}
