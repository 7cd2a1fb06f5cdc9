/// What can follow at a place of a script.
extension ScriptInspection {
  /// What may be written at a place.
  package enum Expectation: Hashable, Sendable {
    /// Nothing that could be guessed: inside a comment or a string, or where something new is named.
    case nothing
    /// A declaration.
    case declaration
    /// More of a probe point, whose text so far this is.
    case point(String)
    /// A member of what the names lead to, the first of which is a target variable's.
    case member(of: [String])
    /// A target variable.
    case target
    /// An operator or macro that starts with `@`.
    case operation
    /// A statement or an expression.
    case code
  }

  /// Returns what may be written at `offset`, where a word may have been begun.
  package func expectation(at offset: Int) -> Expectation {
    let count = pieces.firstIndex { $0.bytes.lowerBound >= offset } ?? pieces.count
    guard count > 0 else { return .declaration }
    let last = pieces[count - 1]
    if isInside(last, offset) {
      let isPoint = contexts[count - 1] == .points && isString(last)
      return isPoint ? .point(pointText(before: count - 1, upTo: offset)) : .nothing
    }
    // A word that ends here, or around here, is still being written.
    let isTyping = last.isWord && last.bytes.upperBound >= offset
    let index = isTyping ? count - 1 : count
    if index > 0, pieces[index - 1].isOne(of: .arrow) {
      return .member(of: names(leadingTo: index))
    }
    switch contexts[index] {
    case .points: return .point(pointText(before: index, upTo: offset))
    case .signature: return .nothing
    case .globals where depths[index] > 1 || index == 0: return .nothing
    case .globals:
      let isNamed =
        pieces[index - 1].isOne(of: .comma, .assign) || pieces[index - 1].keyword == .global
      return isNamed ? .nothing : .declaration
    case .code: break
    }
    if isTyping {
      if case .token(.target) = last.kind { return .target }
      if case .token(.at) = last.kind { return .operation }
    }
    if case .token(.malformed(.unknownCharacter("@"))) = last.kind { return .operation }
    return depths[index] == 1 ? .declaration : .code
  }

  /// Returns the text of the probe point up to `offset`, where the piece `index` is or would be.
  private func pointText(before index: Int, upTo offset: Int) -> String {
    let start = pointStart(before: index)
    guard start < pieces.count, pieces[start].bytes.lowerBound < offset else { return "" }
    return text(pieces[start].bytes.lowerBound..<offset)
  }

  /// Returns whether `offset` is in the middle of `piece`, which is no word, so that nothing else can start there.
  private func isInside(_ piece: FormatPiece, _ offset: Int) -> Bool {
    let end = piece.bytes.upperBound
    switch piece.kind {
    case .lineComment: return !source.bytes[end..<max(end, offset)].contains(UInt8(ascii: "\n"))
    case .token(.malformed(.unclosedString)): return end >= offset
    case .blockComment, .token(.string), .token(.embedded): return end > offset
    case .token(.number): return end >= offset
    case .token: return false
    }
  }

  /// Returns whether `piece` is a string, whole or not.
  private func isString(_ piece: FormatPiece) -> Bool {
    switch piece.kind {
    case .token(.string), .token(.malformed(.unclosedString)): true
    case .token, .lineComment, .blockComment: false
    }
  }
}
