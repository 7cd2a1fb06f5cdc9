import Diagnostics

/// Makes a rule of the options of one line.
struct RuleBuilder {
  /// The options that say something of a rule.
  static let options: Set<String> = [
    "-a", "-A", "-d", "-w", "-W", "-S", "-F", "-C", "-k", "-p",
  ]
  /// The options that say what is to be done with it.
  private static let commands: Set<String> = ["-a", "-A", "-d", "-w", "-W"]

  /// What is to be done with the rule.
  enum Command {
    /// It goes behind the others.
    case append
    /// It goes before the others.
    case prepend
    /// The one like it goes.
    case delete
  }

  /// What is known of the machine.
  let facts: RuleFacts
  /// What is doubtful.
  var warnings: [Diagnostic] = []
  /// When the rule is looked at.
  private(set) var list = FilterList.exit
  /// What is done with what it selects.
  private var action = RuleAction.always
  /// The architecture that it names; `nil` if it names none, or says which one it is not.
  var architecture: Architecture?
  /// The architectures of its calls.
  var architectures = Architecture.allCases
  /// The words of `-S`.
  private(set) var callWords: [RuleWord] = []
  /// What has to hold.
  var conditions: [RuleCondition] = []
  /// The keys.
  var keys: [String] = []

  /// Creates a builder of rules for a machine with `facts`.
  init(facts: RuleFacts) { self.facts = facts }

  /// Returns the rule that `options` say, and what is to be done with it.
  mutating func build(
    _ options: [RuleParser.Option]
  ) throws(RuleMistake) -> (command: Command, rule: AuditRule) {
    let found = options.filter { Self.commands.contains($0.name.text) }
    // There is at least one option, and each one here has a value.
    guard let command = found.first, let value = command.value else {
      throw RuleMistake(.withoutRule(options[0].name))
    }
    if found.count > 1 {
      throw RuleMistake(.secondRule(found[1].name, first: command.name.range))
    }
    let isWatch = command.name.text.lowercased() == "-w"
    if isWatch { try watch(value) } else { try take(listAndAction: value) }
    for option in options where !Self.commands.contains(option.name.text) {
      try take(option, ofWatch: isWatch)
    }
    if isWatch, !conditions.contains(where: \.isPermission) {
      // A watch without `-p` is about all permissions.
      add(.permissions(Set(Permission.allCases)), at: value.range)
    }
    return (Self.command(named: command.name.text), try rule(options))
  }

  /// Returns the command `name`.
  private static func command(named name: String) -> Command {
    switch name {
    case "-A": .prepend
    case "-d", "-W": .delete
    default: .append
    }
  }

  /// Returns the rule, which `options` were about.
  private mutating func rule(_ options: [RuleParser.Option]) throws(RuleMistake) -> AuditRule {
    // `build` has found one.
    let first = options[0].name.range
    let range = options.reduce(first) { $0.joined(with: $1.value?.range ?? $1.name.range) }
    if keys.reduce(keys.count - 1, { $0 + $1.utf8.count }) > RuleParser.keyLimit {
      throw RuleMistake(.longKey(range))
    }
    let words = options.flatMap { [$0.name.text] + ($0.value.map { [$0.text] } ?? []) }
    return AuditRule(
      list: list, action: action, calls: try calls(), conditions: conditions, keys: keys,
      text: words.joined(separator: " "), range: range)
  }

  /// Adds a condition.
  mutating func add(_ content: RuleCondition.Content, at range: SourceRange) {
    conditions.append(RuleCondition(content: content, range: range))
  }

  // MARK: Options

  /// Takes what `option` says.
  private mutating func take(
    _ option: RuleParser.Option, ofWatch isWatch: Bool
  ) throws(RuleMistake) {
    // Each of these options has a value.
    guard let value = option.value else { return }
    switch option.name.text {
    case "-k": keys.append(value.text)
    case "-p":
      if !isWatch { throw RuleMistake(.withoutRule(option.name)) }
      try takePermissions(value.text, at: value.range)
    case "-S":
      if isWatch { throw RuleMistake(.notOfWatch(option.name)) }
      if list != .exit && list != .ioUring { throw RuleMistake(.callsOfList(list, option.name)) }
      callWords += Self.parts(of: value)
    case "-C":
      if isWatch { throw RuleMistake(.notOfWatch(option.name)) }
      try takeComparison(value)
    default:
      if isWatch { throw RuleMistake(.notOfWatch(option.name)) }
      try takeField(value)
    }
  }

  /// Returns the parts of `word` between commas.
  private static func parts(of word: RuleWord) -> [RuleWord] {
    var start = Int(word.range.start)
    return word.text.split(separator: ",", omittingEmptySubsequences: false).map { part in
      let end = min(start + part.utf8.count, Int(word.range.end))
      defer { start = min(end + 1, Int(word.range.end)) }
      return RuleWord(
        text: String(part),
        range: SourceRange(file: word.range.file, start: min(start, end), end: end))
    }
  }

  /// Takes the file or directory that a watch is about.
  private mutating func watch(_ word: RuleWord) throws(RuleMistake) {
    guard word.text.hasPrefix("/"), word.text != "/" else {
      throw RuleMistake(.watchedPath(word.text, at: word.range))
    }
    let field: FilterField = facts.isDirectory(word.text) ? .dir : .path
    try takePath(word.text, .equal, of: field, at: word.range)
  }

  /// Takes a list and an action, in either order.
  private mutating func take(listAndAction word: RuleWord) throws(RuleMistake) {
    let parts = word.text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    if parts.count == 2, parts.contains("entry"),
      parts.contains(where: { RuleAction(rawValue: $0) != nil })
    {
      throw RuleMistake(.formerList(word))
    }
    guard parts.count == 2,
      let list = parts.lazy.compactMap(FilterList.init(rawValue:)).first,
      let action = parts.lazy.compactMap(RuleAction.init(rawValue:)).first
    else { throw RuleMistake(.listAndAction(word)) }
    self.list = list
    // What this list selects is left out, whatever the rule says.
    self.action = list == .exclude ? .never : action
  }

  // MARK: System calls

  /// Returns the calls that the rule is about.
  private mutating func calls() throws(RuleMistake) -> CallSelection {
    if callWords.isEmpty || callWords.contains(where: { $0.text == "all" }) {
      return .all(architectures)
    }
    // Names are those of this machine where none is said, and then the numbers count.
    let named = architecture ?? .x86_64
    var numbers: Set<Int> = []
    for word in callWords {
      if let number = Int(word.text) {
        numbers.insert(number)
      } else if let number = named.systemCalls.number(of: word.text) {
        numbers.insert(number)
      } else {
        throw RuleMistake(.unknownCall(word, word.text, on: named))
      }
    }
    if architectures.count > 1, let first = callWords.first, let last = callWords.last {
      let others = numbers.sorted().filter {
        Architecture.i386.systemCalls.name(of: $0) != named.systemCalls.name(of: $0)
      }
      if !others.isEmpty {
        warnings.append(
          .withoutArchitecture(
            first.range.joined(with: last.range),
            others: others.compactMap(Architecture.i386.systemCalls.name(of:))))
      }
    }
    return .some(
      Dictionary(uniqueKeysWithValues: architectures.map { ($0, numbers) }))
  }
}

extension RuleCondition {
  /// `true` iff it is one on permissions.
  var isPermission: Bool { if case .permissions = content { true } else { false } }
}
