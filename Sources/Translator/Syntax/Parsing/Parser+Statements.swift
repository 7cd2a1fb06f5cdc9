import Diagnostics

/// Statements.
extension Parser {
  /// Reads `{ … }`. A statement that fails is left out.
  mutating func block(_ what: String = "'{'") throws(ParseFailure) -> BlockStatement {
    let opening = try expect(.leftBrace, what)
    var statements: [Statement] = []
    while !at(.rightBrace) {
      if isAtEnd || (isAtDeclaration && !at(.global)) || hasTooManyErrors {
        reportUnclosedBlock(opening)
        return BlockStatement(statements, range: range(from: opening))
      }
      let start = position
      do throws(ParseFailure) {
        if at(.global) { try misplacedGlobals() } else { statements.append(try statement()) }
      } catch {
        if position == start { advance() }
        skipToStatement()
      }
      precondition(position > start, "no statement is read at token \(start)")
    }
    advance()
    return BlockStatement(statements, range: range(from: opening))
  }

  /// Reports that the block at `opening` has no end, once for all blocks that end at the same place.
  private mutating func reportUnclosedBlock(_ opening: SourceRange) {
    if unclosedPosition != position {
      report(SyntaxDiagnostics.unclosed(.rightBrace, opening, found: next))
    }
    unclosedPosition = position
  }

  /// Reads a declaration of globals inside a block, as if it stood outside, and reports it.
  private mutating func misplacedGlobals() throws(ParseFailure) {
    report(SyntaxDiagnostics.globalInBlock(next))
    advance()
    try globals(visibility: .everywhere)
  }

  /// Reads a statement.
  mutating func statement() throws(ParseFailure) -> Statement {
    try enter()
    defer { leave() }
    switch next.kind {
    case .punctuation(.semicolon): return .empty(advance().range)
    case .punctuation(.leftBrace): return .block(try block())
    case .keyword(let keyword): return try keywordStatement(keyword)
    case .identifier, .target, .at, .number, .string, .embedded, .punctuation, .malformed, .end:
      return try expressionStatement()
    }
  }

  /// Reads a statement that starts with `keyword`.
  private mutating func keywordStatement(
    _ keyword: Keyword
  ) throws(ParseFailure) -> Statement {
    switch keyword {
    case .if: return .if(try ifStatement())
    case .while: return .loop(try whileStatement())
    case .for: return .loop(try forStatement())
    case .foreach: return .forEach(try forEachStatement())
    case .break: return .break(simpleStatement())
    case .continue: return .continue(simpleStatement())
    case .next: return .next(simpleStatement())
    case .return: return .return(try returnStatement())
    case .delete: return .delete(try deleteStatement())
    case .try: return .try(try tryStatement())
    // `string` and `long` are functions of some tapsets.
    case .string, .long: return try expressionStatement()
    case .catch, .else, .function, .global, .in, .limit, .private, .probe:
      throw failure("a statement")
    }
  }

  /// Reads a statement that is one keyword, and returns its place.
  private mutating func simpleStatement() -> SourceRange {
    let range = advance().range
    _ = skip(.semicolon)
    return range
  }

  /// Reads an expression as a statement.
  private mutating func expressionStatement() throws(ParseFailure) -> Statement {
    let expression = try expression(orElse: "a statement")
    if !skip(.semicolon) { warnOfMisspeltKeyword(expression) }
    return .expression(expression)
  }

  /// Warns of `esle { … }` and `iff (…) { … }`, which the grammar allows but hardly anybody means.
  private mutating func warnOfMisspeltKeyword(_ expression: Expression) {
    guard at(.leftBrace), next.spacing != .line else { return }
    switch expression {
    case .variable(let name):
      guard let suggestion = Spelling.suggestion(for: name.text, among: ["else", "try", "catch"])
      else { return }
      report(
        SyntaxDiagnostics.misspeltKeyword(name, "read as a variable", suggestion: suggestion))
    case .call(let call):
      guard
        let suggestion = Spelling.suggestion(
          for: call.function.text, among: ["if", "while", "for", "foreach", "catch"])
      else { return }
      report(
        SyntaxDiagnostics.misspeltKeyword(
          call.function, "called as a function", suggestion: suggestion))
    default: break
    }
  }

  /// Reads `return`, with a value unless the statement or the block ends there.
  private mutating func returnStatement() throws(ParseFailure) -> ReturnStatement {
    if owner == .probe { report(SyntaxDiagnostics.returnInProbe(next)) }
    let start = advance().range
    let value = at(.semicolon) || at(.rightBrace) ? nil : try expression()
    let range = range(from: start)
    _ = skip(.semicolon)
    return ReturnStatement(value: value, range: range)
  }

  /// Reads `delete`.
  private mutating func deleteStatement() throws(ParseFailure) -> DeleteStatement {
    let start = advance().range
    let target = try deleteTarget()
    let range = range(from: start)
    _ = skip(.semicolon)
    return DeleteStatement(target: target, range: range)
  }

  /// Reads what is deleted.
  private mutating func deleteTarget() throws(ParseFailure) -> DeleteStatement.Target {
    switch try expression(orElse: "a variable, an array or an element") {
    case .variable(let name): .variable(name)
    case .element(let access): .element(access)
    case let other: .other(other)
    }
  }

  /// Reads `if`, and the whole chain of `else if` that hangs on it, without recursion.
  private mutating func ifStatement() throws(ParseFailure) -> IfStatement {
    let outerChain = chain
    defer { chain = outerChain }
    var arms: [(start: SourceRange, condition: Expression, then: Statement)] = []
    var otherwise: Statement?
    repeat {
      try lengthenChain()
      let start = advance().range
      let condition = try parenthesized()
      arms.append((start, condition, try statement()))
      guard skip(.else) else { break }
      if !at(.if) { otherwise = try statement() }
    } while otherwise == nil
    var result: IfStatement?
    for arm in arms.reversed() {
      result = IfStatement(
        condition: arm.condition, then: arm.then,
        otherwise: result.map { .if($0) } ?? otherwise, range: range(from: arm.start))
    }
    guard let result else { preconditionFailure("a chain has an arm") }
    return result
  }

  /// Reads an expression in parentheses.
  mutating func parenthesized() throws(ParseFailure) -> Expression {
    let opening = try expect(.leftParenthesis)
    let expression = try expression()
    try close(.rightParenthesis, opening)
    return expression
  }

  /// Reads `while`.
  private mutating func whileStatement() throws(ParseFailure) -> LoopStatement {
    let start = advance().range
    let condition = try parenthesized()
    let body = try statement()
    return LoopStatement(
      initial: nil, condition: condition, update: nil, body: body, range: range(from: start))
  }

  /// Reads `for`.
  private mutating func forStatement() throws(ParseFailure) -> LoopStatement {
    let start = advance().range
    let opening = try expect(.leftParenthesis)
    let initial = at(.semicolon) ? nil : try expression()
    try expect(.semicolon)
    let condition = at(.semicolon) ? nil : try expression()
    try expect(.semicolon)
    let update = at(.rightParenthesis) ? nil : try expression()
    try close(.rightParenthesis, opening)
    let body = try statement()
    return LoopStatement(
      initial: initial, condition: condition, update: update, body: body,
      range: range(from: start))
  }

  /// Reads `try` and `catch`.
  private mutating func tryStatement() throws(ParseFailure) -> TryStatement {
    let start = advance().range
    let body = try block()
    guard skip(.catch) else { throw failure("'catch'") }
    var message: Identifier?
    if at(.leftParenthesis) {
      let opening = advance().range
      message = try identifier("the variable that takes the message")
      try close(.rightParenthesis, opening)
    }
    let handler = try block()
    return TryStatement(
      body: body, message: message, handler: handler, range: range(from: start))
  }
}
