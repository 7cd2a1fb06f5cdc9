/// How long the runs of something took, in nanoseconds.
package struct Durations: Hashable, Sendable {
  /// How many runs there were.
  package private(set) var count = 0
  /// The shortest; 0 if there were none.
  package private(set) var minimum: Int64 = 0
  /// The longest; 0 if there were none.
  package private(set) var maximum: Int64 = 0
  /// All together.
  package private(set) var sum: Int64 = 0
  /// The sum of the squares of their distances from the mean, and the mean (Welford's way, which does not lose
  /// small differences between large numbers).
  private var spread = 0.0
  /// See `spread`.
  private var mean = 0.0

  /// Creates the durations of no runs.
  package init() {}

  /// Adds a run that took `duration`.
  package mutating func add(_ duration: Int64) {
    minimum = count == 0 ? duration : min(minimum, duration)
    maximum = max(maximum, duration)
    count += 1
    sum &+= duration
    let distance = Double(duration) - mean
    mean += distance / Double(count)
    spread += distance * (Double(duration) - mean)
  }

  /// The mean, rounded down; 0 if there were no runs.
  package var average: Int64 { count == 0 ? 0 : sum / Int64(count) }

  /// The variance, rounded down; 0 if there were fewer than two runs.
  package var variance: Int64 { count < 2 ? 0 : Int64(clamping: spread / Double(count)) }
}

extension Int64 {
  /// Creates the number nearest to `number` that there is.
  fileprivate init(clamping number: Double) {
    self = number < Double(Int64.max) ? Int64(number) : .max
  }
}
