import Diagnostics
import IR

/// What stands at file level.
extension Parser {
  /// Reads the whole file.
  mutating func parseFile() -> SyntaxFile {
    while !isAtEnd, !hasTooManyErrors {
      let start = position
      do throws(ParseFailure) {
        try declaration()
      } catch {
        if position == start { advance() }
        skipToDeclaration()
      }
      precondition(position > start, "no declaration is read at token \(start)")
    }
    if hasTooManyErrors {
      log.add(SyntaxDiagnostics.tooManyErrors(next, limit: Self.maximumErrors))
    }
    return tree
  }

  /// Reads one declaration.
  private mutating func declaration() throws(ParseFailure) {
    chain = 0
    owner = .probe
    let start = next
    switch start.kind {
    case .embedded(let text):
      tree.embeddedCode.append(embeddedCode(text))
    case .keyword(.probe): try probe()
    case .keyword(.global):
      advance()
      try globals(visibility: .everywhere)
    case .keyword(.function):
      advance()
      try function(from: start.range, visibility: .everywhere)
    case .keyword(.private): try privateDeclaration()
    case .malformed: throw ParseFailure()
    case .identifier, .keyword, .target, .at, .number, .string, .punctuation, .end:
      throw failure(SyntaxDiagnostics.expectedDeclaration(found: start))
    }
  }

  /// Reads `private function …`, `private global …` or `private name = …`.
  private mutating func privateDeclaration() throws(ParseFailure) {
    let start = advance().range
    if skip(.function) {
      try function(from: start, visibility: .file)
    } else {
      if !skip(.global), !isAtName {
        throw failure("'function', 'global' or the name of a global")
      }
      try globals(visibility: .file)
    }
  }

  /// Reads the names behind `global`, and the semicolon if there is one.
  mutating func globals(visibility: Visibility) throws(ParseFailure) {
    repeat {
      let declaration = try global(visibility: visibility)
      if let first = globalNames[declaration.name.text] {
        report(SyntaxDiagnostics.duplicateGlobal(declaration.name, first: first))
      } else {
        globalNames[declaration.name.text] = declaration.name
        tree.globals.append(declaration)
      }
    } while skip(.comma)
    _ = skip(.semicolon)
  }

  /// Reads one name behind `global`, with its size and its first value.
  private mutating func global(visibility: Visibility) throws(ParseFailure) -> GlobalDeclaration {
    let name = try identifier("the name of a global")
    var wraps = false
    // `a%=3` is read as `a %= 3` by the lexer.
    if at(.moduloAssign) { throw failure(SyntaxDiagnostics.arrayInitializer(name, next)) }
    if skip(.percent) { wraps = true }
    var capacity: NumberLiteral?
    if at(.leftBracket) {
      let opening = advance().range
      let token = next
      let number = try numberLiteral()
      if number.value < 1 || number.value > Int64(Int32.max) {
        report(SyntaxDiagnostics.arrayCapacity(token))
      }
      capacity = number
      try close(.rightBracket, opening)
    }
    var initializer: Literal?
    if at(.assign) {
      if wraps || capacity != nil {
        report(SyntaxDiagnostics.arrayInitializer(name, next))
      }
      advance()
      initializer = try literal()
    }
    return GlobalDeclaration(
      name: name, visibility: visibility, initializer: initializer, capacity: capacity,
      wraps: wraps, range: range(from: name.range))
  }

  /// Reads a function behind `function`.
  private mutating func function(
    from start: SourceRange, visibility: Visibility
  ) throws(ParseFailure) {
    let name = try functionName()
    let type = skip(.colon) ? try valueType() : nil
    let opening = try expect(.leftParenthesis, "'(' and the parameters of the function")
    var parameters: [FunctionDeclaration.Parameter] = []
    var parameterNames: [String: Identifier] = [:]
    if !at(.rightParenthesis) {
      repeat {
        let parameter = try parameter()
        if let first = parameterNames[parameter.name.text] {
          report(SyntaxDiagnostics.duplicateParameter(parameter.name, first: first))
        }
        parameterNames[parameter.name.text] = parameter.name
        parameters.append(parameter)
        // SystemTap takes a comma behind the last one, too.
      } while skip(.comma) && !at(.rightParenthesis)
    }
    try close(.rightParenthesis, opening)
    let priority = skip(.colon) ? try priority() : nil
    let body: FunctionDeclaration.Body
    if case .embedded(let text) = next.kind {
      body = .embedded(embeddedCode(text))
    } else {
      owner = .function
      body = .statements(try block("'{' and the body of the function"))
    }
    tree.functions.append(
      FunctionDeclaration(
        name: name, visibility: visibility, type: type, parameters: parameters,
        priority: priority, body: body, range: range(from: start)))
  }

  /// Reads the name of a function, which may be that of a type.
  private mutating func functionName() throws(ParseFailure) -> Identifier {
    switch next.kind {
    case .keyword(.string): return Identifier("string", at: advance().range)
    case .keyword(.long): return Identifier("long", at: advance().range)
    default: return try identifier("the name of a function")
    }
  }

  /// Reads one parameter.
  private mutating func parameter() throws(ParseFailure) -> FunctionDeclaration.Parameter {
    let name = try identifier("the name of a parameter")
    return FunctionDeclaration.Parameter(name: name, type: skip(.colon) ? try valueType() : nil)
  }

  /// Reads the name of a type.
  private mutating func valueType() throws(ParseFailure) -> ValueType {
    if skip(.long) { return .long }
    if skip(.string) { return .string }
    throw failure("'long' or 'string'")
  }

  /// Reads the priority of a function.
  private mutating func priority() throws(ParseFailure) -> NumberLiteral {
    let token = next
    let number = try numberLiteral()
    if number.value < 1 { report(SyntaxDiagnostics.priority(token)) }
    return number
  }
}
