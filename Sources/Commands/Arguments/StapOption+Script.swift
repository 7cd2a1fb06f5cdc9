/// The options that say what is translated, and what it means.
extension StapOption {
  /// These options.
  static let scriptOptions = [
    text, addedText, macro, tapsetDirectory, kernel, architecture, compatibleVersion, privilege,
    guru, unusedCode, withoutTimeLimits, example,
  ]

  static let text = StapOption(
    "e", value: .required("script"), "Run the text of a script instead of a file.")
  static let addedText = StapOption(
    "E", value: .required("script"),
    "Add the text of a script to the main one; may be repeated, also where points are listed.")
  static let macro = StapOption(
    "D", value: .required("name=value"), "Set a limit such as MAXERRORS; may be repeated.")
  static let tapsetDirectory = StapOption(
    "I", value: .required("directory"), "Search a directory for tapsets, too; may be repeated.")
  static let kernel = StapOption(
    "r", value: .required("release|file"),
    "Translate for another kernel: a saved description, or the release of one that was scanned here."
  )
  static let architecture = StapOption(
    "a", value: .required("arch"),
    "Insist on an architecture, which has to be that of the kernel.")
  static let compatibleVersion = StapOption(
    nil, words: ["compatible"], value: .required("version"),
    "Say which version of SystemTap a script asks for by systemtap_v.")
  static let privilege = StapOption(
    nil, words: ["privilege"], value: .required("level"),
    "Say which level a script asks for by systemtap_privilege: stapdev, or stapsys, which excludes -g."
  )
  static let guru = StapOption("g", "Allow what can harm the machine (guru mode).")
  static let unusedCode = StapOption("u", "Keep code that has no effect, and check all of it.")
  static let withoutTimeLimits = StapOption(
    nil, words: ["suppress-time-limits"], "Let handlers run for as long as they like; needs -g.")
  static let example = StapOption(
    nil, words: ["example"], "Find the file of the script among the examples, by its name alone.")
}
