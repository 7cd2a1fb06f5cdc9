import Diagnostics

/// An expression. Parentheses are gone: the shape of the tree says what they said.
package indirect enum Expression: Sendable, Hashable {
  /// A number.
  case number(NumberLiteral)
  /// A string.
  case string(StringLiteral)
  /// A variable, or an array as a whole where an operator takes one.
  case variable(Identifier)
  /// `array[keys]`.
  case element(ElementAccess)
  /// `$name`, `@var(…)`, `@cast(…)` and what is reached from them.
  case target(TargetExpression)
  /// `name(arguments)`.
  case call(CallExpression)
  /// `-x`, `+x`, `!x`, `~x`.
  case prefix(PrefixExpression)
  /// `++x`, `x++`, `--x`, `x--`.
  case increment(IncrementExpression)
  /// Arithmetic on two longs.
  case binary(BinaryExpression)
  /// `&&` and `||`.
  case logical(LogicalExpression)
  /// `==`, `<` and so on.
  case comparison(ComparisonExpression)
  /// `a . b`.
  case concatenation(ConcatenationExpression)
  /// `=~` and `!~`.
  case match(MatchExpression)
  /// `[keys] in array`.
  case membership(MembershipExpression)
  /// `condition ? a : b`.
  case conditional(ConditionalExpression)
  /// `place = value` and so on.
  case assignment(AssignmentExpression)
  /// The `print` family.
  case print(PrintExpression)
  /// `@count(…)` and so on.
  case statistic(StatisticExpression)
  /// `@hist_log(…)` and `@hist_linear(…)`; only `print` and `foreach` take one.
  case histogram(HistogramExpression)
  /// `@hist_log(…)[i]`.
  case bucket(BucketExpression)
  /// `@defined(…)`, `@const(…)` and the other operators that start with `@`.
  case `operator`(OperatorExpression)
  /// `%{ … %}`.
  case embedded(EmbeddedCode)

  /// Its place.
  package var range: SourceRange {
    switch self {
    case .number(let expression): expression.range
    case .string(let expression): expression.range
    case .variable(let expression): expression.range
    case .element(let expression): expression.range
    case .target(let expression): expression.range
    case .call(let expression): expression.range
    case .prefix(let expression): expression.range
    case .increment(let expression): expression.range
    case .binary(let expression): expression.range
    case .logical(let expression): expression.range
    case .comparison(let expression): expression.range
    case .concatenation(let expression): expression.range
    case .match(let expression): expression.range
    case .membership(let expression): expression.range
    case .conditional(let expression): expression.range
    case .assignment(let expression): expression.range
    case .print(let expression): expression.range
    case .statistic(let expression): expression.range
    case .histogram(let expression): expression.range
    case .bucket(let expression): expression.range
    case .operator(let expression): expression.range
    case .embedded(let expression): expression.range
    }
  }

  /// The place of the token that messages name: the operator, or the name that is called or read.
  package var token: SourceRange {
    switch self {
    case .number(let expression): expression.range
    case .string(let expression): expression.range
    case .variable(let expression): expression.range
    case .element(let expression): expression.array.range
    case .target(let expression): expression.token
    case .call(let expression): expression.function.range
    case .prefix(let expression): expression.token
    case .increment(let expression): expression.token
    case .binary(let expression): expression.token
    case .logical(let expression): expression.token
    case .comparison(let expression): expression.token
    case .concatenation(let expression): expression.token
    case .match(let expression): expression.token
    case .membership(let expression): expression.token
    case .conditional(let expression): expression.token
    case .assignment(let expression): expression.token
    case .print(let expression): expression.token
    case .statistic(let expression): expression.token
    case .histogram(let expression): expression.token
    case .bucket(let expression): expression.histogram.token
    case .operator(let expression): expression.token
    case .embedded(let expression): expression.range
    }
  }
}
