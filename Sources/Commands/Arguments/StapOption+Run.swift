/// The options that say how a script runs.
extension StapOption {
  /// These options.
  static let runOptions =
    outputOptions + [
      command, target, global, flightRecorder, recorder, monitor, timing, withoutHandlerErrors,
      withoutGlobals,
    ]

  /// The options of every run, be it of a script or of an audit, apart from `verbosity`.
  static let outputOptions = [output, fileSize, bufferSize, timeout, strict]

  static let output = StapOption(
    "o", value: .required("file"),
    "Write the output to a file; its name may hold conversions of strftime.")
  static let fileSize = StapOption(
    "S", value: .required("size[,count]"),
    "Go on to another file after so many megabytes, and keep so many of them; needs -o.")
  static let bufferSize = StapOption(
    "s", value: .required("megabytes"), "The size of the buffer between kernel and tool.")
  static let timeout = StapOption("T", value: .required("seconds"), "End after so many seconds.")
  static let strict = StapOption(
    nil, words: ["strict"], "Exit with 3 if records were lost (not of stap).")
  static let command = StapOption(
    "c", value: .required("command"),
    "Start a command when all probes are ready, and end with it; target() is its process.")
  static let target = StapOption(
    "x", value: .required("pid"), "The process that target() names.")
  static let global = StapOption(
    "G", value: .required("name=value"), "Set a global of the script; may be repeated.")
  static let flightRecorder = StapOption(
    "F", "Go on in the background when all probes are ready, and print the process id.")
  static let recorder = StapOption(
    "d", value: .required("pid|module"),
    "Show what a run in the background has recorded and records; a module is accepted, "
      + "since symbols are looked up while a script runs.")
  static let monitor = StapOption(
    nil, words: ["monitor"], value: .optional("seconds", default: "1"),
    "Show probes and globals on the terminal while the script runs.")
  static let timing = StapOption("t", "Tell at the end how long the handlers of each probe took.")
  static let withoutHandlerErrors = StapOption(
    nil, words: ["suppress-handler-errors"], "Pass over errors in handlers, and only count them.")
  static let withoutGlobals = StapOption(
    nil, words: ["no-global-var-display"], "Print no globals at the end.")
}
