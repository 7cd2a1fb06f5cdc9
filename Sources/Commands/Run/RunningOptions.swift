import ArgumentParser
import Runtime

/// The options that say how a script runs.
struct RunningOptions: ParsableArguments {
  /// The command to be traced.
  @Option(
    name: .customShort("c"), parsing: .unconditional,
    help: ArgumentHelp(
      "Start a command when all probes are ready, and end with it; target() is its process.",
      valueName: "command"))
  var command: String?

  /// The process to be traced.
  @Option(
    name: .customShort("x"),
    help: ArgumentHelp("The process that target() names.", valueName: "pid"))
  var target: Int32?

  /// The globals that are set.
  @Option(
    name: .customShort("G"), parsing: .unconditionalSingleValue,
    help: ArgumentHelp("Set a global of the script.", valueName: "name=value"))
  var globals: [String] = []

  /// The options about output and size.
  @OptionGroup var output: OutputOptions
}

extension RunningOptions {
  /// Checks that the options go together.
  ///
  /// - Throws: `ValidationError` if they do not.
  func check() throws {
    if command != nil && target != nil { throw ValidationError("-c and -x exclude each other") }
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
    output.apply(to: &request)
    return request
  }
}
