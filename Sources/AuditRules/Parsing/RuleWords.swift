import Diagnostics

/// A word of a rules file, and its place.
struct RuleWord: Hashable {
  /// The text, without quotes.
  let text: String
  /// The place.
  let range: SourceRange
}

/// Takes the lines of a rules file apart as auditctl(8) does: blanks stand between words, `#` at the start of a line
/// makes it a comment, and single quotes keep blanks together.
struct RuleWords {
  /// The file.
  let file: SourceFileID
  /// Its bytes.
  let bytes: [UInt8]

  /// The words of each line that has any.
  var lines: [[RuleWord]] {
    var lines: [[RuleWord]] = []
    var start = 0
    for end in bytes.indices where bytes[end] == UInt8(ascii: "\n") {
      lines.append(words(in: start..<end))
      start = end + 1
    }
    lines.append(words(in: start..<bytes.count))
    return lines.filter { !$0.isEmpty }
  }

  /// Returns the words in `line`.
  private func words(in line: Range<Int>) -> [RuleWord] {
    var words: [RuleWord] = []
    var offset = line.lowerBound
    while offset < line.upperBound {
      if Self.isBlank(bytes[offset]) {
        offset += 1
        continue
      }
      if bytes[offset] == UInt8(ascii: "#"), words.isEmpty { return [] }
      words.append(word(from: &offset, to: line.upperBound))
    }
    return words
  }

  /// Returns the word that starts at `offset`, and moves that behind it.
  private func word(from offset: inout Int, to end: Int) -> RuleWord {
    let start = offset
    var text: [UInt8] = []
    var isQuoted = false
    while offset < end, isQuoted || !Self.isBlank(bytes[offset]) {
      if bytes[offset] == UInt8(ascii: "'") {
        isQuoted.toggle()
      } else {
        text.append(bytes[offset])
      }
      offset += 1
    }
    return RuleWord(
      text: String(decoding: text, as: UTF8.self),
      range: SourceRange(file: file, start: start, end: offset))
  }

  /// `true` iff `byte` stands between words; a file may come from a system that ends lines with two.
  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
  }
}
