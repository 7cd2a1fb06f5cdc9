/// The table of all options in the documentation, in Markdown.
enum OptionTable {
  /// Its text.
  static var text: String {
    let parts: [(String, [StapOption])] = [
      ("What is translated", StapOption.scriptOptions), ("Lists", StapOption.listingOptions),
      ("The passes", StapOption.passOptions), ("The run", StapOption.runOptions),
      ("What is so anyway, and what cannot be", StapOption.otherOptions),
    ]
    return parts.map { title, options in
      "### \(title)\n\n| option | what it asks for | what marktap does |\n| --- | --- | --- |\n"
        + options.map(row).joined()
    }.joined(separator: "\n")
  }

  /// Returns the line for `option`.
  private static func row(_ option: StapOption) -> String {
    let spellings = option.spellings.map { "`\($0)\(suffix(of: option, behind: $0))`" }
      .joined(separator: ", ")
    return "| \(spellings) | \(cell(option.summary)) | \(cell(words(for: option.treatment))) |\n"
  }

  /// Returns what stands behind `spelling` of `option` for its value.
  private static func suffix(of option: StapOption, behind spelling: String) -> String {
    let isWord = spelling.hasPrefix("--")
    switch option.value {
    case .none: return ""
    case .required(let name): return (isWord ? "=" : " ") + cell(name).uppercased()
    case .optional(let name, _): return "[=\(cell(name).uppercased())]"
    case .choice(let words, nil): return "=\(cell(words.joined(separator: "|")))"
    case .choice(let words, _): return "[=\(cell(words.joined(separator: "|")))]"
    }
  }

  /// Returns what `treatment` means.
  private static func words(for treatment: StapOption.Treatment) -> String {
    switch treatment {
    case .honored: "it"
    case .accepted(let reason): "nothing: \(reason)"
    case .refused(let reason): "refuses it, status 2: \(reason)"
    case .shorthand(let words): "as `\(words)`"
    case .command(let name): "as `\(name.rawValue)`"
    }
  }

  /// Returns `text` as it can stand in a table.
  private static func cell(_ text: String) -> String {
    String(text.flatMap { $0 == "|" ? Array("\\|") : [$0] })
  }
}
