/// Command lines as people write them for `stap`: short options may be joined, with one another and with the
/// value of the last one: `-gp4`, `-DNAME=VALUE`, `-vv`.
enum StapArguments {
  /// The short options without a value.
  private static let flags = Set("gkuvwWh")
  /// The short options with a value.
  private static let options = Set("epcxomrsDGIlLT")

  /// Returns `arguments` with each option, and each value, standing by itself.
  ///
  /// What is not an option of this form stays as it is, and so does all behind `--`.
  static func separated(_ arguments: [String]) -> [String] {
    var result: [String] = []
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      if argument == "--" { return result + [argument] + rest }
      let letters = argument.dropFirst()
      guard argument.hasPrefix("-"), let first = letters.first, first != "-" else {
        result.append(argument)
        continue
      }
      guard let options = separated(letters: letters) else {
        result.append(argument)
        continue
      }
      result += options.words
      // A value may look like an option: `-c '-x'`.
      if options.expectValue, let value = rest.popFirst() { result.append(value) }
    }
    return result
  }

  /// Returns the options that `letters` join, with the value of the last one if that is joined too, and
  /// whether a value must follow; `nil` if an option is not known.
  private static func separated(
    letters: Substring
  ) -> (words: [String], expectValue: Bool)? {
    var words: [String] = []
    var rest = letters
    while let letter = rest.popFirst() {
      guard flags.contains(letter) || options.contains(letter) else { return nil }
      words.append("-\(letter)")
      if options.contains(letter) {
        return rest.isEmpty ? (words, true) : (words + [String(rest)], false)
      }
    }
    return (words, false)
  }
}
