/// The regular expressions of a program, each prepared when it is used first, and the last match.
final class PatternTable {
  /// A regular expression.
  private struct Pattern {
    /// Its text.
    let text: [UInt8]
    /// What says whether it matches; `nil` before its first use.
    var search: AutomatonTable?
    /// What says where it matches; `nil` before that is asked first.
    var groups: GroupMatcher?
    /// `true` iff it has been used.
    var isUsed = false
  }

  /// The expressions.
  private var patterns: [Pattern] = []
  /// The string that was matched last.
  private var subject = ByteBuffer(capacity: 512)
  /// The number of the expression that matched last.
  private var matched = 0
  /// `true` iff the last match was successful.
  private var isMatch = false
  /// `true` iff it is known where the last match was.
  private var isLocated = false

  deinit {
    for pattern in patterns { pattern.search?.deallocate() }
    subject.deallocate()
  }

  /// The number of groups of the last match, the whole match included; 0 if nothing matched.
  var groupCount: Int { isMatch ? (patterns[matched].groups?.places.count ?? 0) / 2 : 0 }

  /// Returns the number of the pattern `text`.
  func number(of text: [UInt8]) -> Int {
    if let known = patterns.firstIndex(where: { $0.text == text }) { return known }
    patterns.append(Pattern(text: text))
    return patterns.count - 1
  }

  /// Returns whether the pattern numbered `number` matches somewhere in `text`; a malformed one never does.
  func matches(_ number: Int, _ text: StringView) -> Bool {
    if !patterns[number].isUsed { prepare(number) }
    matched = number
    isLocated = false
    isMatch = false
    if let search = patterns[number].search {
      isMatch = search.matches(text)
    } else if patterns[number].groups != nil {
      isMatch = patterns[number].groups?.match(text.bytes) ?? false
      isLocated = true
    }
    if isMatch {
      subject.count = 0
      subject.append(text.start, text.count)
    }
    return isMatch
  }

  /// Returns the text of a group of the last match; empty if it took no part in it.
  ///
  /// - Requires: there is such a group.
  func group(_ index: Int) -> StringView {
    if !isLocated {
      isLocated = patterns[matched].groups?.match(subject.bytes.bindMemory(to: UInt8.self)) ?? false
    }
    let places = patterns[matched].groups?.places ?? []
    let start = places[2 * index]
    let end = places[2 * index + 1]
    return start < 0 || end < start ? .empty : StringView(subject.start + start, end - start)
  }

  /// Forgets the last match.
  func reset() { isMatch = false }

  /// Prepares a pattern.
  private func prepare(_ number: Int) {
    patterns[number].isUsed = true
    guard let expression = try? RegularExpression(patterns[number].text) else { return }
    patterns[number].groups = GroupMatcher(expression)
    // Where the automaton is too large, the places of the groups say it.
    patterns[number].search = expression.automaton().map(AutomatonTable.init)
  }
}

/// An automaton in memory of its own, for running without checks.
private struct AutomatonTable {
  /// The rows of the states, 256 next states each.
  private let rows: UnsafeMutablePointer<UInt16>
  /// For each state whether it accepts where the text ends.
  private let endings: UnsafeMutablePointer<Bool>
  /// The state before the first byte.
  private let start: UInt16

  /// Creates the table of `automaton`.
  init(_ automaton: RegularExpressionAutomaton) {
    start = automaton.start
    let count = automaton.stateCount
    rows = .allocate(capacity: max(1, 256 * count))
    endings = .allocate(capacity: max(1, count))
    for state in 0..<count {
      endings[state] = automaton.acceptsAtEnd[state]
      for byte in 0...255 {
        rows[256 * state + byte] = automaton.next(UInt16(state), UInt8(byte))
      }
    }
  }

  /// Frees the memory.
  func deallocate() {
    rows.deallocate()
    endings.deallocate()
  }

  /// Returns `true` iff there is a match somewhere in `text`.
  func matches(_ text: StringView) -> Bool {
    var state = start
    var next = text.start
    let end = next + text.count
    while state < RegularExpressionAutomaton.reject, next < end {
      state = rows[Int(state) << 8 | Int(next.pointee)]
      next += 1
    }
    if state >= RegularExpressionAutomaton.reject {
      return state == RegularExpressionAutomaton.accept
    }
    return endings[Int(state)]
  }
}
