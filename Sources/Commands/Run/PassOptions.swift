import Runtime
import Session
import Translator

/// The options about the passes themselves: how far they go, what they say, and what they keep.
struct PassOptions {
  /// The last pass.
  var lastPass: Int?

  /// What is printed of the translation.
  var dump: Dump?

  /// The name of the object to be made.
  var objectName: String?

  /// Whether a directory with what was made is kept.
  var keepsDirectory = false

  /// The directory that is kept.
  var temporaryDirectory: String?

  /// How much more is said of single passes.
  var passVerbosity: String?

  /// Whether warnings are left out.
  var suppressesWarnings = false

  /// Whether warnings count as errors.
  var treatsWarningsAsErrors = false

  /// Where diagnostics are coloured.
  var color = ColorUse.auto

  /// The engine.
  var runtimeMode = "bpf"

  /// How a module is built.
  var module = ModuleOptions()

  /// Whether nothing is read from the cache.
  var poisonsCache = false

  /// Whether there is no cache.
  var disablesCache = false

  /// Whether the cache is cleaned, and no more.
  var cleansCache = false

  /// The limit of memory.
  var memoryLimit: UInt?

  /// The limit of CPU time.
  var timeLimit: UInt?

  /// The limit of processes.
  var processLimit: UInt?

  /// The limit of the stack.
  var stackLimit: UInt?

  /// The limit of files.
  var fileLimit: UInt?
}

extension PassOptions {
  /// What is said of doubtful code.
  var warnings: ScriptRunner.Warnings {
    suppressesWarnings ? .hidden : treatsWarningsAsErrors ? .errors : .shown
  }

  /// What the cache is used for.
  var cacheUse: Cache.Use { disablesCache ? .none : poisonsCache ? .keeping : .full }

  /// The limits of the process.
  var limits: [ResourceLimit] {
    let limits: [(ResourceLimit.Kind, UInt?)] = [
      (.memory, memoryLimit), (.time, timeLimit), (.processes, processLimit), (.stack, stackLimit),
      (.file, fileLimit),
    ]
    return limits.compactMap { kind, value in value.map { ResourceLimit(kind, $0) } }
  }

  /// The runtime in which handlers run in user space.
  private static let interpreter = "interpreter"

  /// How much of each handler the kernel half does.
  var splitting: SplitPolicy {
    SplitPolicy(runtimeMode == Self.interpreter ? .reads : .whatSavesRecords)
  }

  /// What the kernel halves become.
  var engine: ScriptRequest.Engine {
    guard isModule else { return .bpf }
    var options = module
    options.name = objectName.map(Self.moduleName)
    return .module(options)
  }

  /// `true` iff the kernel halves become a module; SystemTap calls that runtime the kernel.
  private var isModule: Bool { runtimeMode == "module" || runtimeMode == "kernel" }

  /// Returns how much is said of each pass if `count` options ask for more of all.
  func verbosity(_ count: Int) -> Verbosity {
    Verbosity(all: count, passes: (passVerbosity ?? "").compactMap(\.wholeNumberValue))
  }

  /// Checks that the options go together, and with a request for a list, if there is one.
  ///
  /// - Throws: `UsageError` if they do not.
  func check(_ listing: ListingOptions.Request?) throws(UsageError) {
    if let lastPass, !(1...5).contains(lastPass) {
      throw UsageError("there is no pass \(lastPass); passes are 1 to 5")
    }
    if lastPass != nil && listing != nil {
      throw UsageError("-p and a request for a list exclude each other")
    }
    if let passVerbosity,
      !(1...5).contains(passVerbosity.count) || passVerbosity.contains(where: { !$0.isDigit })
    {
      throw UsageError("--vp takes one to five digits, not '\(passVerbosity)'")
    }
    if let objectName, !Self.isModuleName(objectName) {
      throw UsageError(
        "-m takes a name of letters, digits and underscores, not '\(objectName)'")
    }
    try checkRuntime()
  }

  /// Returns `name` without the ending of its file.
  private static func moduleName(_ name: String) -> String {
    let ending = [".ko", ".bo"].first { name.hasSuffix($0) } ?? ""
    return String(name.dropLast(ending.count))
  }

  /// Returns `true` iff `name` can be that of a module, with or without the ending of its file.
  private static func isModuleName(_ name: String) -> Bool {
    let stem = moduleName(name)
    return !stem.isEmpty
      && stem.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
  }

  /// Checks the engine.
  private func checkRuntime() throws(UsageError) {
    switch runtimeMode {
    case "bpf", "module", "kernel", Self.interpreter: break
    case "dyninst":
      throw UsageError(
        "--runtime=dyninst is not possible here: scripts run as BPF programs or as kernel modules, "
          + "and no program is instrumented")
    default:
      throw UsageError(
        "there is no runtime '\(runtimeMode)'; runtimes are bpf, module and \(Self.interpreter)")
    }
    if dump == .c, !isModule { throw UsageError("--dump=c needs --runtime=module") }
    if dump == .bpf, isModule {
      throw UsageError("--dump=bpf and --runtime=module exclude each other")
    }
    if !isModule, module != ModuleOptions() {
      throw UsageError("-B, -R, --build-root, --modinfo and --sign-module need --runtime=module")
    }
  }
}

extension Character {
  /// `true` iff it is one of 0 to 9.
  fileprivate var isDigit: Bool { isASCII && isWholeNumber }
}

/// A form in which a translation is printed.
enum Dump: String {
  /// Which lines of each handler run in the kernel and which in user space, and why.
  case split
  /// The IR of the kernel half and the user half of each handler.
  case halves
  /// The program before splitting.
  case ir
  /// The instructions of the kernel halves.
  case bpf
  /// The C text of the kernel halves.
  case c
}
