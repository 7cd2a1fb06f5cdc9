import Diagnostics
import IR

/// `foreach (value = [keys] in array[slice] @op+ limit n) …`.
package struct ForEachStatement: Sendable, Hashable {
  /// What is walked over.
  package enum Source: Sendable, Hashable {
    /// An array; of its elements those whose keys match `slice`, all if it is empty.
    case array(Identifier, slice: [Index])
    /// The buckets of a histogram.
    case histogram(HistogramExpression)
  }

  /// The way that elements are sorted.
  package struct Order: Sendable, Hashable {
    /// What is compared.
    package enum Subject: Sendable, Hashable {
      /// The key at a position, from 0.
      case key(Int)
      /// The value; the count if the elements are statistics.
      case value
      /// A statistic of the element.
      case statistic(Statistic)
    }

    /// What is compared.
    package let subject: Subject
    /// `true` iff the greatest comes first.
    package let isDescending: Bool
    /// The place of the `+` or `-`.
    package let range: SourceRange

    /// Creates an order.
    package init(by subject: Subject, isDescending: Bool, range: SourceRange) {
      self.subject = subject
      self.isDescending = isDescending
      self.range = range
    }
  }

  /// The variable in front of `=`, which takes the value.
  package let value: Identifier?
  /// The variables that take the keys; at least one.
  package let keys: [Identifier]
  /// What is walked over.
  package let source: Source
  /// The way that elements are sorted; `nil` for the order of insertion.
  package let order: Order?
  /// The number of elements at most.
  package let limit: Expression?
  /// What is done with each element.
  package let body: Statement
  /// Its place.
  package let range: SourceRange

  /// Creates a `foreach`.
  package init(
    value: Identifier?, keys: [Identifier], source: Source, order: Order?, limit: Expression?,
    body: Statement, range: SourceRange
  ) {
    self.value = value
    self.keys = keys
    self.source = source
    self.order = order
    self.limit = limit
    self.body = body
    self.range = range
  }
}
