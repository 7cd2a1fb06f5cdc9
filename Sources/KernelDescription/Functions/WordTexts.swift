/// Names taken apart into words, each with the underscores behind it.
struct WordTexts {
  /// The names.
  private let names: StringPool

  /// The words.
  private(set) var pool = StringPool()

  /// The words of all names that were added, one after the other, by where they are in `pool`.
  private(set) var words: [Int] = []

  /// Where in `words` each name ends.
  private var ends: [Int] = []

  /// Creates an empty list of names that are in `names`.
  init(_ names: StringPool) { self.names = names }

  /// Adds a name.
  mutating func add(_ name: StringReference) {
    names.withStrings { strings in
      let text = strings[name]
      var start = 0
      while start < text.count {
        var end = start
        while end < text.count, text[end] != UInt8(ascii: "_") { end += 1 }
        while end < text.count, text[end] == UInt8(ascii: "_") { end += 1 }
        let word = pool.intern(UnsafeBufferPointer(rebasing: text[start..<end]))
        words.append(Int(word.rawValue))
        start = end
      }
    }
    ends.append(words.count)
  }

  /// The words of the name that was added when there were `index`.
  subscript(index: Int) -> ArraySlice<Int> {
    words[(index == 0 ? 0 : ends[index - 1])..<ends[index]]
  }
}
