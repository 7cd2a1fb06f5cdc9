import Runtime

/// The options of a run that are the same for scripts and audits.
struct OutputOptions {
  /// The file for the output.
  var outputPath: String?

  /// When the output goes on to another file.
  var fileSize: String?

  /// After how many seconds it does, whatever its size is.
  var fileAgeSeconds: Int64?

  /// Whether files that are there are continued.
  var isAppended = false

  /// When output is made to reach the disk.
  var synchronizationText: String?

  /// The size of the buffer; `nil` if nothing is said of it.
  var bufferMegabytes: Int?

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
    if let bufferMegabytes, !(1...4095).contains(bufferMegabytes) {
      throw UsageError("-s takes 1 to 4095 megabytes, not \(bufferMegabytes)")
    }
    if let timeoutSeconds, !(1...1_000_000_000).contains(timeoutSeconds) {
      throw UsageError("-T takes a number of seconds, not \(timeoutSeconds)")
    }
    if let fileAgeSeconds, !(1...1_000_000_000).contains(fileAgeSeconds) {
      throw UsageError("--file-age takes a number of seconds, not \(fileAgeSeconds)")
    }
    if let synchronizationText, Synchronization(text: synchronizationText) == nil {
      throw UsageError(
        "--sync takes none, always or a number of seconds, not '\(synchronizationText)'")
    }
    if outputPath == nil {
      if fileAgeSeconds != nil { throw UsageError("--file-age needs -o") }
      if isAppended { throw UsageError("--append needs -o") }
      if synchronizationText != nil { throw UsageError("--sync needs -o") }
    }
    guard let fileSize else { return }
    if OutputFiles.Rotation(text: fileSize) == nil {
      throw UsageError(
        "-S takes a size in megabytes, and how many files are kept, such as 10,3, not '\(fileSize)'"
      )
    }
    if outputPath == nil { throw UsageError("-S needs -o") }
  }

  /// Says in `request` what the options say.
  func apply(to request: inout RunRequest) {
    request.outputFiles = outputPath.map { path in
      var files = OutputFiles(pattern: path, rotation: rotation)
      files.beginning = isAppended ? .continued : .anew
      files.synchronization = synchronizationText.flatMap(Synchronization.init(text:)) ?? .never
      return files
    }
    if let bufferMegabytes { request.setBufferSize(megabytes: bufferMegabytes) }
    request.timeLimit = timeoutSeconds.map { $0 * 1_000_000_000 }
  }

  /// When the output goes on to another file; `nil` if it does not, or what is said cannot be.
  private var rotation: OutputFiles.Rotation? {
    var rotation = fileSize.flatMap(OutputFiles.Rotation.init(text:))
    if let fileAgeSeconds {
      rotation =
        rotation ?? OutputFiles.Rotation(sizeLimit: nil, countLimit: nil)
      rotation?.ageLimit = fileAgeSeconds * 1_000_000_000
    }
    return rotation
  }
}
