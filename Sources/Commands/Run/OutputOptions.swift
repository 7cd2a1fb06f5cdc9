import ArgumentParser
import Runtime

/// The options of a run that are the same for scripts and audits.
struct OutputOptions: ParsableArguments {
  /// The file for the output.
  @Option(name: StapOption.output.name, parsing: .unconditional, help: StapOption.output.help)
  var outputPath: String?

  /// When the output goes on to another file.
  @Option(name: StapOption.fileSize.name, help: StapOption.fileSize.help)
  var fileSize: String?

  /// The size of the buffer.
  @Option(name: StapOption.bufferSize.name, help: StapOption.bufferSize.help)
  var bufferMegabytes = 8

  /// How long the program runs.
  @Option(name: StapOption.timeout.name, help: StapOption.timeout.help)
  var timeoutSeconds: Int64?

  /// Whether lost records are an error.
  @Flag(name: StapOption.strict.name, help: StapOption.strict.help)
  var isStrict = false

  /// How much is said of the work itself.
  @Flag(name: StapOption.verbosity.name, help: StapOption.verbosity.help)
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
    guard let fileSize else { return }
    if rotation == nil {
      throw ValidationError(
        "-S takes a size in megabytes, and how many files are kept, such as 10,3, not '\(fileSize)'"
      )
    }
    if outputPath == nil { throw ValidationError("-S needs -o") }
  }

  /// Says in `request` what the options say.
  func apply(to request: inout RunRequest) {
    request.outputFiles = outputPath.map { OutputFiles(pattern: $0, rotation: rotation) }
    request.setBufferSize(megabytes: bufferMegabytes)
    request.timeLimit = timeoutSeconds.map { $0 * 1_000_000_000 }
  }

  /// When the output goes on to another file; `nil` if it does not, or what is said cannot be.
  private var rotation: OutputFiles.Rotation? {
    fileSize.flatMap(OutputFiles.Rotation.init(text:))
  }
}
