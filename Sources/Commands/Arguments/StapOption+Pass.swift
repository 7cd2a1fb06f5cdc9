import Runtime
import Session

/// The options about the passes themselves: how far they go, what they say, and what they keep.
extension StapOption {
  /// These options.
  static let passOptions = [
    lastPass, dump, objectName, keep, temporaryDirectory, verbosity, passVerbosity, withoutWarnings,
    warningsAsErrors, color, runtimeMode, buildOption,
    runtimeDirectory, buildRoot, information, signature, poisonCache, disableCache, cleanCache,
    memoryLimit,
    timeLimit, processLimit, stackLimit, fileLimit,
  ]

  private static let lastPass = StapOption(
    "p", value: .required("pass"),
    "Stop after a pass: 1 parse, 2 elaborate, 3 lower and split, 4 build, 5 run."
  ) { $0.passes.lastPass = try $1.read() }
  private static let dump = StapOption(
    nil, words: ["dump"], value: .choice(["split", "halves", "ir", "bpf", "c"], default: nil),
    "Print what runs in which half and why, the halves, the IR before, the BPF code, or the C text of a module "
      + "(not of stap)."
  ) { $0.passes.dump = try $1.named() }
  private static let objectName = StapOption(
    "m", value: .required("name"), "Put the object into the current directory, by this name."
  ) { $0.passes.objectName = $1 }
  private static let keep = StapOption(
    "k", "Keep a directory with the object, its halves and its code as text."
  ) { options, _ in options.passes.keepsDirectory = true }
  private static let temporaryDirectory = StapOption(
    nil, words: ["tmpdir"], value: .required("directory"), "The directory that -k keeps."
  ) { $0.passes.temporaryDirectory = $1 }
  /// Says more of the work of any command that runs something.
  static let verbosity = StapOption("v", "Say more of the work itself; may be repeated.") {
    options, _ in options.running.output.verbosity += 1
  }
  private static let passVerbosity = StapOption(
    nil, words: ["vp"], value: .required("digits"),
    "Say more of single passes: a digit for each, from the first one."
  ) { $0.passes.passVerbosity = $1 }
  private static let withoutWarnings = StapOption("w", "Suppress warnings.") { options, _ in
    options.passes.suppressesWarnings = true
  }
  private static let warningsAsErrors = StapOption("W", "Treat warnings as errors.") { options, _ in
    options.passes.treatsWarningsAsErrors = true
  }
  private static let color = StapOption(
    nil, words: ["color", "colour"],
    value: .choice(["never", "always", "auto"], default: "always"),
    "Color diagnostics; auto, on a terminal, is the default."
  ) { $0.passes.color = try $1.named() }
  private static let runtimeMode = StapOption(
    nil, words: ["runtime"], value: .required("mode"),
    "Where handlers run: as far as that pays in the kernel with bpf, the default; the same as a kernel module with "
      + "module (stap: kernel), for which the kernel's headers are needed; and in user space with interpreter, for which "
      + "the kernel only reads. dyninst is refused."
  ) { $0.passes.runtimeMode = $1 }
  private static let buildOption = StapOption(
    "B", value: .required("name=value"),
    "Pass an option to the build of the module; may be repeated."
  ) { $0.passes.module.buildOptions.append($1) }
  private static let runtimeDirectory = StapOption(
    "R", value: .required("directory"), "Take the headers that modules include from a directory."
  ) { $0.passes.module.runtimeDirectory = try absolute($1) }
  private static let buildRoot = StapOption(
    nil, words: ["build-root"], value: .required("directory"),
    "Build the module with the kernel's headers in a directory, or at their usual place below it (not of stap)."
  ) { $0.passes.module.buildRoot = try absolute($1) }
  private static let information = StapOption(
    nil, words: ["modinfo"], value: .required("name=value"),
    "Put a line into the module's information about itself; may be repeated."
  ) { $0.passes.module.information.append($1) }
  private static let signature = StapOption(
    nil, words: ["sign-module"], value: .optional("directory", default: "/var/lib/shim-signed/mok"),
    "Sign the module with the key MOK.priv and the certificate MOK.der of a directory."
  ) { $0.passes.module.key = ModuleKey(directory: try absolute($1)) }

  /// Returns the whole path of `directory`: kbuild works elsewhere.
  private static func absolute(_ directory: String) throws(UsageError) -> String {
    guard let path = Files.realPath(directory) else {
      throw UsageError("there is no directory '\(directory)'")
    }
    return path
  }
  private static let poisonCache = StapOption(
    nil, words: ["poison-cache"], "Read nothing from the cache, but keep there what is made."
  ) { options, _ in options.passes.poisonsCache = true }
  private static let disableCache = StapOption(
    nil, words: ["disable-cache"], "Neither read nor write the cache."
  ) { options, _ in options.passes.disablesCache = true }
  private static let cleanCache = StapOption(
    nil, words: ["clean-cache"],
    "Remove the oldest objects from the cache, as after a build, and end."
  ) { options, _ in options.passes.cleansCache = true }
  private static let memoryLimit = StapOption(
    nil, words: ["rlimit-as"], value: .required("bytes"), "Limit the memory of the tool."
  ) { $0.passes.memoryLimit = try $1.read() }
  private static let timeLimit = StapOption(
    nil, words: ["rlimit-cpu"], value: .required("seconds"), "Limit the CPU time of the tool."
  ) { $0.passes.timeLimit = try $1.read() }
  private static let processLimit = StapOption(
    nil, words: ["rlimit-nproc"], value: .required("count"), "Limit the number of processes."
  ) { $0.passes.processLimit = try $1.read() }
  private static let stackLimit = StapOption(
    nil, words: ["rlimit-stack"], value: .required("bytes"), "Limit the stack of the tool."
  ) { $0.passes.stackLimit = try $1.read() }
  private static let fileLimit = StapOption(
    nil, words: ["rlimit-fsize"], value: .required("bytes"), "Limit the size of files."
  ) { $0.passes.fileLimit = try $1.read() }
}
