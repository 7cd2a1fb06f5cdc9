import ArgumentParser
import Runtime
import Session

/// `marktap check`: tells which scripts can be translated for which kernels.
struct CheckCommand: ParsableCommand {
  /// How it is used.
  static let configuration = CommandConfiguration(
    commandName: CommandName.check.rawValue,
    abstract: "Tell which scripts can be translated for which kernels.",
    discussion: """
      Every script is carried to its object for every kernel, and nothing is loaded. A kernel is named by its release, \
      by a file or directory of it, or by a saved description; without any, it is the running one.

      The exit status is 0 if all scripts can be translated for all kernels, and 1 if one cannot.
      """)

  /// The kernels.
  @Option(
    name: [.customLong("kernel"), .customShort("r")],
    help: ArgumentHelp("A kernel; may be repeated.", valueName: "release|file"))
  var kernels: [String] = []

  /// Directories of tapsets.
  @Option(
    name: .customShort("I"),
    help: ArgumentHelp(
      "Search a directory for tapsets, too; may be repeated.", valueName: "directory"))
  var tapsetDirectories: [String] = []

  /// Whether what can harm the machine is allowed.
  @Flag(name: .customShort("g"), help: "Allow what can harm the machine (guru mode).")
  var isGuru = false

  /// Whether JSON is printed.
  @Flag(name: .customLong("json"), help: "Print JSON.")
  var printsJSON = false

  /// The scripts.
  @Argument(help: "The files of the scripts.", completion: .file())
  var scripts: [String]

  /// Checks and prints.
  func run() throws {
    let cache = Cache.ofUser()
    let names: [String?] = kernels.isEmpty ? [nil] : kernels.map { $0 }
    let found = try names.map { name in
      try Console.reporting { () throws(SessionError) in
        try ScriptCheck.Kernel(name, cache: cache)
      }
    }
    for script in scripts where Files.stamp(of: script) == nil {
      Console.complain("there is no script '\(script)'")
      throw ExitStatus.refused
    }
    let requests = scripts.map { path in
      var request = ScriptRequest(source: .file(path))
      request.tapsetDirectories = tapsetDirectories
      if isGuru { request.mode = .guru }
      return request
    }
    let outcomes = ScriptCheck(requests, for: found, cache: cache).outcomes()
    let listing = CheckListing(scripts: scripts, kernels: found, outcomes: outcomes)
    try Console.print(printsJSON ? listing.json : listing.text)
    if outcomes.joined().contains(where: { !$0.isGood }) { throw ExitStatus.wrongScript }
  }
}
