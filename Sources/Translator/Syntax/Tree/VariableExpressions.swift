import Diagnostics

/// One key between the brackets of an array.
package enum Index: Sendable, Hashable {
  /// A value.
  case expression(Expression)
  /// `*`: any key. Only slices, `in` and `delete` allow it.
  case any(SourceRange)

  /// Its place.
  package var range: SourceRange {
    switch self {
    case .expression(let expression): expression.range
    case .any(let range): range
    }
  }
}

/// `array[keys]`.
package struct ElementAccess: Sendable, Hashable {
  /// The array.
  package let array: Identifier
  /// The keys; at least one.
  package let indices: [Index]
  /// Its place.
  package let range: SourceRange

  /// Creates an access.
  package init(array: Identifier, indices: [Index], range: SourceRange) {
    self.array = array
    self.indices = indices
    self.range = range
  }
}

/// `[keys] in array`.
package struct MembershipExpression: Sendable, Hashable {
  /// What may have an element with the keys.
  package enum Collection: Sendable, Hashable {
    /// An array.
    case array(Identifier)
    /// A histogram, whose keys are the numbers of its buckets.
    case histogram(HistogramExpression)

    /// Its place.
    package var range: SourceRange {
      switch self {
      case .array(let name): name.range
      case .histogram(let histogram): histogram.range
      }
    }
  }

  /// The keys; at least one.
  package let indices: [Index]
  /// What is looked into.
  package let collection: Collection
  /// The place of `in`.
  package let token: SourceRange
  /// Its place.
  package let range: SourceRange

  /// Creates an expression.
  package init(
    indices: [Index], collection: Collection, token: SourceRange, range: SourceRange
  ) {
    self.indices = indices
    self.collection = collection
    self.token = token
    self.range = range
  }
}

/// `function(arguments)`.
package struct CallExpression: Sendable, Hashable {
  /// The function.
  package let function: Identifier
  /// The arguments.
  package let arguments: [Expression]
  /// Its place.
  package let range: SourceRange

  /// Creates a call.
  package init(function: Identifier, arguments: [Expression], range: SourceRange) {
    self.function = function
    self.arguments = arguments
    self.range = range
  }
}
