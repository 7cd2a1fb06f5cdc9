import Diagnostics

/// Builds the tree of one file from its tokens, by recursive descent.
///
/// - A production that fails logs why and throws; statements and declarations catch, skip to where the next
///   one starts, and go on, so that one run finds several errors.
/// - Every loop over tokens steps forward; this is checked.
/// - What nests is limited, so that no script overflows the stack of the parser or of what walks the tree.
struct Parser {
  /// How deep productions may nest in each other.
  static let maximumNesting = 200
  /// How many operators may follow each other in an expression, and how many `else if` in a chain: both become
  /// depth.
  static let maximumChain = 500
  /// How many errors, and how many warnings, are reported for one file.
  static let maximumErrors = 50

  /// The tokens, the last of which is the end of the file.
  let tokens: [Token]
  /// The number of the next token.
  var position = 0
  /// The tree so far.
  var tree: SyntaxFile
  /// What was found wrong.
  var log = DiagnosticLog()
  /// The number of errors so far.
  private(set) var errors = 0
  /// The number of warnings so far.
  private var warnings = 0
  /// The sources that tokens are spelt in.
  let sources: SourceMap
  /// The macros, with whose names misspelt ones are compared.
  private let macros: [MacroTable]
  /// What the command line says of the language.
  let environment: PreprocessorEnvironment
  /// `true` iff the file may do what can harm the machine: tapsets may, scripts in guru mode.
  private let isPrivileged: Bool
  /// What the statements that are read belong to.
  var owner = Owner.probe
  /// `true` iff the rest of the file is not read, and nothing more is said of it.
  private var isAbandoned = false
  /// How deep productions nest here.
  private var nesting = 0
  /// How many operators and `else if` this place stands behind.
  var chain = 0
  /// The token at which a missing brace was reported last.
  var unclosedPosition = -1
  /// The globals of the file so far, by name.
  var globalNames: [String: Identifier] = [:]

  /// What statements belong to.
  enum Owner {
    /// A probe or an alias.
    case probe
    /// A function.
    case function
  }

  /// Creates a parser for `tokens` of `file`.
  init(
    _ tokens: [Token], of file: SourceFileID, in sources: SourceMap,
    environment: PreprocessorEnvironment, macros: [MacroTable]
  ) {
    self.tokens = tokens
    self.sources = sources
    self.environment = environment
    self.macros = macros
    isPrivileged = environment.guruMode == 1 || sources[file].isTapset
    tree = SyntaxFile(file)
  }

  /// The names of all macros.
  var macroNames: [String] { macros.flatMap(\.names) }

  /// The next token.
  var next: Token {
    // In place: most who ask look at the kind and do not need a copy.
    _read { yield tokens[position] }
  }

  /// Returns whether the next token is `punctuation`.
  func at(_ punctuation: Punctuation) -> Bool { tokens[position].is(punctuation) }

  /// Returns whether the next token is `keyword`.
  func at(_ keyword: Keyword) -> Bool { tokens[position].is(keyword) }

  /// `true` iff no token is left.
  var isAtEnd: Bool {
    if case .end = tokens[position].kind { true } else { false }
  }

  /// Steps over the next token and returns it; stays at the end of the file.
  @discardableResult
  mutating func advance() -> Token {
    let token = tokens[position]
    if position + 1 < tokens.count { position += 1 }
    return token
  }

  /// Steps over the next token if it is `punctuation`, and returns whether it was.
  mutating func skip(_ punctuation: Punctuation) -> Bool {
    guard at(punctuation) else { return false }
    advance()
    return true
  }

  /// Steps over the next token if it is `keyword`, and returns whether it was.
  mutating func skip(_ keyword: Keyword) -> Bool {
    guard at(keyword) else { return false }
    advance()
    return true
  }

  /// Steps over the next token, which must be `punctuation`, and returns its place.
  @discardableResult
  mutating func expect(
    _ punctuation: Punctuation, _ words: String? = nil
  ) throws(ParseFailure) -> SourceRange {
    guard at(punctuation) else { throw failure(words ?? "'\(punctuation.rawValue)'") }
    return advance().range
  }

  /// Steps over the next token, which must be the bracket `closing` that closes the one at `opening`.
  @discardableResult
  mutating func close(
    _ closing: Punctuation, _ opening: SourceRange
  ) throws(ParseFailure) -> SourceRange {
    guard at(closing) else {
      throw isAtMalformed
        ? ParseFailure() : failure(SyntaxDiagnostics.unclosed(closing, opening, found: next))
    }
    return advance().range
  }

  /// `true` iff the next token is a name.
  var isAtName: Bool {
    switch next.kind {
    case .identifier, .target: true
    case .keyword, .at, .number, .string, .embedded, .punctuation, .malformed, .end: false
    }
  }

  /// Reads a name. Words with dollars in front are names too where no value can stand.
  mutating func identifier(_ what: String) throws(ParseFailure) -> Identifier {
    switch next.kind {
    case .identifier(let text), .target(let text): return Identifier(text, at: advance().range)
    case .keyword, .at, .number, .string, .embedded, .punctuation, .malformed, .end:
      throw failure(what)
    }
  }

  /// Says so if the next token, which is `what`, is more than the file may use.
  mutating func requirePrivilege(for what: String) {
    if !isPrivileged { report(SyntaxDiagnostics.privileged(what, next)) }
  }

  /// Reads the embedded C `text`, which is the next token.
  mutating func embeddedCode(_ text: String) -> EmbeddedCode {
    requirePrivilege(for: "embedded C")
    return EmbeddedCode(text, at: advance().range)
  }

  /// Returns the place from `start` to the token before the next one.
  func range(from start: SourceRange) -> SourceRange {
    start.joined(with: tokens[max(0, position - 1)].range)
  }

  /// Logs `diagnostic` and counts it if it is an error.
  mutating func report(_ diagnostic: Diagnostic) {
    if isAbandoned { return }
    switch diagnostic.severity {
    case .error:
      errors += 1
      if errors <= Self.maximumErrors { log.add(diagnostic) }
    case .warning:
      warnings += 1
      if warnings <= Self.maximumErrors { log.add(diagnostic) }
    }
  }

  /// Logs `diagnostic`, and returns the failure to throw.
  mutating func failure(_ diagnostic: Diagnostic) -> ParseFailure {
    report(diagnostic)
    return ParseFailure()
  }

  /// Logs that `what` was expected where the next token is, and returns the failure to throw. A malformed token
  /// is in the log already.
  mutating func failure(_ what: String) -> ParseFailure {
    isAtMalformed ? ParseFailure() : failure(SyntaxDiagnostics.expected(what, found: next))
  }

  /// `true` iff the next token is not well formed.
  private var isAtMalformed: Bool {
    if case .malformed = tokens[position].kind { true } else { false }
  }

  /// Begins something that may contain itself; each call is balanced by one of `leave`.
  mutating func enter() throws(ParseFailure) {
    guard nesting < Self.maximumNesting else { throw tooDeep() }
    nesting += 1
  }

  /// Ends what `enter` began.
  mutating func leave() { nesting -= 1 }

  /// Counts one more operator or `else if`.
  mutating func lengthenChain() throws(ParseFailure) {
    guard chain < Self.maximumChain else { throw tooDeep() }
    chain += 1
  }

  /// Logs that the script is too deep here, and returns the failure to throw. The rest of the file is not read:
  /// what is left of something so deep has nothing to say.
  private mutating func tooDeep() -> ParseFailure {
    let failure = failure(SyntaxDiagnostics.tooDeep(next))
    position = tokens.count - 1
    isAbandoned = true
    return failure
  }
}
