import Diagnostics

/// Where in the source the bytes of a string literal stand.
struct BytePlaces {
  /// The bytes of one token.
  private struct Piece {
    /// The place of the token.
    let range: SourceRange
    /// The number of bytes it stands for.
    let count: Int
    /// The offset in the file of each byte, and of the end behind the last; empty if they are not told apart.
    let offsets: [Int]
  }

  /// The tokens' bytes, in order.
  private var pieces: [Piece] = []

  /// Creates the places of the bytes that `tokens`, which are strings, stand for together.
  init(of tokens: ArraySlice<Token>, in sources: SourceMap) {
    for token in tokens {
      guard case .string(let contents) = token.kind else { continue }
      pieces.append(
        Piece(
          range: token.range, count: contents.count,
          offsets: Self.offsets(of: token, count: contents.count, in: sources)))
    }
  }

  /// Returns the place of `bytes`; the whole of the tokens that they are in if those are macros' or
  /// arguments'.
  func range(of bytes: Range<Int>) -> SourceRange {
    var start = 0
    var found: SourceRange?
    for piece in pieces {
      let low = max(bytes.lowerBound, start) - start
      let high = min(bytes.upperBound, start + piece.count) - start
      if low < high {
        let part =
          piece.offsets.isEmpty
          ? piece.range
          : SourceRange(
            file: piece.range.file, start: piece.offsets[low], end: piece.offsets[high])
        found = found?.joined(with: part) ?? part
      }
      start += piece.count
    }
    return found ?? pieces[0].range
  }

  /// Returns the offsets of the `count` bytes of `token`, and of the closing quote.
  private static func offsets(of token: Token, count: Int, in sources: SourceMap) -> [Int] {
    let source = sources[token.spelling.file].bytes
    var position = Int(token.spelling.start)
    let end = Int(token.spelling.end)
    // A script argument is spelt `@1`.
    guard !token.isExpanded, source[position] == UInt8(ascii: "\"") else { return [] }
    position += 1
    var offsets: [Int] = []
    while position < end, offsets.count < count {
      offsets.append(position)
      position += EscapeDecoder.unit(in: source, at: position, before: end).length
    }
    offsets.append(position)
    return offsets.count == count + 1 ? offsets : []
  }
}
