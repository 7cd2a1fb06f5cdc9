import Diagnostics
import IR

/// `@count(s)`, `@variance(s, 3)` and so on.
package struct StatisticExpression: Sendable, Hashable {
  /// What is read.
  package let statistic: Statistic
  /// The statistic: a variable or an element.
  package let operand: Expression
  /// The place of the `@` word.
  package let token: SourceRange
  /// Its place.
  package let range: SourceRange

  /// Creates an expression.
  package init(
    _ statistic: Statistic, of operand: Expression, token: SourceRange, range: SourceRange
  ) {
    self.statistic = statistic
    self.operand = operand
    self.token = token
    self.range = range
  }
}

/// `@hist_log(s)` or `@hist_linear(s, low, high, step)`.
package struct HistogramExpression: Sendable, Hashable {
  /// Which buckets.
  package let histogram: Histogram
  /// The statistic: a variable or an element.
  package let operand: Expression
  /// The place of the `@` word.
  package let token: SourceRange
  /// Its place.
  package let range: SourceRange

  /// Creates an expression.
  package init(
    _ histogram: Histogram, of operand: Expression, token: SourceRange, range: SourceRange
  ) {
    self.histogram = histogram
    self.operand = operand
    self.token = token
    self.range = range
  }
}

/// `@hist_log(s)[index]`.
package struct BucketExpression: Sendable, Hashable {
  /// The histogram.
  package let histogram: HistogramExpression
  /// The number of the bucket.
  package let index: Expression
  /// Its place.
  package let range: SourceRange

  /// Creates an expression.
  package init(histogram: HistogramExpression, index: Expression, range: SourceRange) {
    self.histogram = histogram
    self.index = index
    self.range = range
  }
}
