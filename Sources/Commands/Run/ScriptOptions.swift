import ArgumentParser
import Session

/// The options that say what is translated, how, and how far.
struct ScriptOptions: ParsableArguments {
  /// The text of the script.
  @Option(
    name: .customShort("e"), parsing: .unconditional,
    help: ArgumentHelp("The text of the script.", valueName: "script"))
  var text: String?

  /// A probe point to be listed.
  @Option(
    name: .customShort("l"), parsing: .unconditional,
    help: ArgumentHelp("List the probe points that match a pattern.", valueName: "point"))
  var listed: String?

  /// A probe point to be listed with its variables.
  @Option(
    name: .customShort("L"), parsing: .unconditional,
    help: ArgumentHelp("The same, with the variables of each.", valueName: "point"))
  var listedWithVariables: String?

  /// The last pass.
  @Option(
    name: .customShort("p"),
    help: ArgumentHelp(
      "Stop after a pass: 1 parse, 2 elaborate, 3 lower and split, 4 build, 5 run.",
      valueName: "pass"))
  var lastPass = 5

  /// The macros that are set.
  @Option(
    name: .customShort("D"), parsing: .unconditionalSingleValue,
    help: ArgumentHelp("Set a limit such as MAXERRORS.", valueName: "name=value"))
  var macros: [String] = []

  /// The further directories of tapsets.
  @Option(
    name: .customShort("I"), parsing: .unconditionalSingleValue,
    help: ArgumentHelp("Search a directory for tapsets, too.", valueName: "directory"))
  var tapsetDirectories: [String] = []

  /// The kernel that the script is for.
  @Option(
    name: .customShort("r"), parsing: .unconditional,
    help: ArgumentHelp(
      "Translate for another kernel: a saved description, or the release of one that was scanned here.",
      valueName: "release|file"))
  var kernel: String?

  /// The name of the object to be made.
  @Option(
    name: .customShort("m"), parsing: .unconditional,
    help: ArgumentHelp(
      "Put the object into the current directory, by this name.", valueName: "name"))
  var objectName: String?

  /// What is printed of the translation.
  @Option(
    name: .customLong("dump"),
    help: ArgumentHelp("Print both halves, their IR, or the BPF code.", valueName: "split|ir|bpf"))
  var dump: Dump?

  /// Whether the script may do what is dangerous.
  @Flag(name: .customShort("g"), help: "Allow what can harm the machine (guru mode).")
  var isGuru = false

  /// Whether unused code is kept, which makes no difference here: no pass is slow enough to be spared it.
  @Flag(name: .customShort("u"), help: "Accepted, as stap has it, and without effect.")
  var keepsUnusedCode = false

  /// Whether the object is to be kept.
  @Flag(name: .customShort("k"), help: "Say where the object is kept.")
  var tellsObject = false

  /// Whether warnings are left out.
  @Flag(name: .customShort("w"), help: "Suppress warnings.")
  var suppressesWarnings = false

  /// Whether warnings count as errors.
  @Flag(name: .customShort("W"), help: "Treat warnings as errors.")
  var treatsWarningsAsErrors = false

  /// The file of the script, and the script's arguments.
  @Argument(
    help: "The file of the script (- for standard input) unless -e gives it, then its arguments.")
  var words: [String] = []
}

extension ScriptOptions {
  /// The probe point to be listed, with or without variables; `nil` if none is.
  var listedPoint: String? { listed ?? listedWithVariables }

  /// What is said of doubtful code.
  var warnings: ScriptRunner.Warnings {
    treatsWarningsAsErrors ? .errors : suppressesWarnings ? .hidden : .shown
  }

  /// Checks that the options go together.
  ///
  /// - Throws: `ValidationError` if they do not.
  func check() throws {
    if !(1...5).contains(lastPass) {
      throw ValidationError("there is no pass \(lastPass); passes are 1 to 5")
    }
    let sources = [text, listed, listedWithVariables].compactMap { $0 }.count
    if sources > 1 { throw ValidationError("-e, -l and -L exclude each other") }
    if sources == 0 && words.isEmpty {
      throw ValidationError("a script is needed: -e <script>, a file, or - for the standard input")
    }
    if suppressesWarnings && treatsWarningsAsErrors {
      throw ValidationError("-w and -W exclude each other")
    }
  }

  /// Returns what is to be translated, with the first values `globals`.
  ///
  /// - Throws: `ValidationError` if a setting is not well-formed.
  func request(globals: [String]) throws -> ScriptRequest {
    var request = ScriptRequest(source: source)
    request.arguments = text == nil && listedPoint == nil ? Array(words.dropFirst()) : words
    request.definitions = try macros.map { try Setting(argument: $0, option: "-D", default: "1") }
    request.globals = try globals.map { try Setting(argument: $0, option: "-G", default: nil) }
    request.tapsetDirectories = tapsetDirectories
    request.mode = isGuru ? .guru : .safe
    request.kernel = kernel
    return request
  }

  /// Where the script comes from.
  private var source: ScriptRequest.Source {
    if let point = listedPoint { return .text("probe \(point) {}") }
    if let text { return .text(text) }
    return words.first == "-" ? .standardInput : .file(words.first ?? "-")
  }
}

extension Setting {
  /// Reads `argument`, a name and a value with `=` between; without `=` the value is `default`.
  ///
  /// - Throws: `ValidationError` if there is no name, or no value and no default.
  fileprivate init(argument: String, option: String, default value: String?) throws {
    let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard let name = parts.first, !name.isEmpty,
      let value = parts.count > 1 ? String(parts[1]) : value
    else { throw ValidationError("\(option) takes name=value, not '\(argument)'") }
    self.init(String(name), value)
  }
}

/// A form in which a translation is printed.
enum Dump: String, ExpressibleByArgument, CaseIterable {
  /// The kernel half and the user half of each handler.
  case split
  /// The program before splitting.
  case ir
  /// The instructions of the kernel halves.
  case bpf
}
