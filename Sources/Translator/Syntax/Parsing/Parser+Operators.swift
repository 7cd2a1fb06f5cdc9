import Diagnostics
import IR

/// Operators that start with `@`.
extension Parser {
  /// Reads the operator `@name`, which is the next token.
  mutating func operation(_ name: String) throws(ParseFailure) -> Expression {
    guard let word = AtWord(rawValue: name), environment.hasLanguage(of: word.firstVersion) else {
      throw failure(SyntaxDiagnostics.unknownOperator(name, next, macros: macroNames))
    }
    switch word {
    case .count: return try statistic(.count)
    case .sum: return try statistic(.sum)
    case .min: return try statistic(.minimum)
    case .max: return try statistic(.maximum)
    case .avg: return try statistic(.average(shift: 0))
    case .variance: return try variance()
    case .histogramLinear, .histogramLogarithmic: return try bucket()
    case .cast, .variable: return .target(try targetOperator(word))
    case .chooseDefined: return try chooseDefined()
    case .defined, .entry, .probeWrite, .counter, .constant, .enumerator, .enumeratorName,
      .kernelDereference, .userDereference, .kernelRegister, .userRegister:
      return try otherOperator(word)
    }
  }

  /// Reads an operator that makes an `OperatorExpression`, and the accesses behind it.
  private mutating func otherOperator(_ word: AtWord) throws(ParseFailure) -> Expression {
    if word.needsPrivilege { requirePrivilege(for: "'@\(word.rawValue)'") }
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
    let expression = StatisticExpression(
      statistic, of: operand, token: token, range: range(from: token))
    return try accesses(behind: .statistic(expression), from: token)
  }

  /// Reads `@variance(statistic, shift)`.
  private mutating func variance() throws(ParseFailure) -> Expression {
    let token = advance().range
    let opening = try expect(.leftParenthesis)
    let operand = try expression()
    let shift = skip(.comma) ? Int(try numberLiteral().value) : 0
    try close(.rightParenthesis, opening)
    let expression = StatisticExpression(
      .variance(shift: shift), of: operand, token: token, range: range(from: token))
    return try accesses(behind: .statistic(expression), from: token)
  }

  /// Reads a bucket of a histogram. A histogram as a whole is no value: it is printed, or walked over.
  private mutating func bucket() throws(ParseFailure) -> Expression {
    let histogram = try histogram()
    guard at(.leftBracket) else { throw failure(SyntaxDiagnostics.histogramAsValue(histogram)) }
    return try accesses(behind: .bucket(bucket(of: histogram)), from: histogram.token)
  }

  /// Reads the number of a bucket of `histogram`, in brackets.
  mutating func bucket(
    of histogram: HistogramExpression
  ) throws(ParseFailure) -> BucketExpression {
    let opening = advance().range
    let index = try expression()
    try close(.rightBracket, opening)
    return BucketExpression(
      histogram: histogram, index: index, range: range(from: histogram.token))
  }

  /// `true` iff the next token starts a histogram.
  var isAtHistogram: Bool {
    guard case .at(let name) = next.kind else { return false }
    return name == AtWord.histogramLinear.rawValue || name == AtWord.histogramLogarithmic.rawValue
  }

  /// Reads `@hist_log(…)` or `@hist_linear(…)`.
  mutating func histogram() throws(ParseFailure) -> HistogramExpression {
    guard isAtHistogram, case .at(let name) = next.kind else {
      throw failure("an array, '@hist_log' or '@hist_linear'")
    }
    let token = advance()
    let opening = try expect(.leftParenthesis)
    let operand = try expression()
    let isLinear = name == AtWord.histogramLinear.rawValue
    let kind = try isLinear ? linearHistogram() : .logarithmic
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
