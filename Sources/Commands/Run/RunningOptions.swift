import ArgumentParser

/// The options that say how a program runs.
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

  /// The file for the output.
  @Option(
    name: .customShort("o"), parsing: .unconditional,
    help: ArgumentHelp("Write the output to a file.", valueName: "file"))
  var outputPath: String?

  /// The globals that are set.
  @Option(
    name: .customShort("G"), parsing: .unconditionalSingleValue,
    help: ArgumentHelp("Set a global of the script.", valueName: "name=value"))
  var globals: [String] = []

  /// The size of the buffer.
  @Option(
    name: .customShort("s"),
    help: ArgumentHelp("The size of the buffer between kernel and tool.", valueName: "megabytes"))
  var bufferMegabytes = 8

  /// How long the program runs.
  @Option(
    name: .customShort("T"), help: ArgumentHelp("End after so many seconds.", valueName: "seconds"))
  var timeoutSeconds: Int64?

  /// Whether lost records are an error.
  @Flag(name: .customLong("strict"), help: "Exit with 3 if records were lost.")
  var isStrict = false
}
