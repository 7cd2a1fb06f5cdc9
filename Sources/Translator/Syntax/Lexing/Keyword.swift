/// A word that the grammar keeps for itself.
enum Keyword: String, Sendable, Hashable, CaseIterable {
  case `break`, `catch`, `continue`, delete, `else`, `for`, foreach, function, global, `if`, `in`
  case limit, long, next, `private`, probe, `return`, string, `try`, `while`

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
