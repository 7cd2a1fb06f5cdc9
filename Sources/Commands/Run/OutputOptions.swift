import ArgumentParser
import Glibc
import Runtime

/// The options of a run that are the same for scripts and audits.
struct OutputOptions: ParsableArguments {
  /// The file for the output.
  @Option(
    name: .customShort("o"), parsing: .unconditional,
    help: ArgumentHelp("Write the output to a file.", valueName: "file"))
  var outputPath: String?

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

  /// How much is said of the work itself.
  @Flag(name: .customShort("v"), help: "Say more of the work itself; may be repeated.")
  var verbosity: Int
}

extension OutputOptions {
  /// Whether lost records are an error.
  var lossTolerance: ScriptRunner.LossTolerance { isStrict ? .strict : .lenient }

  /// Checks that the options can be.
  ///
  /// - Throws: `ValidationError` if they cannot.
  func check() throws {
    if !(1...2048).contains(bufferMegabytes) {
      throw ValidationError("-s takes 1 to 2048 megabytes, not \(bufferMegabytes)")
    }
    if let timeoutSeconds, !(1...1_000_000_000).contains(timeoutSeconds) {
      throw ValidationError("-T takes a number of seconds, not \(timeoutSeconds)")
    }
  }

  /// Says in `request` what the options say.
  func apply(to request: inout RunRequest) {
    request.outputPath = outputPath.map(Self.dated)
    request.setBufferSize(megabytes: bufferMegabytes)
    request.timeLimit = timeoutSeconds.map { $0 * 1_000_000_000 }
  }

  /// Returns `path` with the parts of the present time for the conversions of `strftime` in it.
  private static func dated(_ path: String) -> String {
    guard path.contains("%") else { return path }
    var now = time(nil)
    var parts = tm()
    localtime_r(&now, &parts)
    var text = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = strftime(&text, text.count, path, &parts)
    if count == 0 { return path }
    return String(decoding: text.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
