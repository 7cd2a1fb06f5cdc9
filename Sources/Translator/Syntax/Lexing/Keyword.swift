/// A word that the grammar keeps for itself.
enum Keyword: String, Sendable, Hashable, CaseIterable {
  /// Words that start a declaration.
  case function, global, `private`, probe
  /// Words that start a statement.
  case `break`, `continue`, delete, `for`, foreach, `if`, next, `return`, `try`, `while`
  /// Words inside statements.
  case `catch`, `else`, `in`, limit
  /// Words for types.
  case long, string

  /// The keywords under the offset of their first letter from `a`.
  private static let byFirstLetter: [[(bytes: [UInt8], keyword: Keyword)]] = {
    var lists = [[(bytes: [UInt8], keyword: Keyword)]](repeating: [], count: 26)
    for keyword in allCases {
      let bytes = Array(keyword.rawValue.utf8)
      lists[Int(bytes[0] - UInt8(ascii: "a"))].append((bytes, keyword))
    }
    return lists
  }()

  /// Creates the keyword that is spelt `word`, or `nil` if there is none.
  init?(_ word: ArraySlice<UInt8>) {
    guard let first = word.first, first >= UInt8(ascii: "a"), first <= UInt8(ascii: "z") else {
      return nil
    }
    for candidate in Self.byFirstLetter[Int(first - UInt8(ascii: "a"))]
    where candidate.bytes.count == word.count && word.elementsEqual(candidate.bytes) {
      self = candidate.keyword
      return
    }
    return nil
  }
}
