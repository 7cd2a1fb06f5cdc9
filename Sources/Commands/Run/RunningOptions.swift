import ArgumentParser
import Glibc
import Runtime

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

extension RunningOptions {
  /// Whether lost records are an error.
  var lossTolerance: ScriptRunner.LossTolerance { isStrict ? .strict : .lenient }

  /// Checks that the options go together.
  ///
  /// - Throws: `ValidationError` if they do not.
  func check() throws {
    if command != nil && target != nil { throw ValidationError("-c and -x exclude each other") }
    if !(1...2048).contains(bufferMegabytes) {
      throw ValidationError("-s takes 1 to 2048 megabytes, not \(bufferMegabytes)")
    }
    if let timeoutSeconds, timeoutSeconds < 1 || timeoutSeconds > 1_000_000_000 {
      throw ValidationError("-T takes a number of seconds, not \(timeoutSeconds)")
    }
  }

  /// Returns how the program is to be run.
  ///
  /// - Throws: `ExitStatus.refused` if there is no command in the text of `-c`, after saying so.
  func request() throws -> RunRequest {
    var request = RunRequest()
    if let command {
      request.command = try Console.reporting { () throws(RunError) in
        try TracedCommand(line: command)
      }
    }
    request.target = target
    request.outputPath = outputPath.map(Self.dated)
    // The kernel wants a power of two.
    var size = 1 << 20
    while size < bufferMegabytes << 20 { size *= 2 }
    request.bufferSize = size
    request.timeLimit = timeoutSeconds.map { $0 * 1_000_000_000 }
    return request
  }

  /// Returns `path` with the parts of the present time for the conversions of `strftime` in it.
  private static func dated(_ path: String) -> String {
    guard path.contains("%") else { return path }
    var now = time(nil)
    var parts = tm()
    localtime_r(&now, &parts)
    var text = [CChar](repeating: 0, count: 4096)
    let count = strftime(&text, text.count, path, &parts)
    return count > 0 ? String(decoding: text.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self) : path
  }
}
