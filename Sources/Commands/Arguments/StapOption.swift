/// One option of the command line, as `stap` has it or as this tool adds it.
///
/// The lists of these are what the command line is read by, and what the help, the manual page and the table in
/// the documentation are made of.
struct StapOption: Sendable {
  /// What stands behind the option.
  enum Value: Hashable, Sendable {
    /// Nothing.
    case none
    /// A value, by this name.
    case required(String)
    /// A value by this name behind `=`; without one it is the default.
    case optional(String, default: String)
    /// One of these words; if there is a default, they stand behind `=`, and it is what is meant without one.
    case choice([String], default: String?)
  }

  /// Notes in the options of a run what an option with this value says; the value is empty if it takes none.
  typealias Effect = @Sendable (inout RunOptions, String) throws -> Void

  /// What the tool does about it.
  enum Treatment: Sendable {
    /// What it says.
    case honored(Effect)
    /// Nothing, because what it asks for is so anyway.
    case accepted(String)
    /// It ends with status 2, because it cannot be done; the words say why.
    case refused(String)
    /// The same as another option with a value.
    case shorthand(String)
    /// The same as a command.
    case command(CommandName)
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
    _ letter: Character?, words: [String] = [], value: Value = .none, treatment: Treatment,
    _ summary: String
  ) {
    precondition(letter != nil || !words.isEmpty)
    self.letter = letter
    self.words = words
    self.value = value
    self.treatment = treatment
    self.summary = summary
  }

  /// Creates an option that is honored: `effect` notes what it says.
  ///
  /// - Requires: there is a letter or a word.
  init(
    _ letter: Character?, words: [String] = [], value: Value = .none, _ summary: String,
    effect: @escaping Effect
  ) {
    self.init(letter, words: words, value: value, treatment: .honored(effect), summary)
  }

  /// All options of scripts.
  static let all = scriptOptions + listingOptions + passOptions + runOptions + otherOptions
}

extension StapOption {
  /// The spelling that it is spoken of by.
  var spelling: String { words.first.map { "--\($0)" } ?? spellings[0] }

  /// Every spelling, the letter first.
  var spellings: [String] { (letter.map { ["-\($0)"] } ?? []) + words.map { "--\($0)" } }

  /// The spelling with the name of the value, as a form of use shows it.
  var usage: String {
    switch value {
    case .none: spelling
    case .required(let name), .optional(let name, _): "\(spelling) <\(name)>"
    case .choice(let words, _): "\(spelling) <\(words.joined(separator: "|"))>"
    }
  }

  /// Notes in `options` what the option says with `value`.
  ///
  /// - Throws: `UsageError` if the value cannot be read.
  func note(_ value: String?, in options: inout RunOptions) throws(UsageError) {
    guard case .honored(let effect) = treatment else { return }
    do {
      try effect(&options, value ?? "")
    } catch {
      throw UsageError("the value '\(value ?? "")' is not one that \(usage) takes")
    }
  }
}

/// A value of an option that is not of the type that the option takes.
private struct UnreadableValue: Error {}

extension String {
  /// Returns the text as a value of the type that the context asks for.
  ///
  /// - Throws: an error if it is none.
  func read<Value: LosslessStringConvertible>() throws -> Value {
    guard let value = Value(self) else { throw UnreadableValue() }
    return value
  }

  /// Returns the value of the type that the context asks for whose name the text is.
  ///
  /// - Throws: an error if there is none.
  func named<Value: RawRepresentable<String>>() throws -> Value {
    guard let value = Value(rawValue: self) else { throw UnreadableValue() }
    return value
  }
}
