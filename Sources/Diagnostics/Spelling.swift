/// Finds the names that a misspelt one is close to.
package enum Spelling {
  /// Returns up to `limit` of `candidates` that are near `name`, nearest first, ties in given order: those that up to
  /// a third of its letters tell apart, in a word of at least four letters two.
  package static func near(
    _ name: String, among candidates: some Sequence<String>, limit: Int = 5
  ) -> [String] {
    let word = Array(name.utf8)
    let bound = word.count < 4 ? 1 : max(2, word.count / 3)
    var found: [(distance: Int, order: Int, name: String)] = []
    for (order, candidate) in candidates.enumerated() {
      let other = Array(candidate.utf8)
      guard abs(other.count - word.count) <= bound else { continue }
      let distance = editDistance(word, other)
      if distance > 0, distance <= bound { found.append((distance, order, candidate)) }
    }
    found.sort { ($0.distance, $0.order) < ($1.distance, $1.order) }
    return found.prefix(limit).map(\.name)
  }

  /// Returns "did you mean 'x'?" for the nearest of `candidates`, or `nil` if none is near.
  package static func suggestion(
    for name: String, among candidates: some Sequence<String>
  ) -> String? {
    near(name, among: candidates, limit: 1).first.map { "did you mean '\($0)'?" }
  }

  /// Returns the Levenshtein distance of `a` and `b`.
  private static func editDistance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var row = Array(0...b.count)
    for i in a.indices {
      var diagonal = row[0]
      row[0] = i + 1
      for j in b.indices {
        let substituted = diagonal + (a[i] == b[j] ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(substituted, row[j] + 1, row[j + 1] + 1)
      }
    }
    return row[b.count]
  }
}
