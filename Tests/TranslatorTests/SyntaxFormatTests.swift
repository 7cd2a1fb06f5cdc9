import Diagnostics
import IR
import Testing

@testable import Translator

@Suite struct SyntaxFormatTests {
  @Test(arguments: Directive.Conversion.allCases)
  func `each conversion is read`(_ conversion: Directive.Conversion) {
    let result = FormatParser.parse(Array("%\(conversion.rawValue)".utf8))
    #expect(result.format.pieces == [.directive(Directive(conversion))])
    #expect(result.problems.isEmpty)
  }

  @Test(arguments: Directive.Flag.allCases)
  func `each flag is read`(_ flag: Directive.Flag) {
    let result = FormatParser.parse(Array("%\(flag.rawValue)5.3lx".utf8))
    #expect(
      result.format.pieces == [
        .directive(Directive(.hexadecimal, flag: flag, width: .fixed(5), precision: .fixed(3)))
      ])
  }

  @Test func `width and precision may be arguments`() {
    let result = FormatParser.parse(Array("%*.*s".utf8))
    #expect(
      result.format.pieces == [
        .directive(Directive(.string, width: .argument, precision: .argument))
      ])
  }

  @Test func `a precision without digits is 0`() {
    let result = FormatParser.parse(Array("%.s".utf8))
    #expect(
      result.format.pieces == [.directive(Directive(.string, precision: .fixed(0)))])
  }

  @Test func `a lone percent sign is printed`() {
    let result = FormatParser.parse(Array("100%% of 5%".utf8))
    #expect(result.format.pieces == [.text(Array("100% of 5%".utf8))])
    #expect(result.problems.isEmpty)
  }

  @Test func `text and directives alternate`() {
    let result = FormatParser.parse(Array("a%db%sc".utf8))
    #expect(
      result.format.pieces == [
        .text([97]), .directive(Directive(.decimal)), .text([98]), .directive(Directive(.string)),
        .text([99]),
      ])
    #expect(result.directives == [1..<3, 4..<6])
  }

  @Test(arguments: [
    ("%q", FormatProblem.unknownConversion("q")), ("%-+", .unknownConversion("+")),
    ("%5", .incomplete), ("%l", .incomplete), ("%99999d", .largeExtent),
    ("%é", .unknownConversion("é")),
  ])
  func `what is no directive is a problem`(_ text: String, _ problem: FormatProblem) {
    let result = FormatParser.parse(Array(text.utf8))
    #expect(result.problems.map(\.kind) == [problem])
    #expect(result.problems.map(\.bytes) == [0..<text.utf8.count])
  }

  @Test func `directives know their places behind escapes and in joined literals`() throws {
    let script = ParsedScript(#"probe begin { printf("\t\x41%5d" /* and */ "\n%-s%", 1, 2) }"#)
    guard case .expression(.print(let print)) = script.tree.probes[0].body.statements[0],
      case .format(let format) = print.layout
    else {
      Issue.record("no format")
      return
    }
    #expect(format.directiveRanges.map(script.text(of:)) == ["%5d", "%-s"])
    #expect(format.literal.text == "\tA%5d\n%-s%")
    #expect(print.arguments.count == 2)
  }
}
