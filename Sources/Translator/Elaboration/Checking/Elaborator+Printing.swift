import Diagnostics
import IR

extension Elaborator {
  /// Checks `sprint` and its siblings.
  mutating func checkValue(_ print: PrintExpression) -> Checked {
    guard print.destination == .value else {
      guard let output = checkOutput(print) else { return failure }
      let statement = TypedStatement(output, range: print.range)
      // SystemTap has 0 for what printing yields.
      let zero = TypedExpression(.long(0), type: .long, range: print.range)
      return .known(
        TypedExpression(
          .sequence([statement], zero), type: .long, range: print.range, token: print.token))
    }
    if let (chart, ending) = print.chart { return check(chart, ending, print) }
    guard let (format, arguments) = layOut(print) else { return failure }
    return .known(
      TypedExpression(
        .format(format, arguments), type: .string, range: print.range, token: print.token))
  }

  /// Checks `print` and its siblings as a statement.
  mutating func checkOutput(_ print: PrintExpression) -> TypedStatement.Kind? {
    body.isImpure = true
    if let (chart, ending) = print.chart { return printHistogram(chart, ending: ending) }
    return layOut(print).map { .print($0.format, $0.arguments) }
  }

  /// Checks `print(@hist_log(…))`.
  private mutating func printHistogram(
    _ expression: HistogramExpression, ending: PrintExpression.Ending
  ) -> TypedStatement.Kind? {
    guard let place = histogram(expression) else { return nil }
    let chart = TypedStatement.Kind.printHistogram(
      expression.histogram, place.global, place.keys)
    guard ending == .line else { return chart }
    let lineBreak = TypedStatement.Kind.print(Format([.text([UInt8(ascii: "\n")])]), [])
    return .block([chart, lineBreak].map { TypedStatement($0, range: expression.range) })
  }

  /// Checks `sprint(@hist_log(…))`.
  private mutating func check(
    _ chart: HistogramExpression, _ ending: PrintExpression.Ending, _ print: PrintExpression
  ) -> Checked {
    guard let place = histogram(chart) else { return failure }
    func text(_ kind: TypedExpression.Kind) -> TypedExpression {
      TypedExpression(kind, type: .string, range: print.range, token: print.token)
    }
    let drawn = text(.formatHistogram(chart.histogram, place.global, place.keys))
    guard ending == .line else { return .known(drawn) }
    return .known(text(.concatenate(drawn, text(.string([UInt8(ascii: "\n")])))))
  }

  /// Returns the format string and the arguments of `print`; `nil` if one has no meaning.
  private mutating func layOut(
    _ print: PrintExpression
  ) -> (format: Format, arguments: [TypedExpression])? {
    switch print.layout {
    case .format(let string): return layOut(print, by: string)
    case .plain(let delimiter, let ending):
      return layOut(print, delimiter: delimiter?.bytes ?? [], ending: ending)
    }
  }

  /// Returns what `printf` prints.
  private mutating func layOut(
    _ print: PrintExpression, by string: FormatString
  ) -> (Format, [TypedExpression])? {
    let takers = string.takers
    var arguments: [TypedExpression]? = []
    for (index, argument) in print.arguments.enumerated() {
      let checked = check(argument, index < takers.count ? takers[index] : nil)
      if case .known(let value) = checked { arguments?.append(value) } else { arguments = nil }
    }
    guard takers.count == print.arguments.count else {
      let extra = print.arguments.dropFirst(takers.count).first
      report(
        .argumentCount(
          expected: takers.count, found: print.arguments.count, at: extra?.range ?? print.token))
      return nil
    }
    return arguments.map { (string.format, $0) }
  }

  /// Returns what `print` and `printd` print: the arguments by their types.
  private mutating func layOut(
    _ print: PrintExpression, delimiter: [UInt8], ending: PrintExpression.Ending
  ) -> (Format, [TypedExpression])? {
    var pieces: [Format.Piece] = []
    var arguments: [TypedExpression]? = []
    for (index, argument) in print.arguments.enumerated() {
      guard case .known(let value) = check(argument), let type = value.type else {
        arguments = nil
        continue
      }
      if index > 0, !delimiter.isEmpty { pieces.append(.text(delimiter)) }
      pieces.append(.directive(Directive(type == .string ? .string : .decimal)))
      arguments?.append(value)
    }
    if ending == .line { pieces.append(.text([UInt8(ascii: "\n")])) }
    return arguments.map { (Format(pieces), $0) }
  }
}

extension FormatString {
  /// What the arguments have to be, in order, and the directives that take them.
  fileprivate var takers: [Expectation] {
    var takers: [Expectation] = []
    var ranges = directiveRanges[...]
    for case .directive(let directive) in format.pieces {
      let range = ranges.popFirst()
      let extents = [directive.width, directive.precision].count { $0 == .argument }
      let type: ValueType = directive.conversion == .string ? .string : .long
      let types = [ValueType](repeating: .long, count: extents) + [type]
      takers += types.map { Expectation($0, origin: range, reason: .conversion) }
    }
    return takers
  }
}

extension PrintExpression {
  /// The histogram that is printed as a whole, and what stands behind it; `nil` if there is none.
  fileprivate var chart: (histogram: HistogramExpression, ending: Ending)? {
    guard case .plain(_, let ending) = layout, arguments.count == 1,
      case .histogram(let histogram) = arguments[0]
    else { return nil }
    return (histogram, ending)
  }
}
