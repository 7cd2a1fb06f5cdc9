import Diagnostics
import IR

/// Operators that start with `@`.
extension Parser {
  /// Reads the operator `@name`, which is the next token.
  mutating func operation(_ name: String) throws(ParseFailure) -> Expression {
    guard let word = AtWord(rawValue: name) else {
      throw failure(SyntaxDiagnostics.unknownOperator(name, next, macros: macroNames))
    }
    switch word {
    case .count: return try statistic(.count)
    case .sum: return try statistic(.sum)
    case .min: return try statistic(.minimum)
    case .max: return try statistic(.maximum)
    case .avg: return try statistic(.average(shift: 0))
    case .variance: return try variance()
    case .histogramLinear, .histogramLogarithmic: return try histogramOrBucket()
    case .cast, .variable: return .target(try targetOperator(word))
    case .chooseDefined: return try chooseDefined()
    case .defined, .entry, .probeWrite, .counter, .constant, .enumerator, .enumeratorName,
      .kernelDereference, .userDereference, .kernelRegister, .userRegister:
      return try otherOperator(word)
    }
  }

  /// Reads an operator that makes an `OperatorExpression`, and the accesses behind it.
  private mutating func otherOperator(_ word: AtWord) throws(ParseFailure) -> Expression {
    let token = advance().range
    let opening = try expect(.leftParenthesis)
    let kind = try operands(of: word)
    try close(.rightParenthesis, opening)
    return try accesses(
      behind: .operator(OperatorExpression(kind, token: token, range: range(from: token))),
      from: token)
  }

  /// Reads the operands of `word`.
  private mutating func operands(
    of word: AtWord
  ) throws(ParseFailure) -> OperatorExpression.Kind {
    switch word {
    case .defined: return .defined(try expression())
    case .entry: return .entry(try expression())
    case .probeWrite: return .probeWrite(try identifier("the name of a variable"))
    case .counter: return .counter(try stringLiteral("the name of a counter in quotes"))
    case .constant: return .constant(try stringLiteral("a C constant in quotes"))
    case .enumerator: return .enumerator(try stringLiteral("the name of an enumerator in quotes"))
    case .enumeratorName: return try enumeratorName()
    case .kernelDereference: return try dereference(.kernel)
    case .userDereference: return try dereference(.user)
    case .kernelRegister: return .register(.kernel, try numberLiteral())
    case .userRegister: return .register(.user, try numberLiteral())
    case .avg, .count, .max, .min, .sum, .variance, .histogramLinear, .histogramLogarithmic,
      .cast, .variable, .chooseDefined:
      preconditionFailure("'@\(word.rawValue)' makes no operator expression")
    }
  }

  /// Reads a value, and perhaps a type and a module.
  private mutating func enumeratorName() throws(ParseFailure) -> OperatorExpression.Kind {
    let value = try expression()
    let type = skip(.comma) ? try stringLiteral("the name of a type in quotes") : nil
    return .enumeratorName(value, type: type, module: try module())
  }

  /// Reads a size and an address.
  private mutating func dereference(
    _ space: MemorySpace
  ) throws(ParseFailure) -> OperatorExpression.Kind {
    let size = try numberLiteral()
    try expect(.comma)
    return .dereference(space, size: size, address: try expression())
  }

  /// Reads a comma and the name of a module, if there is a comma.
  private mutating func module() throws(ParseFailure) -> StringLiteral? {
    skip(.comma) ? try stringLiteral("the name of a module in quotes") : nil
  }

  /// Reads `@cast` or `@var`, and what is reached from it.
  private mutating func targetOperator(_ word: AtWord) throws(ParseFailure) -> TargetExpression {
    let token = advance().range
    let opening = try expect(.leftParenthesis)
    let base: TargetExpression.Base
    if word == .cast {
      let value = try expression()
      try expect(.comma)
      let type = try stringLiteral("the name of a type in quotes")
      base = .cast(value, type: type, module: try module())
    } else {
      let name = try stringLiteral("the name of a variable in quotes")
      base = .named(name, module: try module())
    }
    try close(.rightParenthesis, opening)
    return try path(from: base, token: token, start: token)
  }

  /// Reads `@choose_defined(a, b)`, which is short for `@defined(a) ? a : b`.
  private mutating func chooseDefined() throws(ParseFailure) -> Expression {
    let token = advance().range
    let opening = try expect(.leftParenthesis)
    let first = try expression()
    try expect(.comma)
    let second = try expression()
    try close(.rightParenthesis, opening)
    let condition = OperatorExpression(.defined(first), token: token, range: first.range)
    let choice = ConditionalExpression(
      condition: .operator(condition), then: first, otherwise: second, token: token,
      range: range(from: token))
    return try accesses(behind: .conditional(choice), from: token)
  }

  /// Reads the operator of `statistic`, which takes only the statistic.
  private mutating func statistic(_ statistic: Statistic) throws(ParseFailure) -> Expression {
    let token = advance().range
    let opening = try expect(.leftParenthesis)
    let operand = try expression()
    try close(.rightParenthesis, opening)
    return .statistic(
      StatisticExpression(statistic, of: operand, token: token, range: range(from: token)))
  }

  /// Reads `@variance(statistic, shift)`.
  private mutating func variance() throws(ParseFailure) -> Expression {
    let token = advance().range
    let opening = try expect(.leftParenthesis)
    let operand = try expression()
    var shift = 0
    if skip(.comma) {
      let shiftToken = next
      let number = try numberLiteral().value
      if (0...62).contains(number) {
        shift = Int(number)
      } else {
        report(SyntaxDiagnostics.statisticShift(shiftToken))
      }
    }
    try close(.rightParenthesis, opening)
    return .statistic(
      StatisticExpression(
        .variance(shift: shift), of: operand, token: token, range: range(from: token)))
  }

  /// Reads a histogram, or one of its buckets.
  private mutating func histogramOrBucket() throws(ParseFailure) -> Expression {
    let histogram = try histogram()
    guard at(.leftBracket) else { return .histogram(histogram) }
    let opening = advance().range
    let index = try expression()
    try close(.rightBracket, opening)
    return .bucket(
      BucketExpression(histogram: histogram, index: index, range: range(from: histogram.token)))
  }

  /// Reads `@hist_log(…)` or `@hist_linear(…)`.
  mutating func histogram() throws(ParseFailure) -> HistogramExpression {
    let token = next
    guard case .at(let name) = token.kind, let word = AtWord(rawValue: name),
      word == .histogramLinear || word == .histogramLogarithmic
    else { throw failure("'@hist_log' or '@hist_linear'") }
    advance()
    let opening = try expect(.leftParenthesis)
    let operand = try expression()
    let kind = try word == .histogramLinear ? linearHistogram() : .logarithmic
    try close(.rightParenthesis, opening)
    return HistogramExpression(
      kind, of: operand, token: token.range, range: range(from: token.range))
  }

  /// Reads the three numbers of a linear histogram.
  private mutating func linearHistogram() throws(ParseFailure) -> Histogram {
    try expect(.comma, "',' and the low end of the histogram")
    let low = try numberLiteral().value
    try expect(.comma, "',' and the high end of the histogram")
    let high = try numberLiteral().value
    try expect(.comma, "',' and the width of the buckets")
    let step = try numberLiteral().value
    return .linear(low: low, high: high, step: step)
  }
}
