import Diagnostics

/// Reads rules as auditctl(8) does: a line for each command, words as its options have them.
package struct RuleParser {
  /// How many bytes the keys of a rule have at most (`AUDIT_MAX_KEY_LEN`).
  static let keyLimit = 256
  /// The options that take a value.
  static let valuedOptions: Set<String> = [
    "-a", "-A", "-d", "-w", "-W", "-S", "-F", "-C", "-k", "-p", "-b", "-f", "-r", "-e", "-q", "-m",
    "--backlog_wait_time", "--signal",
  ]
  /// The options that do not.
  static let plainOptions: Set<String> = [
    "-D", "-i", "-c", "-s", "-l", "-t", "-v", "--loginuid-immutable", "--reset-lost",
    "--reset_backlog_wait_time_actual",
  ]
  /// All options, in order.
  static let optionNames = valuedOptions.union(plainOptions).sorted()

  /// An option, and its value if it takes one.
  struct Option {
    /// The option.
    let name: RuleWord
    /// The value.
    let value: RuleWord?
  }

  /// What is known of the machine.
  let facts: RuleFacts
  /// The rules so far.
  package private(set) var rules = RuleSet()
  /// What is wrong with them.
  package private(set) var log = DiagnosticLog()
  /// The files.
  package private(set) var sources = SourceMap()
  /// Whether lines with errors are passed over.
  private var passesOverErrors = false

  /// Creates a parser for rules of a machine with `facts`.
  package init(facts: RuleFacts) { self.facts = facts }

  /// Reads the rules of the file `name` with the contents `bytes`, behind those that were read before.
  package mutating func read(name: String, bytes: [UInt8]) {
    let file = sources.add(SourceText(name: name, bytes: bytes))
    for line in RuleWords(file: file, bytes: bytes).lines { read(line) }
  }

  /// Reads one line.
  private mutating func read(_ words: [RuleWord]) {
    do throws(RuleMistake) {
      try obey(try options(in: words))
    } catch {
      log.add(passesOverErrors ? error.diagnostic.asPassedOver : error.diagnostic)
    }
  }

  /// Adds a warning.
  mutating func warn(_ diagnostic: Diagnostic) { log.add(diagnostic) }

  /// Returns the options in `words`; a value may follow the letter of its option directly.
  private func options(in words: [RuleWord]) throws(RuleMistake) -> [Option] {
    var options: [Option] = []
    var rest = words[...]
    while let word = rest.popFirst() {
      guard word.text.hasPrefix("-"), word.text.count > 1 else {
        throw RuleMistake(.strayWord(word))
      }
      if Self.plainOptions.contains(word.text) {
        options.append(Option(name: word, value: nil))
      } else if Self.valuedOptions.contains(word.text) {
        guard let value = rest.popFirst() else { throw RuleMistake(.missingValue(of: word)) }
        options.append(Option(name: word, value: value))
      } else if let option = Self.joined(word) {
        options.append(option)
      } else {
        throw RuleMistake(.unknownRuleOption(word))
      }
    }
    return options
  }

  /// Returns the option that `word` is together with its value; `nil` if it is none.
  private static func joined(_ word: RuleWord) -> Option? {
    let isLong = word.text.hasPrefix("--")
    let end =
      isLong ? word.text.firstIndex(of: "=") : word.text.index(word.text.startIndex, offsetBy: 2)
    guard let end, valuedOptions.contains(String(word.text[..<end])) else { return nil }
    let value = isLong ? word.text[end...].dropFirst() : word.text[end...]
    let range = word.range
    let middle = Int(range.start) + word.text[..<end].utf8.count + (isLong ? 1 : 0)
    return Option(
      name: RuleWord(
        text: String(word.text[..<end]),
        range: SourceRange(
          file: range.file, start: Int(range.start), end: min(middle, Int(range.end)))),
      value: RuleWord(
        text: String(value),
        range: SourceRange(
          file: range.file, start: min(middle, Int(range.end)), end: Int(range.end))))
  }

  // MARK: What a line asks for

  /// Does what `options` say.
  private mutating func obey(_ options: [Option]) throws(RuleMistake) {
    if let lock = rules.lock, let first = options.first {
      throw RuleMistake(.locked(first.name.range, by: lock))
    }
    let ruleOptions = options.filter { RuleBuilder.options.contains($0.name.text) }
    for option in options where !RuleBuilder.options.contains(option.name.text) {
      if option.name.text == "-D" {
        deleteAll(keys: ruleOptions.filter { $0.name.text == "-k" }.compactMap { $0.value?.text })
      } else {
        try set(option)
      }
    }
    if options.contains(where: { $0.name.text == "-D" }),
      ruleOptions.allSatisfy({ $0.name.text == "-k" })
    {
      return
    }
    if !ruleOptions.isEmpty { try build(ruleOptions) }
  }

  /// Deletes all rules, or those with one of `keys` if there are any.
  private mutating func deleteAll(keys: [String]) {
    rules.rules.removeAll { rule in keys.isEmpty || rule.keys.contains { keys.contains($0) } }
  }

  /// Takes note of a setting.
  private mutating func set(_ option: Option) throws(RuleMistake) {
    // All options that build no rule are settings, but `-D`, which does not come here.
    guard let kind = RuleSetting.Kind(rawValue: option.name.text) else {
      throw RuleMistake(.unknownRuleOption(option.name))
    }
    if let limits = kind.limits, let value = option.value {
      guard let number = Int(value.text), limits.contains(number) else {
        throw RuleMistake(.settingValue(value, of: option.name.text, limits: limits))
      }
    }
    let range = option.value.map { option.name.range.joined(with: $0.range) } ?? option.name.range
    rules.settings.append(RuleSetting(kind: kind, value: option.value?.text ?? "", range: range))
    switch kind {
    case .ignoreErrors, .continueAfterErrors: passesOverErrors = true
    case .enabled where option.value?.text == "2": rules.lock = range
    default: break
    }
  }

  /// Builds the rule that `options` say, and adds or deletes it.
  private mutating func build(_ options: [Option]) throws(RuleMistake) {
    var builder = RuleBuilder(facts: facts)
    let built = try builder.build(options)
    for warning in builder.warnings { warn(warning) }
    let present = rules.rules.firstIndex { $0.equals(built.rule) }
    switch built.command {
    case .append, .prepend:
      if let present {
        return warn(.repeatedRule(built.rule.range, first: rules.rules[present].range))
      }
      rules.rules.insert(built.rule, at: built.command == .append ? rules.rules.count : 0)
    case .delete:
      guard let present else { throw RuleMistake(.nothingToDelete(built.rule.range)) }
      rules.rules.remove(at: present)
    }
  }
}

/// A mistake that makes a line useless.
struct RuleMistake: Error {
  /// What is wrong.
  let diagnostic: Diagnostic

  /// Creates the mistake that `diagnostic` tells.
  init(_ diagnostic: Diagnostic) { self.diagnostic = diagnostic }
}

extension RuleSetting.Kind {
  /// The numbers that it takes; `nil` if it takes none.
  var limits: ClosedRange<Int>? {
    switch self {
    case .backlog, .rate: 0...Int(Int32.max)
    case .failureMode, .enabled: 0...2
    case .backlogWaitTime: 0...600_000
    default: nil
    }
  }
}
