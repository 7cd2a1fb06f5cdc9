/// All that the command line of a run says.
struct RunOptions {
  /// What is asked for in place of a run.
  enum Question: Hashable {
    /// How the tool is used.
    case usage
    /// Its version.
    case version
    /// What another command does.
    case command(CommandName)
  }

  /// The options about the script.
  var script = ScriptOptions()
  /// The options that ask for a list.
  var listing = ListingOptions()
  /// The options about the passes.
  var passes = PassOptions()
  /// The options about the run.
  var running = RunningOptions()
  /// What is asked for in place of a run; `nil` if nothing is.
  var question: Question?
}

extension RunOptions {
  /// Reads `arguments`.
  ///
  /// - Throws: `UsageError` if they cannot be followed.
  init(_ arguments: [String]) throws(UsageError) {
    for part in try StapArguments().parts(of: arguments) {
      switch part {
      case .option(let option, let value): try option.note(value, in: &self)
      case .command(let name): question = question ?? .command(name)
      case .word(let word): script.words.append(word)
      case .end: break
      }
    }
  }

  /// Checks that the options go together.
  ///
  /// - Throws: `UsageError` if they do not.
  func check() throws(UsageError) {
    try listing.check()
    try passes.check(listing.request)
    try running.check()
    if running.monitorSeconds != nil && listing.request != nil {
      throw UsageError("--monitor and a request for a list exclude each other")
    }
    if passes.cleansCache || running.recorder != nil { return }
    try script.check(listing.request)
  }
}
