/// The options about the passes themselves: how far they go, what they say, and what they keep.
extension StapOption {
  /// These options.
  static let passOptions = [
    lastPass, dump, objectName, keep, temporaryDirectory, verbosity, passVerbosity, withoutWarnings,
    warningsAsErrors, color, runtimeMode, poisonCache, disableCache, cleanCache, memoryLimit,
    timeLimit, processLimit, stackLimit, fileLimit,
  ]

  static let lastPass = StapOption(
    "p", value: .required("pass"),
    "Stop after a pass: 1 parse, 2 elaborate, 3 lower and split, 4 build, 5 run.")
  static let dump = StapOption(
    nil, words: ["dump"], value: .required("split|halves|ir|bpf"),
    "Print what runs in which half and why, the halves, the IR before, or the BPF code (not of stap)."
  )
  static let objectName = StapOption(
    "m", value: .required("name"), "Put the object into the current directory, by this name.")
  static let keep = StapOption(
    "k", "Keep a directory with the object, its halves and its code as text.")
  static let temporaryDirectory = StapOption(
    nil, words: ["tmpdir"], value: .required("directory"), "The directory that -k keeps.")
  static let verbosity = StapOption("v", "Say more of the work itself; may be repeated.")
  static let passVerbosity = StapOption(
    nil, words: ["vp"], value: .required("digits"),
    "Say more of single passes: a digit for each, from the first one.")
  static let withoutWarnings = StapOption("w", "Suppress warnings.")
  static let warningsAsErrors = StapOption("W", "Treat warnings as errors.")
  static let color = StapOption(
    nil, words: ["color", "colour"],
    value: .choice(["never", "always", "auto"], default: "always"),
    "Color diagnostics; auto, on a terminal, is the default.")
  static let runtimeMode = StapOption(
    nil, words: ["runtime"], value: .required("mode"),
    "The engine, which is bpf; kernel and dyninst are refused.")
  static let poisonCache = StapOption(
    nil, words: ["poison-cache"], "Read nothing from the cache, but keep there what is made.")
  static let disableCache = StapOption(
    nil, words: ["disable-cache"], "Neither read nor write the cache.")
  static let cleanCache = StapOption(
    nil, words: ["clean-cache"],
    "Remove the oldest objects from the cache, as after a build, and end.")
  static let memoryLimit = StapOption(
    nil, words: ["rlimit-as"], value: .required("bytes"), "Limit the memory of the tool.")
  static let timeLimit = StapOption(
    nil, words: ["rlimit-cpu"], value: .required("seconds"), "Limit the CPU time of the tool.")
  static let processLimit = StapOption(
    nil, words: ["rlimit-nproc"], value: .required("count"), "Limit the number of processes.")
  static let stackLimit = StapOption(
    nil, words: ["rlimit-stack"], value: .required("bytes"), "Limit the stack of the tool.")
  static let fileLimit = StapOption(
    nil, words: ["rlimit-fsize"], value: .required("bytes"), "Limit the size of files.")
}
