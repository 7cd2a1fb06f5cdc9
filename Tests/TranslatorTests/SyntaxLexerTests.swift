import Diagnostics
import Testing

@testable import Translator

@Suite struct SyntaxLexerTests {
  /// Returns the kinds of the tokens of `text`, without the end.
  private func kinds(
    _ text: String, arguments: [String] = []
  ) -> [Token.Kind] {
    tokens(text, arguments: arguments).map(\.kind)
  }

  /// Returns the tokens of `text`, without the end.
  private func tokens(_ text: String, arguments: [String] = []) -> [Token] {
    var sources = SourceMap()
    let file = sources.add(SourceText(name: "script.stp", text: text))
    var lexer = Lexer(file, in: sources, arguments: ScriptArguments(arguments))
    lexer.run()
    return lexer.tokens.dropLast()
  }

  @Test func `the three kinds of comments are left out`() {
    #expect(
      kinds("a # b\nc // d\ne /* f\n * g */ h") == [
        .identifier("a"), .identifier("c"), .identifier("e"), .identifier("h"),
      ])
  }

  @Test func `the end of the file ends a block comment`() {
    #expect(kinds("a /* b") == [.identifier("a")])
  }

  @Test func `operators are as long as they can be`() {
    #expect(
      kinds("a<<<b<<=c>>>d->e=~f!~g.=h") == [
        .identifier("a"), .punctuation(.accumulate), .identifier("b"),
        .punctuation(.shiftLeftAssign), .identifier("c"), .punctuation(.shiftRightLogical),
        .identifier("d"), .punctuation(.arrow), .identifier("e"), .punctuation(.matches),
        .identifier("f"), .punctuation(.matchesNot), .identifier("g"),
        .punctuation(.appendAssign), .identifier("h"),
      ])
  }

  @Test(arguments: Punctuation.allCases)
  func `each punctuation is read as itself`(_ punctuation: Punctuation) {
    #expect(kinds(punctuation.rawValue) == [.punctuation(punctuation)])
  }

  @Test(arguments: Keyword.allCases)
  func `each keyword is read as itself and not inside a longer word`(_ keyword: Keyword) {
    #expect(kinds(keyword.rawValue) == [.keyword(keyword)])
    #expect(kinds(keyword.rawValue + "s") == [.identifier(keyword.rawValue + "s")])
  }

  @Test func `dollars belong to words`() {
    #expect(
      kinds("$a $$vars $a$$ x$ dtv$val $") == [
        .target("$a"), .target("$$vars"), .target("$a$$"), .identifier("x$"),
        .identifier("dtv$val"), .target("$"),
      ])
  }

  @Test(arguments: [
    ("0", 0), ("42", 42), ("0x1F", 31), ("017", 15), ("0b101", 5), ("0B1", 1),
    ("9223372036854775807", Int64.max),
    ("18446744073709551615", -1), ("0xffffffffffffffff", -1), ("9223372036854775808", Int64.min),
  ])
  func `numbers are decimal, octal, hexadecimal or binary, and wrap`(_ text: String, _ value: Int64)
  {
    #expect(kinds(text) == [.number(value)])
  }

  @Test(arguments: ["08", "1k", "0x", "0xg", "18446744073709551616", "12ab"])
  func `what is no number of 64 bits is malformed`(_ text: String) {
    #expect(kinds(text) == [.malformed(.invalidNumber(text))])
  }

  @Test(arguments: [
    (#""""#, ""), (#""a b""#, "a b"), (#""\t\n\"\\""#, "\t\n\"\\"), (#""\101\x42\q""#, "ABq"),
    (#""\0011""#, "\u{1}1"), (#""\x412""#, "A2"), ("\"a\\\nb\"", "a\nb"),
  ])
  func `escapes stand for bytes`(_ text: String, _ contents: String) {
    #expect(kinds(text) == [.string(Array(contents.utf8))])
  }

  @Test func `an escape can stand for any byte`() {
    #expect(kinds(#""\377\xfe\a""#) == [.string([255, 254, 7])])
  }

  @Test func `a string ends on its line`() {
    #expect(
      kinds("\"ab\nc") == [.malformed(.unclosedString(Array("ab".utf8))), .identifier("c")])
  }

  @Test func `C is read up to its closing bracket`() {
    #expect(kinds("%{ a } % b %} c") == [.embedded(" a } % b "), .identifier("c")])
    #expect(kinds("%{ a") == [.malformed(.unclosedEmbeddedCode(" a"))])
  }

  @Test func `script arguments are pasted as tokens or as strings`() {
    #expect(
      kinds("$1 @2 $# @#", arguments: ["timer.s(5)", "a \"b\" $1"]) == [
        .identifier("timer"), .punctuation(.dot), .identifier("s"), .punctuation(.leftParenthesis),
        .number(5), .punctuation(.rightParenthesis), .string(Array("a \"b\" $1".utf8)), .number(2),
        .string([UInt8(ascii: "2")]),
      ])
  }

  @Test func `script arguments that are missing or nested are malformed`() {
    #expect(
      kinds("$1 $2 $0", arguments: ["$2"]) == [
        .malformed(.nestedArgument), .malformed(.missingArgument(2)),
        .malformed(.missingArgument(0)),
      ])
  }

  @Test func `tokens know their place and what is in front of them`() {
    let tokens = tokens("ab c\n/* */d")
    #expect(tokens.map(\.range.start) == [0, 3, 10])
    #expect(tokens.map(\.range.end) == [2, 4, 11])
    #expect(tokens.map(\.spacing) == [.line, .blank, .line])
  }

  @Test func `characters beyond ASCII are malformed as a whole`() {
    #expect(kinds("a é") == [.identifier("a"), .malformed(.unknownCharacter("é"))])
  }
}
