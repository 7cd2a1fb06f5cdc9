import Diagnostics
import IR

/// Which statements of a body are counted, and how many of them have not been told yet.
struct ActionCount {
  /// The most that wait.
  static let waitingLimit = 10

  /// Whether statements are counted.
  enum Mode {
    /// They are not: there cannot be too many.
    case off
    /// Those that do not stand in a tapset are; a call counts as what the function, by number, does at most.
    case ofScript(SourceMap, calls: [Int])
  }

  /// Whether statements are counted.
  let mode: Mode
  /// How many wait for being told.
  var waiting = 0

  /// `true` iff what stands at `range` is counted.
  func isCounted(_ range: SourceRange) -> Bool {
    switch mode {
    case .off: false
    case .ofScript(let sources, _): !sources[range.file].isTapset
    }
  }

  /// Returns how many statements a call of `function` counts as; one with a loop counts its own.
  func cost(of function: FunctionID) -> Int {
    switch mode {
    case .off: 0
    case .ofScript(_, let calls): calls[function.index]
    }
  }
}

/// Statements are counted where their number has no bound. Each adds to a number that waits, and is told at the end of
/// what runs in one piece, so that a message names the place that SystemTap names.
extension BodyLowering {
  /// Notes one more statement, which stands at `range`.
  mutating func count(_ range: SourceRange) {
    guard actions.isCounted(range) else { return }
    actions.waiting += 1
    if actions.waiting >= ActionCount.waitingLimit { tellActions(at: range) }
  }

  /// Notes one more statement, which stands at `range`, and tells all that wait.
  mutating func countAtOnce(_ range: SourceRange) {
    count(range)
    tellActions(at: range)
  }

  /// Notes a call of `function`, which stands at `range`, and tells all that wait.
  mutating func countCall(of function: FunctionID, at range: SourceRange) {
    if actions.isCounted(range) { actions.waiting += actions.cost(of: function) }
    tellActions(at: range)
  }

  /// Appends what counts the statements that wait, and fails at `range`.
  mutating func tellActions(at range: SourceRange) {
    guard actions.waiting > 0 else { return }
    defer { actions.waiting = 0 }
    guard !builder.isTerminated else { return }
    let place = builder.location
    mark(range)
    builder.append(.countActions(actions.waiting), type: nil)
    builder.location = place
  }

  /// Appends what fails at once.
  mutating func exceedActions(_ limit: Int) {
    builder.location = .none
    builder.append(.countActions(limit), type: nil)
  }
}
