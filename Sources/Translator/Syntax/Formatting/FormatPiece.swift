/// A token or comment as it is spelt, with what the layout needs to know of its surroundings.
struct FormatPiece {
  /// What a piece is.
  enum Kind {
    /// A token.
    case token(Token.Kind)
    /// `# …` or `// …`.
    case lineComment
    /// `/* … */`.
    case blockComment
  }

  /// What it is.
  let kind: Kind
  /// The offsets of its bytes in the file, without blanks at its end.
  let bytes: Range<Int>
  /// How many line breaks are between it and the piece before.
  let lineBreaks: Int
  /// `true` iff there is a line break in it.
  let hasLineBreak: Bool
  /// `true` iff nothing at all is between it and the piece before.
  let isAdjacent: Bool
  /// The column of its first byte, from 0.
  let column: Int

  /// `true` iff it is a comment.
  var isComment: Bool {
    if case .token = kind { false } else { true }
  }

  /// The punctuation that it is; `nil` if it is something else.
  var punctuation: Punctuation? {
    if case .token(.punctuation(let punctuation)) = kind { punctuation } else { nil }
  }

  /// The keyword that it is; `nil` if it is something else.
  var keyword: Keyword? {
    if case .token(.keyword(let keyword)) = kind { keyword } else { nil }
  }

  /// Returns whether it is one of `punctuations`.
  func isOne(of punctuations: Punctuation...) -> Bool {
    punctuation.map(punctuations.contains) ?? false
  }

  /// Returns the pieces of a file that holds `bytes`, whose tokens are `tokens`.
  static func pieces(of tokens: [Token], in bytes: [UInt8]) -> [FormatPiece] {
    var cutter = FormatCutter(bytes, capacity: tokens.count + tokens.count / 4)
    for token in tokens {
      if case .end = token.kind {
        cutter.addComments(before: bytes.count)
      } else {
        cutter.addComments(before: Int(token.range.start))
        cutter.add(.token(token.kind), Int(token.range.start)..<Int(token.range.end))
      }
    }
    return cutter.pieces
  }
}

/// Cuts a file into pieces.
private struct FormatCutter {
  /// The bytes of the file.
  private let bytes: [UInt8]
  /// The pieces so far.
  private(set) var pieces: [FormatPiece] = []
  /// Where the piece before ends.
  private var end = 0
  /// Where the line of the last piece starts.
  private var lineStart = 0

  /// Creates a cutter for `bytes`, which are about `capacity` pieces.
  init(_ bytes: [UInt8], capacity: Int) {
    self.bytes = bytes
    pieces.reserveCapacity(capacity)
  }

  /// Adds the comments between the last piece and `limit`.
  mutating func addComments(before limit: Int) {
    var position = end
    while position < limit {
      let start = position
      if bytes[position] == UInt8(ascii: "#") || starts(with: "//", at: position) {
        position = bytes[position..<limit].firstIndex(of: UInt8(ascii: "\n")) ?? limit
        add(.lineComment, start..<position)
      } else if starts(with: "/*", at: position) {
        position += 2
        while position < limit, !starts(with: "*/", at: position) { position += 1 }
        position = min(position + 2, limit)
        add(.blockComment, start..<position)
      } else {
        position += 1
      }
    }
  }

  /// Returns whether `text` stands at `position`.
  private func starts(with text: StaticString, at position: Int) -> Bool {
    guard position + text.utf8CodeUnitCount <= bytes.count else { return false }
    return text.withUTF8Buffer { bytes[position..<position + $0.count].elementsEqual($0) }
  }

  /// Adds the piece `range`.
  mutating func add(_ kind: FormatPiece.Kind, _ range: Range<Int>) {
    var lineBreaks = 0
    for offset in end..<range.lowerBound where bytes[offset] == UInt8(ascii: "\n") {
      lineBreaks += 1
      lineStart = offset + 1
    }
    let column = range.lowerBound - lineStart
    let inner = bytes[range].lastIndex(of: UInt8(ascii: "\n"))
    var last = range.upperBound
    // A comment that nothing closes has the last line break of the file in it.
    while last > range.lowerBound, bytes[last - 1].endsLine { last -= 1 }
    pieces.append(
      FormatPiece(
        kind: kind, bytes: range.lowerBound..<last, lineBreaks: lineBreaks,
        hasLineBreak: inner.map { $0 < last } ?? false, isAdjacent: end == range.lowerBound,
        column: column))
    if let inner { lineStart = inner + 1 }
    end = range.upperBound
  }
}

extension UInt8 {
  /// `true` iff it is a blank or a line break.
  fileprivate var endsLine: Bool { isBlank || self == UInt8(ascii: "\n") }

  /// `true` iff it is a blank, a tabulator or a carriage return.
  var isBlank: Bool {
    self == UInt8(ascii: " ") || self == UInt8(ascii: "\t") || self == UInt8(ascii: "\r")
  }
}
