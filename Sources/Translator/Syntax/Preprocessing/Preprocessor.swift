import Diagnostics

/// Expands macros, decides conditions, and reports tokens that are not well formed.
///
/// Tokens that come out of a macro keep the place where they are spelt, but are shown at the place where the
/// script uses the macro, so that all ranges of a tree lie in its own file.
struct Preprocessor {
  /// How many tokens macros may yield in one file; more is taken for an explosion.
  static let maximumExpansion = 250_000

  /// Where tokens are read from.
  struct Frame {
    /// The tokens.
    let tokens: [Token]
    /// The next one.
    var position = 0
    /// The use of a macro whose arguments are known here; `nil` in the file itself.
    let expansion: Int?
  }

  /// One use of a macro.
  struct Expansion {
    /// The name of the macro.
    let macro: String
    /// The tokens of the arguments by the names of the parameters.
    let arguments: [String: [Token]]
    /// The use in whose tokens this one stands; `nil` if it stands in the file itself.
    let outer: Int?
    /// Where the script uses the outermost macro.
    let place: SourceRange
  }

  /// What conditions ask about.
  let environment: PreprocessorEnvironment
  /// The macros of the libraries.
  let library: MacroTable
  /// The macros that the file defines.
  var macros = MacroTable()
  /// What was found wrong.
  private(set) var log = DiagnosticLog()
  /// The sources of tokens, innermost last.
  var frames: [Frame]
  /// The uses of macros so far.
  var expansions: [Expansion] = []
  /// The number of tokens that macros have yielded.
  var expandedTokens = 0
  /// `true` iff macros have yielded more than `maximumExpansion`; from then on they yield nothing.
  var hasExploded = false
  /// A token that is read again.
  var pending: Token?
  /// The conditions whose chosen branch is being read, innermost last.
  var openConditions: [OpenCondition] = []
  /// The tokens that are left.
  private var output: [Token] = []

  /// Creates a preprocessor for `tokens`, the last of which is the end of the file.
  init(_ tokens: [Token], environment: PreprocessorEnvironment, library: MacroTable) {
    frames = [Frame(tokens: tokens, expansion: nil)]
    self.environment = environment
    self.library = library
  }

  /// Returns the tokens that are left after preprocessing, the last of which is the end of the file.
  mutating func run() -> [Token] {
    let tokens = frames[0].tokens
    // Most files of a tapset have nothing to preprocess.
    guard tokens.contains(where: needsWork) else { return tokens }
    output.reserveCapacity(tokens.count)
    while true {
      let token = nextExpanded()
      switch token.kind {
      case .punctuation(.conditionOpen): open(token)
      case .punctuation(.conditionElse): passElse(token)
      case .punctuation(.conditionClose): close(token)
      case .punctuation(.conditionThen): report(SyntaxDiagnostics.strayConditionMark(token))
      case .malformed(let error):
        report(SyntaxDiagnostics.malformed(error, token))
        output.append(
          Token(Self.replacement(for: error), at: token.range, spacing: token.spacing))
      case .end:
        reportOpenConditions()
        output.append(token)
        return output
      case .identifier, .keyword, .target, .at, .number, .string, .embedded, .punctuation:
        output.append(token)
      }
    }
  }

  /// Returns whether `token` may stand for something else, or for nothing.
  private func needsWork(_ token: Token) -> Bool {
    switch token.kind {
    case .at(let name): name == "define" || library[name] != nil
    case .punctuation(.conditionOpen), .punctuation(.conditionThen), .punctuation(.conditionElse),
      .punctuation(.conditionClose), .malformed:
      true
    case .identifier, .keyword, .target, .number, .string, .embedded, .punctuation, .end: false
    }
  }

  /// Logs `diagnostic`, unless the file has had so many that more do not help.
  mutating func report(_ diagnostic: Diagnostic) {
    if log.diagnostics.count < Parser.maximumErrors { log.add(diagnostic) }
  }

  /// Returns what a token that is not well formed is read as.
  private static func replacement(for error: LexicalError) -> Token.Kind {
    switch error {
    case .unknownCharacter: .malformed(error)
    case .unclosedString(let contents), .emptyHexadecimalEscape(let contents): .string(contents)
    case .unclosedEmbeddedCode(let text): .embedded(text)
    case .invalidNumber, .missingArgument, .nestedArgument: .number(0)
    }
  }

  /// Returns the next token before expansion, and steps over it; the end of the file again and again.
  mutating func nextRaw() -> Token {
    if let token = pending {
      pending = nil
      return token
    }
    while let frame = frames.last {
      if frame.position < frame.tokens.count {
        var token = frame.tokens[frame.position]
        if case .end = token.kind { return token }
        frames[frames.count - 1].position += 1
        if let expansion = frame.expansion { token.range = expansions[expansion].place }
        return token
      }
      frames.removeLast()
    }
    preconditionFailure("the tokens of a file end with its end")
  }

  /// Returns the next token after expansion of macros; definitions are noted and left out.
  mutating func nextExpanded() -> Token {
    while true {
      let token = nextRaw()
      guard case .at(let name) = token.kind else { return token }
      if name == "define" {
        readDefinition(at: token)
      } else if !expand(name, at: token) {
        return token
      }
    }
  }
}
