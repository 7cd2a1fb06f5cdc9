/// The figures of one program, round by round.
struct Series<Round> {
  /// The name of the program.
  let name: String
  /// What each round came to.
  private(set) var rounds: [Round] = []
  /// Why there are no more rounds; `nil` if none failed.
  private(set) var failure: String?

  /// Creates the series of the program `name`.
  init(of name: String) { self.name = name }

  /// Runs `body`, which makes a round, unless one failed before.
  mutating func takeRound(_ body: () throws(BenchmarkError) -> Round) {
    guard failure == nil else { return }
    do throws(BenchmarkError) {
      rounds.append(try body())
    } catch {
      failure = "\(name): \(error)"
    }
  }

  /// Runs `body`, which makes a round that does not count.
  mutating func warmUp(_ body: () throws(BenchmarkError) -> Round) {
    takeRound(body)
    rounds = []
  }

  /// Returns the median of `figure` over the rounds, in units of `scale`; `nil` if a round failed.
  func median(_ figure: (Round) -> Double, in scale: Double = 1) -> Double? {
    guard failure == nil, !rounds.isEmpty else { return nil }
    let sorted = rounds.map(figure).sorted()
    return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2 / scale
  }

  /// Returns the largest of `figure` over the rounds, in units of `scale`; `nil` if a round failed.
  func maximum(_ figure: (Round) -> Double, in scale: Double = 1) -> Double? {
    failure == nil ? rounds.map(figure).max().map { $0 / scale } : nil
  }
}
