import Runtime
import Session
import Translator

/// The options that say what is translated, and what it means.
struct ScriptOptions {
  /// The text of the script; one at most.
  var texts: [String] = []

  /// The texts of further scripts.
  var addedTexts: [String] = []

  /// The macros that are set.
  var macros: [String] = []

  /// The further directories of tapsets.
  var tapsetDirectories: [String] = []

  /// The kernel that the script is for.
  var kernel: String?

  /// The architecture that the kernel has to have.
  var architecture: String?

  /// The version of SystemTap whose language the script is written in.
  var compatibleVersion: String?

  /// The level of privilege that the script is translated for.
  var privilege: String?

  /// Whether the script may do what is dangerous.
  var isGuru = false

  /// Whether code that has no effect is kept.
  var keepsUnusedCode = false

  /// Whether a target variable that is not there is 0.
  var skipsMissingVariables = false

  /// Whether what depends on the version of the language is told.
  var checksVersion = false

  /// Whether handlers may run for as long as they like.
  var suppressesTimeLimits = false

  /// Whether the script is one of the examples.
  var isExample = false

  /// The file of the script, and the script's arguments.
  var words: [String] = []
}

extension ScriptOptions {
  /// The text of the script; `nil` if it is in a file.
  private var text: String? { texts.first }

  /// Checks that the options go together, and with a request for `listing`.
  ///
  /// - Throws: `UsageError` if they do not.
  func check(_ listing: ListingOptions.Request?) throws(UsageError) {
    if listing == nil && text == nil && words.isEmpty {
      throw UsageError("a script is needed: -e <script>, a file, or - for the standard input")
    }
    if texts.count > 1 {
      throw UsageError("-e gives the one script; further ones are added with -E")
    }
    if listing != nil && text != nil {
      throw UsageError("-e and a request for a list exclude each other; use -E")
    }
    if isExample && (text != nil || listing != nil) {
      throw UsageError("--example needs the name of a script")
    }
    if suppressesTimeLimits && !isGuru {
      throw UsageError("--suppress-time-limits needs -g")
    }
    try checkPrivilege()
    try checkVersion()
  }

  /// Checks the level of privilege.
  private func checkPrivilege() throws(UsageError) {
    switch privilege {
    case nil, "stapdev": return
    case "stapsys":
      if isGuru { throw UsageError("--privilege=stapsys and -g exclude each other") }
    case "stapusr":
      throw UsageError(
        "--privilege=stapusr is not possible here: the kernel lets nobody load BPF programs "
          + "without CAP_BPF and CAP_PERFMON")
    case let level?:
      throw UsageError("there is no privilege '\(level)'; levels are stapsys and stapdev")
    }
  }

  /// Checks the version of the language.
  private func checkVersion() throws(UsageError) {
    let spoken = PreprocessorEnvironment.spokenVersion
    guard let compatibleVersion, !PreprocessorEnvironment.speaks(compatibleVersion) else {
      return
    }
    throw UsageError(
      "--compatible takes a version up to \(spoken), whose language is spoken, "
        + "not '\(compatibleVersion)'")
  }

  /// Returns what is to be translated, with the first values `globals`; `listing` may be asked for instead of a
  /// run.
  ///
  /// - Throws: `UsageError` if a setting is not well-formed.
  func request(
    globals: [String], listing: ListingOptions.Request?
  ) throws(UsageError) -> ScriptRequest {
    var request = ScriptRequest(source: source(listing))
    request.arguments = text == nil && listing == nil ? Array(words.dropFirst()) : words
    request.addedTexts = addedTexts
    request.definitions = try macros.map { argument throws(UsageError) in
      try Setting(argument: argument, option: "-D", default: "1")
    }
    request.globals = try globals.map { argument throws(UsageError) in
      try Setting(argument: argument, option: "-G", default: nil)
    }
    request.tapsetDirectories = tapsetDirectories
    request.mode = isGuru ? .guru : .safe
    request.kernel = kernel ?? Environment.variable("MARKTAP_RELEASE")
    request.architecture = architecture
    request.languageVersion = compatibleVersion ?? request.languageVersion
    request.privilege = privilege ?? request.privilege
    request.timeLimits = suppressesTimeLimits ? .suppressed : .kept
    request.unusedCode = keepsUnusedCode ? .kept : .dropped
    request.versionCheck = checksVersion ? .done : .skipped
    request.missingVariables = skipsMissingVariables ? .zero : .mistake
    return request
  }

  /// Where the script comes from.
  private func source(_ listing: ListingOptions.Request?) -> ScriptRequest.Source {
    if let listing { return .text(listing.script) }
    if let text { return .text(text) }
    let file = words.first ?? "-"
    return file == "-" ? .standardInput : isExample ? .example(file) : .file(file)
  }
}

extension Setting {
  /// Reads `argument`, a name and a value with `=` between; without `=` the value is `default`.
  ///
  /// - Throws: `UsageError` if there is no name, or no value and no default.
  fileprivate init(argument: String, option: String, default value: String?) throws(UsageError) {
    let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard let name = parts.first, !name.isEmpty,
      let value = parts.count > 1 ? String(parts[1]) : value
    else { throw UsageError("\(option) takes name=value, not '\(argument)'") }
    self.init(String(name), value)
  }
}
