import ArgumentParser
import Runtime

/// The options that say how a script runs.
struct RunningOptions: ParsableArguments {
  /// The command to be traced.
  @Option(name: StapOption.command.name, parsing: .unconditional, help: StapOption.command.help)
  var command: String?

  /// The process to be traced.
  @Option(name: StapOption.target.name, help: StapOption.target.help)
  var target: Int32?

  /// The globals that are set.
  @Option(
    name: StapOption.global.name, parsing: .unconditionalSingleValue, help: StapOption.global.help)
  var globals: [String] = []

  /// Whether the run goes on in the background.
  @Flag(name: StapOption.flightRecorder.name, help: StapOption.flightRecorder.help)
  var runsInBackground = false

  /// The processes to be read, and the modules whose symbols are wanted.
  @Option(
    name: StapOption.recorder.name, parsing: .unconditionalSingleValue,
    help: StapOption.recorder.help)
  var recorders: [String] = []

  /// The time between two views of the run, in seconds.
  @Option(name: StapOption.monitor.name, help: StapOption.monitor.help)
  var monitorSeconds: Double?

  /// Whether the time that handlers take is told.
  @Flag(name: StapOption.timing.name, help: StapOption.timing.help)
  var tellsTiming = false

  /// Whether errors in handlers are passed over.
  @Flag(name: StapOption.withoutHandlerErrors.name, help: StapOption.withoutHandlerErrors.help)
  var suppressesHandlerErrors = false

  /// Whether globals that nothing reads are not printed.
  @Flag(name: StapOption.withoutGlobals.name, help: StapOption.withoutGlobals.help)
  var hidesGlobals = false

  /// The options about output and size.
  @OptionGroup var output: OutputOptions
}

extension RunningOptions {
  /// The process in the background that is to be read; `nil` if a script is to run.
  var recorder: Int32? { recorders.lazy.compactMap { Int32($0) }.first }

  /// Checks that the options go together.
  ///
  /// - Throws: `ValidationError` if they do not.
  func check() throws {
    if command != nil && target != nil { throw ValidationError("-c and -x exclude each other") }
    if let target, target <= 0 {
      throw ValidationError("-x takes the number of a process, not \(target)")
    }
    if let monitorSeconds, !(0.1...3600).contains(monitorSeconds) {
      throw ValidationError("--monitor takes 0.1 to 3600 seconds, not \(monitorSeconds)")
    }
    if monitorSeconds != nil && runsInBackground {
      throw ValidationError("--monitor and -F exclude each other")
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
      request.recordingSize = output.bufferMegabytes << 20
    }
    return request
  }
}
