import Runtime

/// The options that say how a script runs.
struct RunningOptions {
  /// The command to be traced.
  var command: String?

  /// The process to be traced.
  var target: Int32?

  /// The globals that are set.
  var globals: [String] = []

  /// Whether the run goes on in the background.
  var runsInBackground = false

  /// The recorded traces that the script is to run over.
  var inputs: [String] = []

  /// The processes to be read, and the modules whose symbols are wanted.
  var recorders: [String] = []

  /// The time between two views of the run, in seconds.
  var monitorSeconds: Double?

  /// Whether the time that handlers take is told.
  var tellsTiming = false

  /// Whether errors in handlers are passed over.
  var suppressesHandlerErrors = false

  /// Whether globals that nothing reads are not printed.
  var hidesGlobals = false

  /// The options about output and size.
  var output = OutputOptions()
}

extension RunningOptions {
  /// The recorded trace that the script runs over; `nil` if it runs on this kernel.
  var input: String? { inputs.first }

  /// The process in the background that is to be read; `nil` if a script is to run.
  var recorder: Int32? { recorders.lazy.compactMap { Int32($0) }.first }

  /// Checks that the options go together.
  ///
  /// - Throws: `UsageError` if they do not.
  func check() throws(UsageError) {
    if command != nil && target != nil { throw UsageError("-c and -x exclude each other") }
    if let target, target <= 0 {
      throw UsageError("-x takes the number of a process, not \(target)")
    }
    if let monitorSeconds, !(0.1...3600).contains(monitorSeconds) {
      throw UsageError("--monitor takes 0.1 to 3600 seconds, not \(monitorSeconds)")
    }
    if monitorSeconds != nil && runsInBackground {
      throw UsageError("--monitor and -F exclude each other")
    }
    if inputs.count > 1 {
      throw UsageError("recordings are not merged: --input takes one")
    }
    if input != nil && (command != nil || runsInBackground || monitorSeconds != nil) {
      throw UsageError("--input is about what was recorded: it excludes -c, -F and --monitor")
    }
    try output.check()
  }

  /// Returns how the program is to be run.
  ///
  /// - Throws: `ExitStatus.refused` if there is no command in the text of `-c`, after saying so.
  func request() throws(ExitStatus) -> RunRequest {
    var request = RunRequest()
    if let command {
      request.command = try Console.reporting { () throws(RunError) in
        try TracedCommand(line: command)
      }
    }
    request.target = target
    request.handlerErrors = suppressesHandlerErrors ? .suppressed : .reported
    request.unreadGlobals = hidesGlobals ? .dropped : .printed
    request.timing = tellsTiming ? .told : .unknown
    output.apply(to: &request)
    if runsInBackground, request.outputFiles == nil {
      request.recordingSize = output.bufferMegabytes.map { $0 << 20 } ?? request.bufferSize
    }
    return request
  }
}
