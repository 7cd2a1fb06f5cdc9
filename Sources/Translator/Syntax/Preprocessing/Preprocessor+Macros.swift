import Diagnostics

/// Definitions and uses of macros.
extension Preprocessor {
  /// Reads what follows `@define`.
  mutating func readDefinition(at start: Token) {
    let nameToken = nextRaw()
    guard let name = Self.name(of: nameToken) else {
      pending = nameToken
      report(SyntaxDiagnostics.expected("the name of a macro", found: nameToken))
      return
    }
    guard let parameters = readParameters() else { return }
    let opening = nextRaw()
    guard opening.is(.conditionOpen) else {
      pending = opening
      report(SyntaxDiagnostics.expected("'%(' and what the macro stands for", found: opening))
      return
    }
    guard let body = readBody() else {
      report(SyntaxDiagnostics.unclosedMacro(name))
      return
    }
    if name.text == "define" {
      report(SyntaxDiagnostics.macroCalledDefine(name))
      return
    }
    if let first = macros[name.text] {
      report(SyntaxDiagnostics.macroRedefinition(name, first: first.name))
      return
    }
    if AtWord(rawValue: name.text) != nil { report(SyntaxDiagnostics.macroHidesOperator(name)) }
    macros.define(MacroDefinition(name: name, parameters: parameters, body: body))
  }

  /// Returns the name that `token` is, or `nil` if it is none.
  private static func name(of token: Token) -> Identifier? {
    switch token.kind {
    case .identifier(let text), .target(let text): Identifier(text, at: token.range)
    case .keyword, .at, .number, .string, .embedded, .punctuation, .malformed, .end: nil
    }
  }

  /// Reads the parameters in parentheses, if there are any. Returns `nil` if they are not well formed.
  private mutating func readParameters() -> [Identifier]? {
    let opening = nextRaw()
    guard opening.is(.leftParenthesis) else {
      pending = opening
      return []
    }
    var parameters: [Identifier] = []
    while true {
      let token = nextRaw()
      guard let name = Self.name(of: token) else {
        pending = token
        report(SyntaxDiagnostics.expected("the name of a macro's parameter", found: token))
        return nil
      }
      parameters.append(name)
      let separator = nextRaw()
      if separator.is(.rightParenthesis) { return parameters }
      guard separator.is(.comma) else {
        pending = separator
        report(SyntaxDiagnostics.expected("',' or ')'", found: separator))
        return nil
      }
    }
  }

  /// Reads up to the `%)` that closes a macro. Returns `nil` if the file ends before it.
  private mutating func readBody() -> [Token]? {
    var body: [Token] = []
    var depth = 0
    while true {
      let token = nextRaw()
      switch token.kind {
      case .end: return nil
      case .at("define"): report(SyntaxDiagnostics.definitionInMacro(token))
      case .punctuation(.conditionOpen): depth += 1
      case .punctuation(.conditionClose):
        if depth == 0 { return body }
        depth -= 1
      default: break
      }
      body.append(token)
    }
  }

  /// Goes on with what `@name` stands for, and returns `true`; returns `false` if it is no macro.
  mutating func expand(_ name: String, at use: Token) -> Bool {
    let current = pendingExpansion
    if let expansion = current, let argument = expansions[expansion].arguments[name] {
      push(argument, expansion: expansions[expansion].outer, at: use)
      return true
    }
    guard let macro = macros[name] ?? library[name] else { return false }
    guard let arguments = readArguments(of: macro, at: use) else { return true }
    if isActive(name, in: current) {
      report(SyntaxDiagnostics.recursiveMacro(macro, use))
      return true
    }
    expansions.append(
      Expansion(macro: name, arguments: arguments, outer: current, place: use.range))
    push(macro.body, expansion: expansions.count - 1, at: use)
    return true
  }

  /// The use of a macro whose tokens are being read, or `nil` in the file itself.
  private var pendingExpansion: Int? { frames.last?.expansion }

  /// Reads `tokens` next, unless macros have yielded too many already.
  private mutating func push(_ tokens: [Token], expansion: Int?, at use: Token) {
    expandedTokens += tokens.count + 1
    guard expandedTokens <= Self.maximumExpansion else {
      if !hasExploded {
        report(SyntaxDiagnostics.macroExplosion(use, limit: Self.maximumExpansion))
      }
      hasExploded = true
      frames.removeLast(frames.count - 1)
      return
    }
    frames.append(Frame(tokens: tokens, expansion: expansion))
  }

  /// Returns whether the macro `name` is being expanded at `expansion` or around it.
  private func isActive(_ name: String, in expansion: Int?) -> Bool {
    var next = expansion
    while let index = next {
      if expansions[index].macro == name { return true }
      next = expansions[index].outer
    }
    return false
  }

  /// Reads the arguments of a use of `macro`. Returns `nil` after an error.
  private mutating func readArguments(
    of macro: MacroDefinition, at use: Token
  ) -> [String: [Token]]? {
    if macro.parameters.isEmpty { return [:] }
    let opening = nextRaw()
    guard opening.is(.leftParenthesis) else {
      pending = opening
      report(SyntaxDiagnostics.missingMacroArguments(macro, opening))
      return nil
    }
    guard let arguments = readArgumentLists() else {
      report(SyntaxDiagnostics.unclosedMacroArguments(macro, use))
      return nil
    }
    let expected = macro.parameters.count
    let found = arguments.lists.count
    guard found == expected else {
      let token = arguments.separators[min(expected, found) - 1]
      report(SyntaxDiagnostics.macroArity(macro, found: found, token))
      return nil
    }
    return Dictionary(
      zip(macro.parameters.map(\.text), arguments.lists), uniquingKeysWith: { first, _ in first })
  }

  /// The arguments of a macro, and what stands behind each: a comma, or the parenthesis that closes them.
  private typealias Arguments = (lists: [[Token]], separators: [Token])

  /// Reads up to the parenthesis that closes arguments, and returns them cut at commas outside of brackets and
  /// parentheses. Returns `nil` if the file or the tokens around end before it.
  private mutating func readArgumentLists() -> Arguments? {
    var lists: [[Token]] = [[]]
    var separators: [Token] = []
    var depth = 0
    let level = frames.count
    while true {
      let token = nextRaw()
      if frames.count < level {
        pending = token
        return nil
      }
      switch token.kind {
      case .end: return nil
      case .punctuation(.comma) where depth == 0:
        lists.append([])
        separators.append(token)
        continue
      case .punctuation(.rightParenthesis) where depth == 0:
        return (lists, separators + [token])
      case .punctuation(.leftParenthesis), .punctuation(.leftBracket): depth += 1
      case .punctuation(.rightParenthesis), .punctuation(.rightBracket): depth -= 1
      default: break
      }
      lists[lists.count - 1].append(token)
    }
  }
}
