import Diagnostics

/// What stands where in a script that is being written, and so need not be whole.
///
/// It goes by tokens and not by the tree: a script is rarely right while somebody types in it.
package struct ScriptInspection: Sendable {
  /// The script.
  let source: SourceText
  /// Its tokens and comments.
  let pieces: [FormatPiece]
  /// What each piece is part of, and, last, what would follow.
  let contexts: [FormatNesting.Context]
  /// How many brackets are open in front of each piece, the file itself counted, and, last, at the end.
  let depths: [Int]

  /// Looks at `source`.
  package init(_ source: SourceText) {
    self.source = source
    var sources = SourceMap()
    var lexer = Lexer(sources.add(source), in: sources, arguments: ScriptArguments([] as [String]))
    lexer.run()
    pieces = FormatPiece.pieces(of: lexer.tokens, in: source.bytes)
    var nesting = FormatNesting()
    var contexts: [FormatNesting.Context] = []
    var depths: [Int] = []
    var previous: FormatPiece?
    for piece in pieces {
      contexts.append(nesting.context)
      depths.append(nesting.brackets.count)
      guard !piece.isComment else { continue }
      nesting.follow(piece, behind: previous, isSpread: false)
      previous = piece
    }
    self.contexts = contexts + [nesting.context]
    self.depths = depths + [nesting.brackets.count]
  }

  /// Returns the text of `range`.
  func text(_ range: Range<Int>) -> String {
    String(decoding: source.bytes[range], as: UTF8.self)
  }

  /// Returns the number of the first piece of the probe point that goes on, or would, with the piece `index`.
  func pointStart(before index: Int) -> Int {
    var start = index
    while start > 0, contexts[start - 1] == .points, !pieces[start - 1].isComment {
      let isBoundary = pieces[start - 1].isOne(of: .comma, .assign, .addAssign)
      if isBoundary, depths[start - 1] == depths[index] { break }
      start -= 1
    }
    return start
  }

  /// Returns the target variable and the members that lead to the piece `index`, in front of which an arrow stands.
  func names(leadingTo index: Int) -> [String] {
    var names: [String] = []
    var position = index
    while position > 1, pieces[position - 1].isOne(of: .arrow) {
      position -= 2
      // Elements of arrays have members, too.
      while position > 0, pieces[position].isOne(of: .rightBracket) {
        while position > 0, !pieces[position].isOne(of: .leftBracket) { position -= 1 }
        position = max(0, position - 1)
      }
      guard pieces[position].isWord else { return [] }
      names.insert(text(pieces[position].bytes), at: 0)
    }
    return names
  }
}

extension FormatPiece {
  /// `true` iff it is a name, a keyword, or a word behind `$` or `@`.
  var isWord: Bool {
    switch kind {
    case .token(.identifier), .token(.keyword), .token(.target), .token(.at): true
    case .token, .lineComment, .blockComment: false
    }
  }
}
