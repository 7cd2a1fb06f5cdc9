/// A group of figures that are taken together.
///
/// The rounds of all measurements take turns, so that a change of the machine's speed meets all of them.
protocol Measurement: AnyObject {
  /// What it measures, in a word.
  var name: String { get }
  /// Takes each figure once.
  func measureRound()
  /// What came out of all rounds.
  var comparisons: [Comparison] { get }
  /// What else is to be known, above all what went wrong.
  var remarks: [String] { get }
}

/// Where things are that all measurements use.
struct Bench {
  /// The path of the tool that is measured.
  let tool: String
  /// The directory of the built peers.
  let peers: String
  /// A directory for output.
  let scratch: Scratch

  /// Starts the tool with `arguments`; what it caches is kept in the scratch directory, away from the user's.
  ///
  /// - Throws: `BenchmarkError` if it cannot be started.
  func startTool(_ arguments: [String], cache: String = "cache") throws(BenchmarkError)
    -> ChildProcess
  {
    try start([tool] + arguments, variables: ["XDG_CACHE_HOME=\(scratch.path(of: cache))"])
  }

  /// Starts `words`, whose messages are kept for errors.
  ///
  /// - Throws: `BenchmarkError` if it cannot be started.
  func start(_ words: [String], variables: [String] = []) throws(BenchmarkError) -> ChildProcess {
    try ChildProcess(
      words, variables: variables,
      streams: .init(messagesPath: scratch.path(of: "messages")))
  }
}

extension ChildProcess {
  /// Waits until the process is gone.
  ///
  /// - Throws: `BenchmarkError` if it fails or takes too long.
  func finish() throws(BenchmarkError) -> Remains {
    let remains = try wait()
    guard remains.isSuccess else {
      throw BenchmarkError("failed with status \(remains.status): \(messages)")
    }
    return remains
  }
}

extension ChildProcess {
  /// Waits until `isReady` says so.
  ///
  /// - Throws: `BenchmarkError` if the process ends before, or takes too long.
  func waitUntilReady(
    _ isReady: () throws(BenchmarkError) -> Bool
  ) throws(BenchmarkError) {
    // The first run of an audit translates it.
    let deadline = Clock.monotonicSeconds() + 60
    while try !isReady() {
      guard isRunning else { throw BenchmarkError("ended too early: \(messages)") }
      guard Clock.monotonicSeconds() < deadline else {
        throw BenchmarkError("was not ready within 60 s: \(messages)")
      }
      Clock.sleep(0.005)
    }
  }
}
