import Diagnostics

/// Calls of the `print` family.
extension Parser {
  /// Reads a call of `function`, whose name is the next token.
  mutating func print(_ function: PrintFunction) throws(ParseFailure) -> PrintExpression {
    let name = Identifier(function.rawValue, at: advance().range)
    let opening = try expect(.leftParenthesis)
    var layout = PrintExpression.Layout.plain(delimiter: nil, ending: function.ending)
    var arguments: [Expression]
    if function.takesFormat {
      layout = .format(try formatString())
      arguments = skip(.comma) ? try list(before: .rightParenthesis) : []
    } else {
      if function.takesDelimiter {
        let delimiter = try stringLiteral("a delimiter in quotes")
        layout = .plain(delimiter: delimiter, ending: function.ending)
        if at(.rightParenthesis) { throw failure(SyntaxDiagnostics.missingPrintArgument(name)) }
        try expect(.comma)
      }
      arguments = try list(before: .rightParenthesis)
      if arguments.isEmpty, function != .println, function != .sprintln {
        throw failure(SyntaxDiagnostics.missingPrintArgument(name))
      }
    }
    try close(.rightParenthesis, opening)
    return PrintExpression(
      to: function.destination, layout: layout, arguments: arguments, token: name.range,
      range: range(from: name.range))
  }

  /// Reads the format of a `printf`.
  private mutating func formatString() throws(ParseFailure) -> FormatString {
    let first = position
    let literal = try stringLiteral("a format in quotes")
    let places = BytePlaces(of: tokens[first..<position], in: sources)
    let parsed = FormatParser.parse(literal.bytes)
    for problem in parsed.problems {
      report(SyntaxDiagnostics.format(problem.kind, places.range(of: problem.bytes)))
    }
    return FormatString(
      format: parsed.format, directiveRanges: parsed.directives.map { places.range(of: $0) },
      literal: literal)
  }
}
