/// The options that say what is translated, and what it means.
extension StapOption {
  /// These options.
  static let scriptOptions = [
    text, addedText, macro, tapsetDirectory, kernel, architecture, compatibleVersion, versionCheck,
    privilege, guru, unusedCode, missingVariables, withoutTimeLimits, example,
  ]

  private static let text = StapOption(
    "e", value: .required("script"), "Run the text of a script instead of a file."
  ) { $0.script.texts.append($1) }
  private static let addedText = StapOption(
    "E", value: .required("script"),
    "Add the text of a script to the main one; may be repeated, also where points are listed."
  ) { $0.script.addedTexts.append($1) }
  private static let macro = StapOption(
    "D", value: .required("name=value"), "Set a limit such as MAXERRORS; may be repeated."
  ) { $0.script.macros.append($1) }
  private static let tapsetDirectory = StapOption(
    "I", value: .required("directory"), "Search a directory for tapsets, too; may be repeated."
  ) { $0.script.tapsetDirectories.append($1) }
  private static let kernel = StapOption(
    "r", words: ["kernel"], value: .required("release|file"),
    "Translate for another kernel: the release of one that is known here, a file of one, or a saved description."
  ) { $0.script.kernel = $1 }
  private static let architecture = StapOption(
    "a", value: .required("arch"),
    "Insist on an architecture, which has to be that of the kernel."
  ) { $0.script.architecture = $1 }
  private static let compatibleVersion = StapOption(
    nil, words: ["compatible"], value: .required("version"),
    "Say which version of SystemTap a script asks for by systemtap_v."
  ) { $0.script.compatibleVersion = $1 }
  private static let versionCheck = StapOption(
    nil, words: ["check-version"], "Warn of what depends on the version of SystemTap."
  ) { options, _ in options.script.checksVersion = true }
  private static let privilege = StapOption(
    nil, words: ["privilege"], value: .required("level"),
    "Say which level a script asks for by systemtap_privilege: stapdev, or stapsys, which excludes -g."
  ) { $0.script.privilege = $1 }
  private static let guru = StapOption("g", "Allow what can harm the machine (guru mode).") {
    options, _ in options.script.isGuru = true
  }
  private static let unusedCode = StapOption(
    "u", "Keep code that has no effect, and check all of it."
  ) { options, _ in options.script.keepsUnusedCode = true }
  private static let missingVariables = StapOption(
    nil, words: ["skip-badvars"], "Take 0 for target variables that are not there."
  ) { options, _ in options.script.skipsMissingVariables = true }
  private static let withoutTimeLimits = StapOption(
    nil, words: ["suppress-time-limits"], "Let handlers run for as long as they like; needs -g."
  ) { options, _ in options.script.suppressesTimeLimits = true }
  private static let example = StapOption(
    nil, words: ["example"], "Find the file of the script among the examples, by its name alone."
  ) { options, _ in options.script.isExample = true }
}
