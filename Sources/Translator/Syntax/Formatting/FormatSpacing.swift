/// How much stands between two pieces of one line.
///
/// Blanks are set as the tree says: around operators between operands, behind commas and keywords, and nowhere
/// inside brackets. In probe points, around the preprocessor's brackets and behind words that start with `@`,
/// blanks can mean something, and stay as they are.
struct FormatSpacing {
  /// The bytes that pieces are spelt in.
  private let bytes: [UInt8]

  /// Creates the rules for pieces of `bytes`.
  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Returns whether a blank is to stand in front of the piece `index` of `pieces`, which is not the first and,
  /// like the one before, no comment; `nesting` is what is open there.
  func isBlank(at index: Int, of pieces: [FormatPiece], _ nesting: FormatNesting) -> Bool {
    let first = pieces[index - 1]
    let second = pieces[index]
    let third = index + 1 < pieces.count ? pieces[index + 1] : nil
    let context = nesting.context
    if mustStayApart(first, second) { return true }
    if isKept(first, second, in: context) { return !second.isAdjacent }
    if first.isOne(of: .leftParenthesis, .leftBracket, .arrow) { return false }
    if second.isOne(of: .rightParenthesis, .rightBracket, .comma, .semicolon, .arrow) {
      return false
    }
    if context == .signature, first.isOne(of: .colon) || second.isOne(of: .colon) { return false }
    if context == .globals, first.isOne(of: .percent) || second.isOne(of: .percent) {
      return false
    }
    if isPrefix(first, behind: index > 1 ? pieces[index - 2] : nil, of: second) { return false }
    let endsOperand = isOperand(first) && nesting.closedHead == nil
    switch second.punctuation {
    case .leftParenthesis?:
      return context == .points ? first.keyword == .if : !isName(first)
    case .leftBracket?:
      return !isName(first) && !(endsOperand && first.isOne(of: .rightParenthesis, .rightBracket))
    case .increment?, .decrement?:
      if endsOperand { return !second.isAdjacent && third.map(startsOperand) ?? false }
    case .plus?, .minus?:
      // The marks of sorted keys.
      if endsOperand, let third, endsKey(third) { return false }
    default: break
    }
    return true
  }

  /// Returns whether the two pieces would be other tokens if nothing stood between them.
  private func mustStayApart(_ first: FormatPiece, _ second: FormatPiece) -> Bool {
    guard !second.isAdjacent else { return false }
    if isWord(first), isWord(second) { return true }
    guard let mark = first.punctuation, let next = bytes[second.bytes].first else { return false }
    let joined = Array(mark.rawValue.utf8) + [next]
    if joined.elementsEqual("//".utf8) || joined.elementsEqual("/*".utf8)
      || joined.elementsEqual("%{".utf8)
    {
      return true
    }
    let found = Punctuation.longest(in: joined, at: 0, before: joined.count)
    return found.map { $0.length == joined.count } ?? false
  }

  /// Returns whether what stands between the pieces is kept.
  private func isKept(
    _ first: FormatPiece, _ second: FormatPiece, in context: FormatNesting.Context
  ) -> Bool {
    let isCondition = [first, second].contains {
      $0.isOne(of: .conditionOpen, .conditionThen, .conditionElse, .conditionClose)
    }
    if isCondition { return true }
    if case .token(.at) = first.kind {
      return second.isOne(of: .leftParenthesis, .leftBracket)
    }
    guard context == .points else { return false }
    if first.isOne(of: .leftParenthesis) { return false }
    if second.isOne(of: .leftParenthesis, .rightParenthesis) { return false }
    let isList = [first, second].contains { $0.isOne(of: .comma, .assign, .addAssign) }
    return !isList && (first.isOne(of: .dot) || !second.isOne(of: .leftBrace))
  }

  /// Returns whether `piece` is spelt with letters or digits at its end.
  private func isWord(_ piece: FormatPiece) -> Bool {
    switch piece.kind {
    case .token(.identifier), .token(.keyword), .token(.target), .token(.at), .token(.number),
      .token(.malformed):
      true
    case .token, .lineComment, .blockComment: false
    }
  }

  /// Returns whether `piece` is something that is called or indexed.
  private func isName(_ piece: FormatPiece) -> Bool {
    switch piece.kind {
    case .token(.identifier), .token(.target), .token(.at), .token(.keyword(.long)),
      .token(.keyword(.string)):
      true
    case .token, .lineComment, .blockComment: false
    }
  }

  /// Returns whether an operand ends with `piece`.
  private func isOperand(_ piece: FormatPiece) -> Bool {
    switch piece.kind {
    case .token(.identifier), .token(.target), .token(.at), .token(.number), .token(.string),
      .token(.embedded), .token(.malformed), .token(.punctuation(.rightParenthesis)),
      .token(.punctuation(.rightBracket)):
      true
    case .token, .lineComment, .blockComment: false
    }
  }

  /// Returns whether an operand that can be counted up or down may start with `piece`.
  private func startsOperand(_ piece: FormatPiece) -> Bool {
    isName(piece) || piece.isOne(of: .leftParenthesis)
  }

  /// Returns whether `piece` is an operator in front of `operand`; `before` is the piece before it.
  private func isPrefix(
    _ piece: FormatPiece, behind before: FormatPiece?, of operand: FormatPiece
  ) -> Bool {
    switch piece.punctuation {
    case .exclamation?, .tilde?: return true
    case .increment?, .decrement?:
      guard startsOperand(operand) else { return false }
      return !piece.isAdjacent || before.map { !isOperand($0) } ?? true
    case .plus?, .minus?, .and?:
      guard let before else { return true }
      return !isOperand(before) && !before.isOne(of: .increment, .decrement)
    default: return false
    }
  }

  /// Returns whether a sorted key ends in front of `piece`.
  private func endsKey(_ piece: FormatPiece) -> Bool {
    piece.isOne(of: .comma, .rightBracket, .rightParenthesis)
      || piece.keyword == .in || piece.keyword == .limit
  }
}
