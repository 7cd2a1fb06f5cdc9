import ArgumentParser

/// A part of the table of options, with the title that the help gives it.
protocol OptionTablePart {
  /// The options.
  static var table: [StapOption] { get }
}

/// A part of the table as the option parser takes it: for its help, for completions, and for the values of options
/// that other commands have in common with a run.
///
/// The option parser asks a mirror what there is. This one shows what the table lists, so that nothing is declared
/// twice.
struct DeclaredOptions<Part: OptionTablePart>: ParsableArguments, CustomReflectable {
  /// The name of an option, as the option parser files its value.
  private struct Key: CodingKey {
    let stringValue: String
    let intValue: Int? = nil

    init(_ option: StapOption) { stringValue = option.spelling.filter { $0 != "-" } }
    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  /// What the options say.
  let options: RunOptions

  /// What is wrong with their values; `nil` if nothing is.
  private let mistake: UsageError?

  /// Creates options that say nothing.
  init() {
    options = RunOptions()
    mistake = nil
  }

  /// Takes the values from the option parser.
  init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: Key.self)
    var options = RunOptions()
    var mistake: UsageError?
    for option in Part.table {
      let written: [String] =
        option.value == .none
        ? Array(
          repeating: "", count: try values.decode(Flag<Int>.self, forKey: Key(option)).wrappedValue)
        : try values.decode(Option<[String]>.self, forKey: Key(option)).wrappedValue
      for value in written {
        do throws(UsageError) { try option.note(value, in: &options) } catch { mistake = error }
      }
    }
    self.options = options
    self.mistake = mistake
  }

  /// Tells what is wrong with the values.
  func validate() throws {
    if let mistake { throw ValidationError(mistake.description) }
  }

  /// What the option parser sees.
  var customMirror: Mirror {
    Mirror(
      self,
      children: Part.table.map { option -> Mirror.Child in
        let label = Key(option).stringValue
        if option.value == .none {
          return (label, Flag<Int>(name: option.name, help: option.help))
        }
        return (
          label,
          Option<[String]>(
            wrappedValue: [],
            name: option.name, parsing: .unconditionalSingleValue, help: option.help,
            completion: option.completion)
        )
      })
  }
}

extension StapOption {
  /// The one name that the option parser knows it by.
  fileprivate var name: NameSpecification {
    if let word = words.first { return .customLong(word) }
    return letter.map { .customShort($0) } ?? []
  }

  /// What the option parser says of it.
  fileprivate var help: ArgumentHelp {
    switch value {
    case .none: ArgumentHelp(summary)
    case .required(let name), .optional(let name, _): ArgumentHelp(summary, valueName: name)
    case .choice(let words, _): ArgumentHelp(summary, valueName: words.joined(separator: "|"))
    }
  }

  /// What shells offer for its value; `nil` for what they usually do.
  fileprivate var completion: CompletionKind? {
    if case .choice(let words, _) = value { .list(words) } else { nil }
  }
}
