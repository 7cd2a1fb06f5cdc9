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
  /// Checks that the options go together.
  ///
  /// - Throws: `ValidationError` if they do not.
  func check() throws {
    if command != nil && target != nil { throw ValidationError("-c and -x exclude each other") }
    if let target, target <= 0 {
      throw ValidationError("-x takes the number of a process, not \(target)")
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
    output.apply(to: &request)
    return request
  }
}
