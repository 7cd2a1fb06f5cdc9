/// The words of one statistic: what `<<<` adds to, and what is read of it.
///
///     word 0      1     2         3         4 5                6 …
///     count       sum   minimum   maximum   sum of squares     the buckets of each histogram
struct StatisticCell {
  /// The words before the buckets.
  static let summaryWords = 6

  /// The words.
  let words: UnsafeMutablePointer<Int64>

  /// The number of values.
  var count: Int64 { words[0] }

  /// The number of words for statistics of `shape`.
  static func size(of shape: StatisticsShape) -> Int {
    summaryWords + shape.histograms.reduce(0) { $0 + $1.bucketCount }
  }

  /// Returns where the buckets of `histogram` start; `nil` if `shape` keeps none.
  static func offset(of histogram: Histogram, in shape: StatisticsShape) -> Int? {
    var offset = summaryWords
    for other in shape.histograms {
      if other == histogram { return offset }
      offset += other.bucketCount
    }
    return nil
  }

  /// Adds `value`.
  func add(_ value: Int64, _ shape: StatisticsShape) {
    words[2] = words[0] == 0 ? value : min(words[2], value)
    words[3] = words[0] == 0 ? value : max(words[3], value)
    words[0] &+= 1
    words[1] &+= value
    if shape.hasVariance { squares = squares &+ Int128(value) &* Int128(value) }
    var offset = Self.summaryWords
    for histogram in shape.histograms {
      words[offset + histogram.bucket(of: value)] &+= 1
      offset += histogram.bucketCount
    }
  }

  /// The sum of the squares of the values.
  private var squares: Int128 {
    get { Int128(words[5]) << 64 | Int128(UInt64(bitPattern: words[4])) }
    nonmutating set {
      words[4] = Int64(truncatingIfNeeded: newValue)
      words[5] = Int64(truncatingIfNeeded: newValue >> 64)
    }
  }

  /// Returns a number read of the statistic; `nil` if there are no values and it needs some.
  func value(of statistic: Statistic) -> Int64? {
    switch statistic {
    case .count: return count
    case .sum: return words[1]
    default: if count == 0 { return nil }
    }
    switch statistic {
    case .count, .sum: return nil
    case .minimum: return words[2]
    case .maximum: return words[3]
    case .average(let shift): return (words[1] << Int64(shift)) / count
    case .variance: return variance
    }
  }

  /// The variance of a sample, rounded down; 0 for a single value. A shift does not change it: nothing is
  /// rounded on the way.
  private var variance: Int64 {
    if count < 2 { return 0 }
    let sum = Int128(words[1])
    let deviation = Int128(count) &* squares &- sum &* sum
    return Int64(truncatingIfNeeded: deviation / (Int128(count) &* Int128(count - 1)))
  }
}

/// The value of a statistic that lives elsewhere.
package struct StatisticValue: Hashable, Sendable {
  /// How many values were added.
  package var count: Int64 = 0
  /// Their sum.
  package var sum: Int64 = 0
  /// The least value.
  package var minimum: Int64 = 0
  /// The greatest value.
  package var maximum: Int64 = 0
  /// The counts of the buckets of each histogram of the shape.
  package var buckets: [[Int64]] = []

  /// Creates a statistic without values.
  package init() {}
}
