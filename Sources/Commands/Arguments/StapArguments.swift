import Diagnostics

/// Command lines as people write them for `stap`, taken apart: short options may be joined, with one another and
/// with the value of the last one (`-gp4`, `-DNAME=VALUE`), long ones may be cut short as long as they can be told
/// apart, and some of their values may be left out.
struct StapArguments {
  /// A part of a command line.
  enum Part {
    /// An option that is honored, with its value if it takes one.
    case option(StapOption, value: String?)
    /// A command that an option stands for.
    case command(CommandName)
    /// A word that is no option.
    case word(String)
    /// The mark behind which there are no options.
    case end
  }

  /// What becomes of options that are not known.
  enum Strangers {
    /// They are mistakes.
    case refused
    /// They are left for somebody else to judge.
    case kept
  }

  /// The options that are known.
  private let options: [StapOption]
  /// What becomes of others.
  private let strangers: Strangers

  /// Knows `options`.
  init(_ options: [StapOption] = StapOption.all, strangers: Strangers = .refused) {
    self.options = options
    self.strangers = strangers
  }

  /// Returns the parts of `arguments`; options that are accepted without effect are left out, and all behind `--`
  /// are words.
  ///
  /// - Throws: `UsageError` if an option is not known, lacks its value, or is one that is refused.
  func parts(of arguments: [String]) throws(UsageError) -> [Part] {
    var result: [Part] = []
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      if argument == "--" { return result + [.end] + rest.map { .word($0) } }
      if argument.hasPrefix("--") {
        result += try parts(ofWord: argument, &rest)
      } else if argument.hasPrefix("-"), argument != "-" {
        result += try parts(ofLetters: argument.dropFirst(), &rest)
      } else {
        result.append(.word(argument))
      }
    }
    return result
  }

  /// Returns what the long option `argument` stands for; its value may be the first of `rest`.
  private func parts(
    ofWord argument: String, _ rest: inout ArraySlice<String>
  ) throws(UsageError) -> [Part] {
    let halves = argument.dropFirst(2).split(
      separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let given = halves.count > 1 ? String(halves[1]) : nil
    guard let option = option(named: halves[0]) else {
      return try parts(ofStranger: "--\(halves[0])", argument)
    }
    switch option.value {
    case .none:
      guard given == nil else { throw UsageError("\(option.spelling) takes no value") }
      return try parts(of: option, value: nil)
    case .required:
      return try parts(of: option, written: argument, value: given ?? rest.popFirst())
    case .optional(_, let value): return try parts(of: option, value: given ?? value)
    case .choice(let choices, let value):
      let value = given ?? value ?? rest.popFirst()
      if let value, !choices.contains(value) {
        throw UsageError(
          "\(option.spelling) takes \(choices.joined(separator: ", ")), not '\(value)'")
      }
      return try parts(of: option, written: argument, value: value)
    }
  }

  /// Returns what the options stand for that `letters` join, with the value of the last one if that is joined
  /// too; else it is the first of `rest`.
  private func parts(
    ofLetters letters: Substring, _ rest: inout ArraySlice<String>
  ) throws(UsageError) -> [Part] {
    var result: [Part] = []
    var letters = letters
    while let letter = letters.popFirst() {
      guard let option = options.first(where: { $0.letter == letter }) else {
        return result + (try parts(ofStranger: "-\(letter)", "-\(letter)\(letters)"))
      }
      if option.value == .none {
        result += try parts(of: option, value: nil)
        continue
      }
      // A value may look like an option: `-c '-x'`.
      let value = letters.isEmpty ? rest.popFirst() : String(letters)
      return result + (try parts(of: option, written: option.spelling, value: value))
    }
    return result
  }

  /// Returns `argument`, whose option `name` is not known.
  ///
  /// - Throws: `UsageError` unless such options are left as they are.
  private func parts(
    ofStranger name: String, _ argument: String
  ) throws(UsageError) -> [Part] {
    if strangers == .kept { return [.word(argument)] }
    let words = name.hasPrefix("--") ? options.flatMap(\.words).map { "--\($0)" } : []
    let near = name.utf8.count > 5 ? Spelling.near(name, among: words).first : nil
    throw UsageError(
      "there is no option '\(name)'" + (near.map { "; did you mean '\($0)'?" } ?? ""))
  }

  /// Returns what `option`, written as `argument`, with `value` stands for.
  ///
  /// - Throws: `UsageError` if the option is one that is refused, or lacks its value; it is left as it is if
  ///   somebody else judges the command line.
  private func parts(
    of option: StapOption, written argument: String, value: String?
  ) throws(UsageError) -> [Part] {
    if let value { return try parts(of: option, value: value) }
    if strangers == .kept { return [.word(argument)] }
    throw UsageError("the value of \(option.usage) is missing")
  }

  /// Returns the option that the long `name` means: its own, or the beginning of one option's only.
  private func option(named name: Substring) -> StapOption? {
    if let exact = options.first(where: { $0.words.contains { $0 == name } }) { return exact }
    let candidates = options.filter { $0.words.contains { $0.hasPrefix(name) } }
    return candidates.count == 1 ? candidates[0] : nil
  }

  /// Returns what `option` with `value` stands for.
  ///
  /// - Throws: `UsageError` if the option is one that is refused.
  private func parts(of option: StapOption, value: String?) throws(UsageError) -> [Part] {
    switch option.treatment {
    case .honored: return [.option(option, value: value)]
    case .accepted: return []
    case .shorthand(let words): return try parts(of: [words])
    case .command(let name): return [.command(name)]
    case .refused(let reason):
      let name = option.spellings.joined(separator: ", ")
      throw UsageError("\(name) is not possible here: \(reason)")
    }
  }
}
