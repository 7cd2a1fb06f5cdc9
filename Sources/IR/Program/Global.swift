/// Where a global variable lives while a program runs.
package enum Placement: String, Hashable, Sendable {
  /// In the memory of the interpreter that runs the user halves.
  case user
  /// In the kernel, where kernel halves update it; user halves of timers and `end` read it there.
  case kernel
}

/// What a global variable holds under each key.
package enum GlobalElement: Hashable, Sendable {
  /// A plain value.
  case value(ValueType)
  /// A statistic that `<<<` adds to, with all histograms that some operation asks of it.
  case statistics(StatisticsShape)
}

/// What a statistic has to remember beyond count, sum, minimum and maximum.
package struct StatisticsShape: Hashable, Sendable {
  /// The histograms that are read of it, each once, in order of first use.
  package var histograms: [Histogram]
  /// By how many bits the values are shifted to the left for `@variance`, which else loses what is rounded off on
  /// the way; `nil` if it is not read.
  package var varianceShift: Int?

  /// Creates a shape.
  package init(histograms: [Histogram] = [], varianceShift: Int? = nil) {
    self.histograms = histograms
    self.varianceShift = varianceShift
  }
}

/// How the values of a statistic are sorted into buckets.
package enum Histogram: Hashable, Sendable {
  /// Buckets by powers of two, negative ones too.
  case logarithmic
  /// Buckets of width `step` from `low` to `high`, and one each for what lies below and above.
  case linear(low: Int64, high: Int64, step: Int64)
}

/// The first value of a scalar global.
package enum Initializer: Hashable, Sendable {
  /// A number.
  case long(Int64)
  /// A string.
  case string([UInt8])
}

/// A global variable: a scalar if `keys` is empty, else an associative array.
package struct Global: Hashable, Sendable {
  /// The name, unique in the program.
  package var name: String
  /// The types of the keys, none for a scalar.
  package var keys: [ValueType]
  /// What stands under each key.
  package var element: GlobalElement
  /// The number of elements the array can hold.
  package var capacity: Int
  /// `true` iff a full array drops its oldest element instead of failing.
  package var wraps: Bool
  /// The first value, for scalars.
  package var initializer: Initializer?
  /// Where it lives.
  package var placement: Placement
  /// The bytes that each key takes in the kernel: 8 for a long, as chosen for a string.
  package var keySizes: [Int]
  /// The most bytes of a string value in the kernel, a multiple of 8; 0 if there is none.
  package var valueSize = 0
  /// `true` iff nothing reads it, so that it prints itself at the end.
  package var printsAtEnd: Bool

  /// Creates a global that lives in user space.
  package init(
    name: String, keys: [ValueType] = [], element: GlobalElement, capacity: Int = 2048,
    wraps: Bool = false, initializer: Initializer? = nil, placement: Placement = .user,
    printsAtEnd: Bool = false
  ) {
    self.name = name
    self.keys = keys
    self.element = element
    self.capacity = capacity
    self.wraps = wraps
    self.initializer = initializer
    self.placement = placement
    keySizes = keys.map { _ in 8 }
    self.printsAtEnd = printsAtEnd
  }

  /// The most keys that an array can have.
  package static let maximumKeyCount = 9

  /// The histograms that are read of the statistics.
  package var histograms: [Histogram] {
    if case .statistics(let shape) = element { shape.histograms } else { [] }
  }

  /// `true` iff the global is an associative array.
  package var isArray: Bool { !keys.isEmpty }
}
