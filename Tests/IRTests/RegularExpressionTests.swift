import Glibc
import Testing

@testable import IR

struct RegularExpressionTests {
  /// Returns the places of the groups of the first match of `pattern`, `-` for none; nil without a match. The
  /// automaton has to agree that there is one.
  private func groups(_ pattern: String, _ text: String) throws -> String? {
    let expression = try RegularExpression(Array(pattern.utf8))
    let automaton = try #require(expression.automaton())
    var matcher = GroupMatcher(expression)
    let bytes = Array(text.utf8)
    let isFound = bytes.withUnsafeBufferPointer { matcher.match($0) }
    #expect(automaton.matches(bytes) == isFound, "\(pattern) in \(text)")
    guard isFound else { return nil }
    return (0..<expression.groupCount).map { group in
      let start = matcher.places[2 * group]
      return start < 0 ? "-" : "\(start)..\(matcher.places[2 * group + 1])"
    }.joined(separator: " ")
  }

  @Test(arguments: [
    ("", "x", "0..0"), ("b", "abc", "1..2"), ("a|bc", "bc", "0..2"), ("ab*", "xabbb", "1..5"),
    ("^b", "ab", nil), ("a$", "ab", nil), ("b$", "ab", "1..2"), ("^$", "", "0..0"),
    ("a.c", "a\nc", "0..3"), ("[^a]", "a", nil), ("[]x]", "]", "0..1"), ("[x-]+", "-x", "0..2"),
    ("[[:digit:]_]+", "a1_2", "1..4"), ("[\\]]", "]", "0..1"), ("\\.", "a.b", "1..2"),
    ("\\.", "ab", nil), ("a{2,3}", "aaaa", "0..3"), ("a{2}", "a", nil), ("a{0,1}b", "b", "0..1"),
    ("(a)|(b)", "b", "0..1 - 0..1"), ("(a*)(a*)", "aa", "0..2 0..2 2..2"),
    ("(?:a|b)+(c)", "abc", "0..3 2..3"), ("(a|ab)(c|bcd)", "abcd", "0..4 0..1 1..4"),
    ("(^a|b)c", "xbc", "1..3 1..2"), ("(a*)*", "b", "0..0 0..0"), ("a$b", "a$b", nil),
    ("(a|$)", "b", "1..1 1..1"), ("(x+x+)+y", "xxxxxxxxxxxxxxxxxxxxxxxxxx", nil),
    ("}]", "}]", "0..2"), ("é", "née", "1..3"), ("[[:d:]]", "7", "0..1"),
  ])
  func `where expressions match`(pattern: String, text: String, expected: String?) throws {
    #expect(try groups(pattern, text) == expected)
  }

  @Test(
    arguments: [
      ("*a", .nothingToRepeat(UInt8(ascii: "*")), 0),
      ("a|+", .nothingToRepeat(UInt8(ascii: "+")), 2),
      ("^*", .repeatedAnchor(UInt8(ascii: "*")), 2), ("(a", .missing(UInt8(ascii: ")")), 2),
      ("a)", .unbalancedParenthesis, 1), ("(?a)", .missing(UInt8(ascii: ":")), 2),
      ("[a", .unclosedClass, 2), ("[", .unclosedClass, 1), ("[]", .unclosedClass, 2),
      ("[[:x:]]", .unknownClass(Array("x".utf8)), 3), ("[b-a]", .invertedRange, 3),
      ("a\\", .unexpectedEnd, 2), ("a{", .unexpectedEnd, 2), ("a{x}", .badCount, 2),
      ("a{3,2}", .badCount, 5), ("a{12345}", .badCount, 7), ("a{2", .missing(UInt8(ascii: "}")), 3),
      ("(a{9999}){9999}", .tooLarge, 0),
      (String(repeating: "(", count: 300), .tooDeep, 200),
      ("a" + String(repeating: "*", count: 300), .tooDeep, 201),
    ] as [(String, RegularExpressionError.Mistake, Int)])
  func `malformed expressions`(
    pattern: String, mistake: RegularExpressionError.Mistake, position: Int
  ) {
    #expect(throws: RegularExpressionError(mistake: mistake, position: position)) {
      try RegularExpression(Array(pattern.utf8))
    }
  }

  @Test func `an automaton has no two states that do the same`() throws {
    let expression = try RegularExpression(Array("^(abc|abd)".utf8))
    let automaton = try #require(expression.automaton())
    // Behind nothing, behind "a" and behind "ab"; all else is decided.
    #expect(automaton.stateCount == 3)
    #expect(automaton.next(automaton.start, UInt8(ascii: "b")) == RegularExpressionAutomaton.reject)
    let always = try #require(try RegularExpression(Array("a|$".utf8)).automaton())
    #expect(always.start == RegularExpressionAutomaton.accept)
    let never = try #require(try RegularExpression(Array("a$b".utf8)).automaton())
    #expect(never.start == RegularExpressionAutomaton.reject)
  }

  @Test func `what needs too many states has no automaton`() throws {
    let expression = try RegularExpression(Array("a.{14}b".utf8))
    #expect(expression.automaton() == nil)
    #expect(expression.automaton(maximumStates: 60_000) != nil)
  }

  @Test(arguments: 0..<8)
  func `the C library finds the same matches`(seed: UInt64) throws {
    var random = RandomPatterns(state: seed &* 0x9E37_79B9_7F4A_7C15 | 1)
    for _ in 0..<150 {
      let pattern = random.pattern(depth: 3)
      let expression = try RegularExpression(Array(pattern.utf8))
      let automaton = try #require(expression.automaton(maximumStates: 20_000))
      var matcher = GroupMatcher(expression)
      var witness = regex_t()
      try #require(regcomp(&witness, pattern, REG_EXTENDED) == 0, "\(pattern)")
      defer { regfree(&witness) }
      for _ in 0..<20 {
        let text = random.text()
        var place = regmatch_t()
        let expected = regexec(&witness, text, 1, &place, 0) == 0
        let bytes = Array(text.utf8)
        #expect(automaton.matches(bytes) == expected, "seed \(seed): '\(pattern)' in '\(text)'")
        let isFound = bytes.withUnsafeBufferPointer { matcher.match($0) }
        #expect(isFound == expected, "seed \(seed): '\(pattern)' in '\(text)'")
        if isFound {
          #expect(matcher.places[0] == Int(place.rm_so), "seed \(seed): '\(pattern)' in '\(text)'")
        }
      }
    }
  }
}

/// Makes patterns that mean the same to the C library, and texts that they may match.
private struct RandomPatterns {
  /// The state of the generator, xorshift64.
  var state: UInt64

  /// Returns a number below `bound`.
  private mutating func next(_ bound: Int) -> Int {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Int(state >> 16 & 0xFFFF_FFFF) % bound
  }

  /// Returns a pattern.
  mutating func pattern(depth: Int) -> String {
    let count = 1 + next(3)
    let parts = (0..<count).map { _ in part(depth: depth) }
    return parts.joined() + (next(4) == 0 ? "|" + part(depth: depth) : "")
  }

  /// Returns a part of a pattern.
  private mutating func part(depth: Int) -> String {
    let operators = ["", "", "", "*", "+", "?", "{1,2}"]
    switch next(depth > 0 ? 9 : 6) {
    case 0...2: return ["a", "b", "c"][next(3)] + operators[next(7)]
    case 3: return "." + operators[next(7)]
    case 4: return ["[ab]", "[^a]", "[b-c]", "[[:alpha:]]"][next(4)] + operators[next(7)]
    case 5: return ["(^|b)", "(c|$)"][next(2)]
    default: return "(" + pattern(depth: depth - 1) + ")" + operators[next(7)]
    }
  }

  /// Returns a text.
  mutating func text() -> String {
    (0..<next(9)).map { _ in ["a", "b", "c", "d"][next(4)] }.joined()
  }
}
