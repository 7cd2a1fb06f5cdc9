import ArgumentParser

/// One option of the command line, as `stap` has it or as this tool adds it.
///
/// The lists of these are what the command line, the manual page and the table in the documentation are made of.
struct StapOption: Sendable {
  /// What stands behind the option.
  enum Value: Hashable, Sendable {
    /// Nothing.
    case none
    /// A value, by this name.
    case required(String)
    /// A value by this name behind `=`; without one it is the default.
    case optional(String, default: String)
    /// One of these words behind `=`; without one it is the default.
    case choice([String], default: String)
  }

  /// What the tool does about it.
  enum Treatment: Hashable, Sendable {
    /// What it says.
    case honored
    /// Nothing, because what it asks for is so anyway.
    case accepted(String)
    /// It ends with status 2, because it cannot be done; the words say why.
    case refused(String)
    /// The same as another option with a value.
    case shorthand(String)
  }

  /// The letter behind one hyphen; `nil` if there is none.
  let letter: Character?
  /// The words behind two hyphens.
  let words: [String]
  /// What stands behind it.
  let value: Value
  /// What the tool does about it.
  let treatment: Treatment
  /// What it asks for, in one sentence.
  let summary: String

  /// Creates an option.
  ///
  /// - Requires: there is a letter or a word.
  init(
    _ letter: Character?, words: [String] = [], value: Value = .none,
    treatment: Treatment = .honored, _ summary: String
  ) {
    precondition(letter != nil || !words.isEmpty)
    self.letter = letter
    self.words = words
    self.value = value
    self.treatment = treatment
    self.summary = summary
  }

  /// All options of scripts.
  static let all = scriptOptions + listingOptions + passOptions + runOptions + otherOptions
}

extension StapOption {
  /// The spelling that the option parser is handed.
  var spelling: String { words.first.map { "--\($0)" } ?? spellings[0] }

  /// Every spelling, the letter first.
  var spellings: [String] { (letter.map { ["-\($0)"] } ?? []) + words.map { "--\($0)" } }

  /// The one name that the option parser knows it by.
  var name: NameSpecification {
    if let word = words.first { return .customLong(word) }
    return letter.map { .customShort($0) } ?? []
  }

  /// What the option parser says of it.
  var help: ArgumentHelp {
    switch value {
    case .none: ArgumentHelp(stringLiteral: summary)
    case .required(let name), .optional(let name, _): ArgumentHelp(summary, valueName: name)
    case .choice(let words, _):
      ArgumentHelp(summary, valueName: words.joined(separator: "|"))
    }
  }
}
