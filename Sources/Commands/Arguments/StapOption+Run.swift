/// The options that say how a script runs.
extension StapOption {
  /// These options.
  static let runOptions =
    outputOptions + [
      command, target, global, flightRecorder, recorder, monitor, timing, withoutHandlerErrors,
      withoutGlobals, input,
    ]

  /// The options of every run, be it of a script or of an audit, apart from `verbosity`.
  static let outputOptions = [
    output, fileSize, fileAge, append, synchronization, bufferSize, timeout, strict,
  ]

  /// The options of a recording.
  static let recordingOptions = [output, bufferSize, timeout, command, target, global]

  private static let output = StapOption(
    "o", value: .required("file"),
    "Write the output to a file; its name may hold conversions of strftime."
  ) { $0.running.output.outputPath = $1 }
  private static let fileSize = StapOption(
    "S", value: .required("size[,count]"),
    "Go on to another file after so many megabytes, and keep so many of them; needs -o."
  ) { $0.running.output.fileSize = $1 }
  private static let fileAge = StapOption(
    nil, words: ["file-age"], value: .required("seconds"),
    "Go on to another file after so many seconds; needs -o (not of stap)."
  ) { $0.running.output.fileAgeSeconds = try $1.read() }
  private static let append = StapOption(
    nil, words: ["append"],
    "Go on with the file that is there, and after it with the next number; needs -o (not of stap)."
  ) { options, _ in options.running.output.isAppended = true }
  private static let synchronization = StapOption(
    nil, words: ["sync"], value: .required("none|seconds|always"),
    "When output is made to reach the disk: when the kernel likes, every so many seconds, or whenever "
      + "something is written; needs -o (not of stap)."
  ) { $0.running.output.synchronizationText = $1 }
  private static let bufferSize = StapOption(
    "s", value: .required("megabytes"),
    "The size of the buffer between kernel and tool, if it is not to be 8, or what an audit takes."
  ) { $0.running.output.bufferMegabytes = try $1.read() }
  private static let timeout = StapOption(
    "T", value: .required("seconds"), "End after so many seconds."
  ) { $0.running.output.timeoutSeconds = try $1.read() }
  private static let strict = StapOption(
    nil, words: ["strict"], "Exit with 3 if records were lost (not of stap)."
  ) { options, _ in options.running.output.isStrict = true }
  private static let command = StapOption(
    "c", value: .required("command"),
    "Start a command when all probes are ready, and end with it; target() is its process."
  ) { $0.running.command = $1 }
  private static let target = StapOption(
    "x", value: .required("pid"), "The process that target() names."
  ) { $0.running.target = try $1.read() }
  private static let global = StapOption(
    "G", value: .required("name=value"), "Set a global of the script; may be repeated."
  ) { $0.running.globals.append($1) }
  private static let input = StapOption(
    nil, words: ["input"], value: .required("file"),
    "Run over a trace that was recorded by 'marktap record' or 'trace-cmd record' (not of stap)."
  ) { $0.running.inputs.append($1) }
  private static let flightRecorder = StapOption(
    "F", "Go on in the background when all probes are ready, and print the process id."
  ) { options, _ in options.running.runsInBackground = true }
  private static let recorder = StapOption(
    "d", value: .required("pid|module"),
    "Show what a run in the background has recorded and records; a module is accepted, "
      + "since symbols are looked up while a script runs."
  ) { $0.running.recorders.append($1) }
  private static let monitor = StapOption(
    nil, words: ["monitor"], value: .optional("seconds", default: "1"),
    "Show probes and globals on the terminal while the script runs."
  ) { $0.running.monitorSeconds = try $1.read() }
  private static let timing = StapOption(
    "t", "Tell at the end how long the handlers of each probe took."
  ) { options, _ in options.running.tellsTiming = true }
  private static let withoutHandlerErrors = StapOption(
    nil, words: ["suppress-handler-errors"], "Pass over errors in handlers, and only count them."
  ) { options, _ in options.running.suppressesHandlerErrors = true }
  private static let withoutGlobals = StapOption(
    nil, words: ["no-global-var-display"], "Print no globals at the end."
  ) { options, _ in options.running.hidesGlobals = true }
}
