import Diagnostics

/// Calls of the `print` family.
extension Parser {
  /// Reads a call of `function`, whose name is the next token.
  mutating func print(_ function: PrintFunction) throws(ParseFailure) -> PrintExpression {
    let name = Identifier(function.rawValue, at: advance().range)
    let opening = try expect(.leftParenthesis)
    let (layout, arguments) = try arguments(of: function, name)
    try close(.rightParenthesis, opening)
    return PrintExpression(
      to: function.destination, layout: layout, arguments: arguments, token: name.range,
      range: range(from: name.range))
  }

  /// Reads what stands in the parentheses behind `function`, which is called `name`.
  private mutating func arguments(
    of function: PrintFunction, _ name: Identifier
  ) throws(ParseFailure) -> (PrintExpression.Layout, [Expression]) {
    switch function.arguments {
    case .format:
      let format = try formatString()
      return (.format(format), skip(.comma) ? try values(of: name, atLeast: 1) : [])
    case .delimited:
      let delimiter = try stringLiteral("a delimiter in quotes")
      try expect(.comma)
      let values = try values(of: name, atLeast: 2)
      return (.plain(delimiter: delimiter, ending: function.ending), values)
    case .characters:
      let values = try values(of: name, atLeast: 1)
      return (.format(Self.characters(values)), values)
    case .values:
      let values =
        try isAtHistogram
        ? histogramArguments(of: name) : values(of: name, atLeast: function.ending == .line ? 0 : 1)
      return (.plain(delimiter: nil, ending: function.ending), values)
    }
  }

  /// Reads the values that the function `name` prints, at least `least` of them.
  private mutating func values(
    of name: Identifier, atLeast least: Int
  ) throws(ParseFailure) -> [Expression] {
    let values = try list(before: .rightParenthesis)
    guard values.count >= least else {
      throw failure(SyntaxDiagnostics.missingPrintArgument(name, least - values.count, next))
    }
    return values
  }

  /// Returns the format that prints each of `values` as a character.
  private static func characters(_ values: [Expression]) -> FormatString {
    let literal = Array(repeating: Array("%c".utf8), count: values.count).flatMap { $0 }
    return FormatString(
      format: FormatParser.parse(literal).format, directiveRanges: values.map(\.range),
      literal: StringLiteral(literal, at: values[0].range))
  }

  /// Reads arguments the first of which is a histogram, which stands alone, or one of its buckets, which stands
  /// without operators.
  private mutating func histogramArguments(
    of name: Identifier
  ) throws(ParseFailure) -> [Expression] {
    let histogram = try histogram()
    guard at(.leftBracket) else { return [.histogram(histogram)] }
    let bucket = Expression.bucket(try bucket(of: histogram))
    return [bucket] + (skip(.comma) ? try values(of: name, atLeast: 1) : [])
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
