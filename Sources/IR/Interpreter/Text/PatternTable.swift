import Glibc

/// The regular expressions of a program, each compiled when it is used first, and the last match.
final class PatternTable {
  /// A regular expression.
  private struct Pattern {
    /// Its text.
    let text: [UInt8]
    /// What the C library made of it; `nil` before its first use, and for a malformed one.
    var compiled: UnsafeMutablePointer<regex_t>?
    /// `true` iff it has been used.
    var isUsed = false
  }

  /// The expressions.
  private var patterns: [Pattern] = []
  /// The string that was matched last, with a NUL behind it.
  private var subject = ByteBuffer(capacity: 512)
  /// Where the groups of the last match start and end.
  private let groups = UnsafeMutablePointer<regmatch_t>.allocate(
    capacity: PatternTable.maximumGroups)
  /// The number of groups of the last match, the whole match included; 0 if nothing matched.
  private(set) var groupCount = 0
  /// The most groups that are noted.
  private static let maximumGroups = 33

  deinit {
    for pattern in patterns {
      guard let compiled = pattern.compiled else { continue }
      regfree(compiled)
      compiled.deallocate()
    }
    subject.deallocate()
    groups.deallocate()
  }

  /// Returns the number of the pattern `text`.
  func number(of text: [UInt8]) -> Int {
    if let known = patterns.firstIndex(where: { $0.text == text }) { return known }
    patterns.append(Pattern(text: text))
    return patterns.count - 1
  }

  /// Returns whether the pattern numbered `number` matches somewhere in `text`; a malformed one never does.
  func matches(_ number: Int, _ text: StringView) -> Bool {
    if !patterns[number].isUsed { compile(number) }
    guard let compiled = patterns[number].compiled else { return false }
    subject.count = 0
    subject.append(text.start, text.count)
    subject.append(0)
    let isMatch = UnsafeRawPointer(subject.start).withMemoryRebound(
      to: CChar.self, capacity: subject.count
    ) { regexec(compiled, $0, Self.maximumGroups, groups, 0) == 0 }
    groupCount = isMatch ? min(compiled.pointee.re_nsub + 1, Self.maximumGroups) : 0
    return isMatch
  }

  /// Returns the text of a group of the last match; empty if it took no part in it.
  ///
  /// - Requires: there is such a group.
  func group(_ index: Int) -> StringView {
    let range = groups[index]
    guard range.rm_so >= 0 else { return .empty }
    return StringView(subject.start + Int(range.rm_so), Int(range.rm_eo - range.rm_so))
  }

  /// Forgets the last match.
  func reset() { groupCount = 0 }

  /// Has the C library compile a pattern.
  private func compile(_ number: Int) {
    patterns[number].isUsed = true
    let compiled = UnsafeMutablePointer<regex_t>.allocate(capacity: 1)
    let text = patterns[number].text.map { CChar(bitPattern: $0) } + [0]
    if regcomp(compiled, text, REG_EXTENDED) == 0 {
      patterns[number].compiled = compiled
    } else {
      compiled.deallocate()
    }
  }
}
