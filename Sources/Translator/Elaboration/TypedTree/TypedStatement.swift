import Diagnostics
import IR

/// A statement whose names are resolved and whose types are known.
package struct TypedStatement: Sendable {
  /// What it says.
  package let kind: Kind
  /// Its place.
  package let range: SourceRange

  /// Creates a statement.
  package init(_ kind: Kind, range: SourceRange) {
    self.kind = kind
    self.range = range
  }

  /// What a statement says.
  package indirect enum Kind: Sendable {
    /// An expression for its effect.
    case expression(TypedExpression)
    /// `statistic <<< value`.
    case accumulate(GlobalID, [TypedExpression], TypedExpression)
    /// `print`, `printf` and their family.
    case print(Format, [TypedExpression])
    /// `print(@hist_log(…))`.
    case printHistogram(Histogram, GlobalID, [TypedExpression])
    /// Statements in braces.
    case block([TypedStatement])
    /// `if`, with or without `else`.
    case `if`(TypedExpression, then: TypedStatement, otherwise: TypedStatement?)
    /// `while` and `for`; a missing condition is always true.
    case loop(condition: TypedExpression?, update: TypedExpression?, body: TypedStatement)
    /// `foreach`.
    case forEach(TypedForEach)
    /// `break`.
    case `break`
    /// `continue`.
    case `continue`
    /// `next`: leaves the handler, or goes on with the next overload of the function.
    case next
    /// `return`.
    case `return`(TypedExpression?)
    /// `delete array[keys]`, `delete array`, `delete scalar`; `nil` is `*`.
    case delete(GlobalID, [TypedExpression?])
    /// `delete` of a local: back to 0 or the empty string.
    case reset(LocalID)
    /// `try { … } catch (message) { … }`.
    case `try`(TypedStatement, message: LocalID?, catch: TypedStatement)
  }
}

/// A `foreach` loop.
package struct TypedForEach: Sendable {
  /// What is walked over.
  package enum Source: Sendable {
    /// The elements of an array, with the given keys of the iteration's `fixedKeys`.
    case array(Iteration, fixed: [TypedExpression])
    /// The buckets of a histogram of the statistic under the keys.
    case buckets(Histogram, GlobalID, [TypedExpression])
  }

  /// What is walked over.
  package let source: Source
  /// The locals that take the keys, one for each key.
  package let keys: [LocalID]
  /// The local that takes the value; `nil` if none does.
  package let value: LocalID?
  /// The number of elements at most.
  package let limit: TypedExpression?
  /// The body.
  package let body: TypedStatement

  /// Creates a loop.
  package init(
    source: Source, keys: [LocalID], value: LocalID?, limit: TypedExpression?, body: TypedStatement
  ) {
    self.source = source
    self.keys = keys
    self.value = value
    self.limit = limit
    self.body = body
  }
}
