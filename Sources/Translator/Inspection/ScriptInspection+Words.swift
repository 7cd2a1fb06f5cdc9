/// The words of a script.
extension ScriptInspection {
  /// A name, and what it is the name of.
  package struct Word: Hashable, Sendable {
    /// The name with the sigils in front of it; without the dollars behind it that ask for text.
    package let text: String
    /// The offsets of its bytes.
    package let range: Range<Int>
    /// What it names.
    package let role: Role
  }

  /// What a word names.
  package enum Role: Hashable, Sendable {
    /// A function.
    case function
    /// A variable.
    case variable
    /// A target variable.
    case target
    /// A member of what the names lead to, the first of which is a target variable's.
    case member(of: [String])
    /// An operator or macro that starts with `@`.
    case operation
    /// A part of this probe point.
    case component(point: String)
    /// A word of the language.
    case keyword
  }

  /// Returns the word that the place `offset` is in or directly behind; `nil` if there is none.
  package func word(at offset: Int) -> Word? {
    let index = pieces.firstIndex { piece in
      piece.isWord && (piece.bytes.contains(offset) || piece.bytes.upperBound == offset)
    }
    guard let index else { return nil }
    var bytes = pieces[index].bytes
    while bytes.count > 1, source.bytes[bytes.upperBound - 1] == UInt8(ascii: "$") {
      bytes = bytes.dropLast()
    }
    return Word(text: text(bytes), range: bytes, role: role(of: index))
  }

  /// Returns the names of the variables that the declaration around `offset` mentions, in order.
  package func variables(around offset: Int) -> [String] {
    let index = pieces.firstIndex { $0.bytes.lowerBound >= offset } ?? pieces.count
    var start = index
    while start > 0, depths[start] > 1 { start -= 1 }
    // Parameters are variables, too.
    while start > 0, contexts[start - 1] == .signature { start -= 1 }
    var end = index
    while end < pieces.count, depths[end] > 1 { end += 1 }
    var names: [String] = []
    for position in start..<end where pieces[position].isWord {
      let name = text(pieces[position].bytes)
      let isTyped = pieces[position].bytes.upperBound == offset
      if !isTyped, role(of: position) == .variable, !names.contains(name) { names.append(name) }
    }
    return names
  }

  /// Returns the probe points of the probe or alias whose handler is around `offset`; `nil` if it is in no handler.
  package func points(around offset: Int) -> String? {
    let index = pieces.firstIndex { $0.bytes.lowerBound >= offset } ?? pieces.count
    var end = index
    while end > 0, depths[end] > 1 || contexts[end] != .points { end -= 1 }
    guard end > 0, pieces[end].isOne(of: .leftBrace) else { return nil }
    // A later declaration may have come in between.
    for position in end + 1..<max(end + 1, index) where depths[position] == 1 {
      if pieces[position].keyword != nil { return nil }
    }
    var start = end
    while start > 0, contexts[start - 1] == .points,
      !(depths[start - 1] == 1 && pieces[start - 1].isOne(of: .assign, .addAssign))
    {
      start -= 1
    }
    guard start < end else { return nil }
    return text(pieces[start].bytes.lowerBound..<pieces[end].bytes.lowerBound)
  }

  /// Returns what the word that is the piece `index` names.
  private func role(of index: Int) -> Role {
    let piece = pieces[index]
    let before = index > 0 ? pieces[index - 1] : nil
    if before?.isOne(of: .arrow) == true { return .member(of: names(leadingTo: index)) }
    if contexts[index] == .points, piece.keyword != .probe {
      return .component(point: point(around: index))
    }
    switch piece.kind {
    case .token(.target): return .target
    case .token(.at): return .operation
    case .token(.keyword): return .keyword
    default: break
    }
    let isCalled = index + 1 < pieces.count && pieces[index + 1].isOne(of: .leftParenthesis)
    return isCalled || before?.keyword == .function ? .function : .variable
  }

  /// Returns the text of the probe point that the piece `index` is part of.
  private func point(around index: Int) -> String {
    let start = pointStart(before: index)
    var end = index
    while end + 1 < pieces.count, contexts[end + 1] == .points, !pieces[end + 1].isComment {
      let next = pieces[end + 1]
      let ends = next.isOne(of: .comma, .assign, .addAssign, .leftBrace, .question, .exclamation)
      if ends && !pieces[end].isOne(of: .dot) || next.keyword == .if { break }
      end += 1
    }
    return text(pieces[start].bytes.lowerBound..<pieces[end].bytes.upperBound)
  }
}
