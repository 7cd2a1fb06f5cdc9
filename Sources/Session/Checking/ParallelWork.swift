import MarkerScan

/// One function for many values at a time.
enum ParallelWork {
  /// Returns what `body` makes of each number of `range`, in order, with up to `workers` threads.
  ///
  /// Each half of the range is a work of its own as long as there are workers for it, so that nothing is shared.
  static func map<Result: Sendable>(
    _ range: Range<Int>, workers: Int, _ body: @escaping @Sendable (Int) -> Result
  ) -> [Result] {
    if workers <= 1 || range.count <= 1 { return range.map(body) }
    // Neighbours take about as long as one another, so workers take turns.
    let middle = range.lowerBound + range.count / 2
    let first = BackgroundWork {
      map(range.lowerBound..<middle, workers: workers / 2, body)
    }
    let second = map(middle..<range.upperBound, workers: workers - workers / 2, body)
    return first.outcome() + second
  }
}
