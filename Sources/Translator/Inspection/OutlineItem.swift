import Diagnostics

/// One declaration in the outline of a script.
package struct OutlineItem: Hashable, Sendable {
  /// What is declared.
  package enum Kind: Hashable, Sendable {
    /// A function.
    case function
    /// A global variable.
    case global
    /// A macro.
    case macro
    /// A probe or an alias.
    case probe
  }

  /// The name; of a probe, its probe points.
  package let name: String
  /// What is declared.
  package let kind: Kind
  /// The offsets of the bytes of the declaration.
  package let range: Range<Int>
  /// The offsets of the bytes of the name.
  package let head: Range<Int>
}

extension SourceText {
  /// The declarations of the script, in order; several globals of one declaration are one item each.
  package var outline: [OutlineItem] {
    TapsetScanner.index(of: bytes).declarations.flatMap { declaration in
      let whole = LibraryDeclaration(self, in: declaration.start..<declaration.end)
      switch declaration.kind {
      case .function(let name, _): return [whole.item(name, .function)]
      case .macro(let name): return [whole.item(name, .macro)]
      case .globals(let names, _): return names.map { whole.item($0, .global) }
      case .aliases(let names): return names.map { whole.item($0, .probe) }
      case .probe:
        let points = whole.head.dropFirst("probe".count).split(whereSeparator: \.isWhitespace)
        return [whole.item(points.joined(separator: " "), .probe)]
      }
    }
  }
}

extension LibraryDeclaration {
  /// Returns where the word `name` first stands in it; `nil` if it does not as it is spelt.
  package func range(of name: String) -> Range<Int>? {
    let word = Array(name.utf8)
    guard !word.isEmpty, range.count >= word.count else { return nil }
    for start in range.lowerBound...(range.upperBound - word.count)
    where source.bytes[start] == word[0]
      && source.bytes[start..<start + word.count].elementsEqual(word)
    {
      let isBegun = start > range.lowerBound && source.bytes[start - 1].isWordByte
      let goesOn =
        start + word.count < range.upperBound && source.bytes[start + word.count].isWordByte
      if !isBegun, !goesOn { return start..<start + word.count }
    }
    return nil
  }

  /// Returns the item of the outline for what it declares under `name`.
  fileprivate func item(_ name: String, _ kind: OutlineItem.Kind) -> OutlineItem {
    let first = range.lowerBound..<range.lowerBound + head.utf8.count
    return OutlineItem(name: name, kind: kind, range: range, head: self.range(of: name) ?? first)
  }
}

extension UInt8 {
  /// `true` iff names can have it.
  fileprivate var isWordByte: Bool { Lexer.startsWord(self) || Lexer.isDigit(self) }
}
