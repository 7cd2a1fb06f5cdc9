import Diagnostics

/// Returns `file` of `sources` in the usual layout: two blanks for each level and where a statement goes on,
/// single blanks around operators.
///
/// Only blanks and line breaks change. Comments stay where they are, line breaks stay where they were put unless
/// braces or the ends of statements ask for others, and several empty lines become one. What is in the usual
/// layout already is returned as it is.
///
/// - Returns: `nil` if a token is not well formed or a bracket has no partner; why is in `log`.
package func formatted(
  _ file: SourceFileID, in sources: SourceMap, log: inout DiagnosticLog
) -> [UInt8]? {
  var lexer = Lexer(file, in: sources, arguments: ScriptArguments([] as [String]))
  lexer.run()
  for token in lexer.tokens {
    guard case .malformed(let error) = token.kind else { continue }
    // The arguments of a script are not known where it is laid out.
    if case .missingArgument(let number) = error, number > 0 { continue }
    log.add(SyntaxDiagnostics.malformed(error, token))
  }
  guard !log.hasErrors, Brackets.areBalanced(in: lexer.tokens, log: &log) else { return nil }
  var formatter = ScriptFormatter(lexer.tokens, of: sources[file].bytes)
  return formatter.run()
}

/// Lays out the pieces of a file, one after the other, on one way through them.
struct ScriptFormatter {
  /// The pieces.
  let pieces: [FormatPiece]
  /// The number of the first piece from each on that is no comment; `nil` where only comments follow.
  let nextCode: [Int?]
  /// The braces that have contents on lines of their own, by the numbers of the pieces.
  private let spreadBraces: Set<Int>
  /// What the pieces are spelt in.
  private let bytes: [UInt8]
  /// What stands between the pieces of a line.
  private let spacing: FormatSpacing
  /// What is open where the next piece stands.
  var nesting = FormatNesting()
  /// The number of the last piece that is no comment; `nil` in front of the first.
  private(set) var previous: Int?
  /// The text so far.
  private var text: FormatText

  /// Creates a formatter for `tokens` of a file that holds `bytes`.
  init(_ tokens: [Token], of bytes: [UInt8]) {
    let pieces = FormatPiece.pieces(of: tokens, in: bytes)
    var nextCode = [Int?](repeating: nil, count: pieces.count)
    var next: Int?
    for index in pieces.indices.reversed() {
      if !pieces[index].isComment { next = index }
      nextCode[index] = next
    }
    self.pieces = pieces
    self.nextCode = nextCode
    self.bytes = bytes
    spreadBraces = Brackets.spreadBraces(of: pieces)
    spacing = FormatSpacing(bytes)
    text = FormatText(capacity: bytes.count + bytes.count / 8)
  }

  /// Returns the text of all pieces.
  mutating func run() -> [UInt8] {
    for index in pieces.indices {
      separate(index)
      let piece = pieces[index]
      if case .blockComment = piece.kind {
        text.add(comment: bytes[piece.bytes], from: piece.column)
      } else {
        text.add(bytes[piece.bytes])
      }
      if !piece.isComment {
        nesting.follow(
          piece, behind: previous.map { pieces[$0] }, isSpread: spreadBraces.contains(index))
        previous = index
      }
    }
    if !pieces.isEmpty { text.breakLine() }
    return text.bytes
  }

  /// Writes what stands in front of the piece `index`.
  private mutating func separate(_ index: Int) {
    if index == 0 || breaksLine(before: index) {
      if index > 0 { text.breakLine() }
      if isEmptyLineKept(before: index) { text.breakLine() }
      let line = line(of: index)
      if !pieces[index].isComment { nesting.start(line) }
      text.addBlanks(line.columns)
    } else if pieces[index].isComment || pieces[index - 1].isComment {
      text.addBlanks(isTrailing(index) ? 2 : 1)
    } else if spacing.isBlank(at: index, of: pieces, nesting) {
      text.addBlanks(1)
    }
  }

  /// Returns whether an empty line in front of the piece `index` stays.
  private func isEmptyLineKept(before index: Int) -> Bool {
    guard index > 0, pieces[index].lineBreaks > 1 else { return false }
    return !spreadBraces.contains(index - 1) && !pieces[index].isOne(of: .rightBrace)
  }

  /// Returns whether the piece `index` is a comment at the end of a line.
  private func isTrailing(_ index: Int) -> Bool {
    switch pieces[index].kind {
    case .token: false
    case .lineComment: true
    case .blockComment: index + 1 == pieces.count || pieces[index + 1].lineBreaks > 0
    }
  }
}
