/// The words of one statistic: what `<<<` adds to, and what is read of it.
///
///     word 0   1     2         3         4      5            6          7 …
///     count    sum   minimum   maximum   mean   deviations   variance   the buckets of each histogram
///
/// Mean, deviations and variance are kept only if the variance is read. They are made of shifted values, in whole
/// numbers and by the way that SystemTap goes (Welford's): the mean moves towards each new value, and the squares
/// of the deviations from it add up.
struct StatisticCell {
  /// The words before the buckets.
  static let summaryWords = 7

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
    if let shift = shape.varianceShift { addDeviation(of: value << Int64(shift)) }
    var offset = Self.summaryWords
    for histogram in shape.histograms {
      words[offset + histogram.bucket(of: value)] &+= 1
      offset += histogram.bucketCount
    }
  }

  /// Moves the mean towards `value`, the newest one, which is shifted.
  private func addDeviation(of value: Int64) {
    guard count > 1 else {
      words[4] = value
      words[5] = 0
      return words[6] = 0
    }
    let difference = value &- words[4]
    words[4] &+= difference / count
    words[5] &+= difference &* (value &- words[4])
    words[6] = words[5] / (count - 1)
  }

  /// Returns a number read of the statistic, which is one of `global`; `nil` if there are no values and it needs
  /// some.
  func value(of statistic: Statistic, in global: Global) -> Int64? {
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
    case .variance: return variance(in: global)
    }
  }

  /// Returns the variance of a sample; 0 for a single value.
  ///
  /// Where SystemTap puts the statistics of several CPUs together, it measures the deviations of their means from
  /// the common one. For a scalar it does so even if there is one CPU, whose mean is rounded in another way.
  private func variance(in global: Global) -> Int64 {
    guard count > 1, case .statistics(let shape) = global.element else { return 0 }
    let shift = Int64(shape.varianceShift ?? 0)
    guard !global.isArray else { return words[6] >> (2 * shift) }
    let distance = words[4] &- (words[1] << shift) / count
    let total = count &* distance &* distance &+ (count - 1) &* words[6]
    return (total / (count - 1)) >> (2 * shift)
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
