import Runtime

/// The options of a run that are the same for scripts and audits.
struct OutputOptions {
  /// The file for the output.
  var outputPath: String?

  /// When the output goes on to another file.
  var fileSize: String?

  /// The size of the buffer.
  var bufferMegabytes = 8

  /// How long the program runs.
  var timeoutSeconds: Int64?

  /// Whether lost records are an error.
  var isStrict = false

  /// How much is said of the work itself.
  var verbosity = 0
}

extension OutputOptions {
  /// Whether lost records are an error.
  var lossTolerance: ScriptRunner.LossTolerance { isStrict ? .strict : .lenient }

  /// Checks that the options can be.
  ///
  /// - Throws: `UsageError` if they cannot.
  func check() throws(UsageError) {
    if !(1...2048).contains(bufferMegabytes) {
      throw UsageError("-s takes 1 to 2048 megabytes, not \(bufferMegabytes)")
    }
    if let timeoutSeconds, !(1...1_000_000_000).contains(timeoutSeconds) {
      throw UsageError("-T takes a number of seconds, not \(timeoutSeconds)")
    }
    guard let fileSize else { return }
    if rotation == nil {
      throw UsageError(
        "-S takes a size in megabytes, and how many files are kept, such as 10,3, not '\(fileSize)'"
      )
    }
    if outputPath == nil { throw UsageError("-S needs -o") }
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
