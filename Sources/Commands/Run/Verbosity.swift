/// How much is said of the work on a script.
struct Verbosity: Hashable, Sendable {
  /// How much of each pass, from the first to the fifth.
  private let levels: [Int]

  /// Says `all` of every pass, and of the first ones so much more as `passes` say.
  init(all: Int = 0, passes: [Int] = []) {
    levels = (0..<5).map { all + ($0 < passes.count ? passes[$0] : 0) }
  }

  /// Returns how much is said of the pass numbered `pass`, from 1.
  subscript(pass: Int) -> Int { levels[pass - 1] }

  /// `true` iff something is said of any pass.
  var saysSomething: Bool { levels.contains { $0 > 0 } }
}
