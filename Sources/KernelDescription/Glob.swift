/// A pattern for names, with `*`, `?` and `[…]` as in a shell.
package struct Glob: Hashable, Sendable {
  /// The pattern's bytes.
  private let pattern: [UInt8]

  /// Creates a pattern.
  package init(_ pattern: String) { self.pattern = Array(pattern.utf8) }

  /// `true` iff only one name can match.
  package var isLiteral: Bool {
    !pattern.contains {
      $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "[")
    }
  }

  /// Returns `true` iff the whole of `name` matches.
  package func matches(_ name: String) -> Bool {
    var name = name
    return name.withUTF8 { matches($0) }
  }

  /// Returns `true` iff all bytes of `name` match.
  ///
  /// On a mismatch only the last star takes one more byte, so that time grows with the product of the lengths.
  private func matches(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
    var position = 0
    var place = 0
    var retry: (place: Int, position: Int)?
    while position < name.count {
      if place < pattern.count, pattern[place] == UInt8(ascii: "*") {
        place += 1
        retry = (place, position)
      } else if let next = matchOne(at: place, name[position]) {
        place = next
        position += 1
      } else if let last = retry {
        retry = (last.place, last.position + 1)
        place = last.place
        position = last.position + 1
      } else {
        return false
      }
    }
    return pattern[place...].allSatisfy { $0 == UInt8(ascii: "*") }
  }

  /// Returns the place behind the pattern's element at `place` if that matches `byte`.
  private func matchOne(at place: Int, _ byte: UInt8) -> Int? {
    guard place < pattern.count else { return nil }
    switch pattern[place] {
    case UInt8(ascii: "?"): return place + 1
    case UInt8(ascii: "["): return matchSet(at: place, byte)
    case UInt8(ascii: "*"): return nil
    case byte: return place + 1
    default: return nil
    }
  }

  /// Returns the place behind the set that starts at `place` if that has `byte`; a set without an end is text.
  private func matchSet(at place: Int, _ byte: UInt8) -> Int? {
    var start = place + 1
    let isNegated =
      start < pattern.count
      && (pattern[start] == UInt8(ascii: "!") || pattern[start] == UInt8(ascii: "^"))
    if isNegated { start += 1 }
    guard start < pattern.count,
      let end = pattern[(start + 1)...].firstIndex(of: UInt8(ascii: "]"))
    else { return byte == UInt8(ascii: "[") ? place + 1 : nil }
    var isMember = false
    var index = start
    while index < end {
      let isRange = index + 2 < end && pattern[index + 1] == UInt8(ascii: "-")
      let last = isRange ? pattern[index + 2] : pattern[index]
      if pattern[index] <= byte, byte <= last { isMember = true }
      index += isRange ? 3 : 1
    }
    return isMember != isNegated ? end + 1 : nil
  }
}
