import ArgumentParser
import Diagnostics

/// Command lines as people write them for `stap`, made into what the option parser takes: short options may be
/// joined, with one another and with the value of the last one (`-gp4`, `-DNAME=VALUE`), long ones may be cut
/// short as long as they can be told apart, and some of their values may be left out.
struct StapArguments {
  /// What becomes of options that are not known.
  enum Strangers {
    /// They are mistakes.
    case refused
    /// They are left for the option parser to judge.
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

  /// Returns `arguments` with each option, and each value, standing by itself and spelt as the option parser
  /// knows it; those that are accepted without effect are left out.
  ///
  /// All behind `--` stays as it is.
  ///
  /// - Throws: `ValidationError` if an option is not known, or is one that is refused.
  func separated(_ arguments: [String]) throws -> [String] {
    var result: [String] = []
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      if argument == "--" { return result + [argument] + rest }
      if argument.hasPrefix("--") {
        result += try separated(word: argument, &rest)
      } else if argument.hasPrefix("-"), argument != "-" {
        result += try separated(letters: argument.dropFirst(), &rest)
      } else {
        result.append(argument)
      }
    }
    return result
  }

  /// Returns what the long option `argument` stands for; its value may be the first of `rest`.
  private func separated(
    word argument: String, _ rest: inout ArraySlice<String>
  ) throws -> [String] {
    let parts = argument.dropFirst(2).split(
      separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let given = parts.count > 1 ? String(parts[1]) : nil
    guard let option = option(named: parts[0]) else {
      return try stranger("--\(parts[0])", argument)
    }
    switch option.value {
    case .none:
      guard given == nil else { throw ValidationError("\(option.spelling) takes no value") }
      return try words(of: option, value: nil)
    case .required:
      guard let value = given ?? rest.popFirst() else { return [argument] }
      return try words(of: option, value: value)
    case .optional(_, let value): return try words(of: option, value: given ?? value)
    case .choice(let choices, let value):
      guard choices.contains(given ?? value) else {
        throw ValidationError(
          "\(option.spelling) takes \(choices.joined(separator: ", ")), not '\(given ?? value)'")
      }
      return try words(of: option, value: given ?? value)
    }
  }

  /// Returns what the options stand for that `letters` join, with the value of the last one if that is joined
  /// too; else it is the first of `rest`.
  private func separated(
    letters: Substring, _ rest: inout ArraySlice<String>
  ) throws -> [String] {
    var result: [String] = []
    var letters = letters
    while let letter = letters.popFirst() {
      guard let option = options.first(where: { $0.letter == letter }) else {
        return result + (try stranger("-\(letter)", "-\(letter)\(letters)"))
      }
      if option.value == .none {
        result += try words(of: option, value: nil)
        continue
      }
      // A value may look like an option: `-c '-x'`.
      guard let value = letters.isEmpty ? rest.popFirst() : String(letters) else {
        return result + [option.spelling]
      }
      return result + (try words(of: option, value: value))
    }
    return result
  }

  /// Returns `argument`, whose option `name` is not known.
  ///
  /// - Throws: `ValidationError` unless such options are left as they are.
  private func stranger(_ name: String, _ argument: String) throws -> [String] {
    if strangers == .kept { return [argument] }
    let words = name.hasPrefix("--") ? options.flatMap(\.words).map { "--\($0)" } : []
    let near = name.utf8.count > 5 ? Spelling.near(name, among: words).first : nil
    throw ValidationError(
      "there is no option '\(name)'" + (near.map { "; did you mean '\($0)'?" } ?? ""))
  }

  /// Returns the option that the long `name` means: its own, or the beginning of one option's only.
  private func option(named name: Substring) -> StapOption? {
    if let exact = options.first(where: { $0.words.contains { $0 == name } }) { return exact }
    let candidates = options.filter { $0.words.contains { $0.hasPrefix(name) } }
    return candidates.count == 1 ? candidates[0] : nil
  }

  /// Returns what the option parser is handed for `option` with `value`.
  ///
  /// - Throws: `ValidationError` if the option is one that is refused.
  private func words(of option: StapOption, value: String?) throws -> [String] {
    switch option.treatment {
    case .accepted: return []
    case .shorthand(let words): return [words]
    case .refused(let reason):
      let name = option.spellings.joined(separator: ", ")
      throw ValidationError("\(name) is not possible here: \(reason)")
    case .honored:
      guard let value else { return [option.spelling] }
      return option.words.isEmpty ? [option.spelling, value] : ["\(option.spelling)=\(value)"]
    }
  }
}
