import Diagnostics

/// Probes, aliases and probe points.
extension Parser {
  /// How many probe points the braces of one may stand for.
  private static let maximumPoints = 1024

  /// Reads a probe or an alias, from `probe` on.
  mutating func probe() throws(ParseFailure) {
    let start = advance().range
    var names: [ProbePoint] = []
    var points = try probePoint()
    while at(.assign) {
      names.append(try aliasName(points))
      advance()
      points = try probePoint()
    }
    let isEpilogue = names.isEmpty && at(.addAssign)
    if isEpilogue {
      names.append(try aliasName(points))
      advance()
      points = try probePoint()
    }
    while skip(.comma) { points += try probePoint() }
    let body = try block(
      names.isEmpty && points.count == 1 ? "',', '{', '=' or '+='" : "',' or '{'")
    if names.isEmpty {
      tree.probes.append(ProbeDeclaration(points: points, body: body, range: range(from: start)))
    } else {
      try alias(names, points, body, isEpilogue: isEpilogue, from: start)
    }
  }

  /// Reads what is left of an alias after its first block.
  private mutating func alias(
    _ names: [ProbePoint], _ points: [ProbePoint], _ body: BlockStatement, isEpilogue: Bool,
    from start: SourceRange
  ) throws(ParseFailure) {
    var epilogue: BlockStatement? = isEpilogue ? body : nil
    if at(.comma) {
      if isEpilogue { report(SyntaxDiagnostics.secondEpilogue(next)) }
      advance()
      epilogue = try block("'{' and the epilogue of the alias")
    }
    tree.aliases.append(
      AliasDeclaration(
        names: names, points: points, prologue: isEpilogue ? nil : body, epilogue: epilogue,
        range: range(from: start)))
  }

  /// Returns the only one of `points`, after a check that it can be the name of an alias.
  private mutating func aliasName(_ points: [ProbePoint]) throws(ParseFailure) -> ProbePoint {
    let name = points[0]
    if points.count > 1 { throw failure(SyntaxDiagnostics.aliasName("braces", name.range)) }
    if name.presence != .required {
      report(SyntaxDiagnostics.aliasName("'?' or '!'", name.range))
    }
    if let condition = name.condition {
      report(SyntaxDiagnostics.aliasName("condition", condition.range))
    }
    if let wild = name.components.first(where: \.hasWildcard) {
      report(SyntaxDiagnostics.aliasName("'*'", wild.range))
    }
    return name
  }

  /// One of the probe points that the braces of one stand for.
  private struct Choice {
    /// The parts.
    var components: [ProbePoint.Component] = []
    /// What a missing site means.
    var presence = ProbePoint.Presence.required
    /// When the probe is armed.
    var condition: Expression?

    /// `true` iff it has what only the end of a probe point has.
    var isComplete: Bool { presence != .required || condition != nil }

    /// Goes on with `other`.
    mutating func append(_ other: Choice) {
      components += other.components
      presence = other.presence
      condition = other.condition
    }

    /// Returns the choice that goes on with `other`.
    func followed(by other: Choice) -> Choice {
      var choice = self
      choice.append(other)
      return choice
    }
  }

  /// Reads a probe point, and returns all that its braces stand for.
  private mutating func probePoint() throws(ParseFailure) -> [ProbePoint] {
    let start = next.range
    let choices = try choices()
    let whole = range(from: start)
    return choices.map {
      ProbePoint(
        $0.components, presence: $0.presence, condition: $0.condition, range: whole)
    }
  }

  /// Reads parts between dots and the marks behind them, and returns all that their braces stand for.
  private mutating func choices() throws(ParseFailure) -> [Choice] {
    let start = next.range
    var choices = [Choice()]
    repeat {
      if choices.contains(where: \.isComplete) {
        throw failure(SyntaxDiagnostics.markInside(range(from: start)))
      }
      let part =
        try at(.leftBrace) ? group() : [Choice(components: [component()])]
      guard choices.count * part.count <= Self.maximumPoints else {
        throw failure(
          SyntaxDiagnostics.tooManyPoints(range(from: start), limit: Self.maximumPoints))
      }
      if part.count == 1 {
        // Copies would make the time for a long point grow with the square of its length.
        for index in choices.indices { choices[index].append(part[0]) }
      } else {
        choices = choices.flatMap { head in part.map { head.followed(by: $0) } }
      }
    } while skip(.dot)
    try marks(of: &choices)
    return choices
  }

  /// Reads `?`, `!` and `if (…)`, and notes them in all `choices`.
  private mutating func marks(of choices: inout [Choice]) throws(ParseFailure) {
    if at(.question) || at(.exclamation) {
      if choices.contains(where: { $0.presence != .required }) {
        throw failure(SyntaxDiagnostics.secondMark(next))
      }
      let presence: ProbePoint.Presence = at(.question) ? .optional : .sufficient
      advance()
      for index in choices.indices { choices[index].presence = presence }
    }
    if at(.if) {
      if choices.contains(where: { $0.condition != nil }) {
        throw failure(SyntaxDiagnostics.secondMark(next))
      }
      advance()
      let condition = try parenthesized()
      for index in choices.indices { choices[index].condition = condition }
    }
  }

  /// Reads `{a, b.c?}`.
  private mutating func group() throws(ParseFailure) -> [Choice] {
    try enter()
    defer { leave() }
    let opening = advance().range
    var group: [Choice] = []
    repeat { group += try choices() } while skip(.comma)
    try close(.rightBrace, opening)
    return group
  }

  /// Reads one part: a name and a literal in parentheses.
  private mutating func component() throws(ParseFailure) -> ProbePoint.Component {
    let name = try componentName()
    guard at(.leftParenthesis) else { return ProbePoint.Component(name) }
    let opening = advance().range
    let argument = try literal()
    try close(.rightParenthesis, opening)
    return ProbePoint.Component(name, argument: argument)
  }

  /// Reads the name of a part: names, keywords, digits and stars without anything between them.
  private mutating func componentName() throws(ParseFailure) -> Identifier {
    let start = next.range
    var text = ""
    while text.isEmpty || next.spacing == .none, let piece = componentPiece(isFirst: text.isEmpty) {
      text += piece
      advance()
    }
    if text.isEmpty { throw failure("a probe point") }
    return Identifier(text, at: range(from: start))
  }

  /// Returns what the next token adds to the name of a part, or `nil` if it adds nothing.
  private func componentPiece(isFirst: Bool) -> String? {
    switch next.kind {
    case .identifier(let text), .target(let text): text
    case .keyword(let keyword): keyword.rawValue
    case .punctuation(.star): "*"
    case .number(let value): isFirst ? nil : spelling(of: next) ?? String(value)
    case .at, .string, .embedded, .punctuation, .malformed, .end: nil
    }
  }

  /// Returns the digits of `token` as they stand in the source, or `nil` if they stand elsewhere.
  private func spelling(of token: Token) -> String? {
    let bytes = sources[token.spelling.file].bytes
    let digits = bytes[Int(token.spelling.start)..<Int(token.spelling.end)]
    guard let first = digits.first, Lexer.isDigit(first) else { return nil }
    return String(decoding: digits, as: UTF8.self)
  }
}
