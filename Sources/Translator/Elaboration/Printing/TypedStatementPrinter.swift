import IR

/// Writes typed statements as script text, one to a line, with everything made explicit.
struct TypedStatementPrinter {
  /// The program that the statements are of.
  let program: TypedProgram
  /// The locals of the body.
  let locals: [TypedLocal]
  /// The lines so far.
  private(set) var lines: [String] = []
  /// How deep the current statement is nested.
  private var depth: Int

  /// Creates a printer of a body whose outermost statements are indented `depth` times.
  init(program: TypedProgram, locals: [TypedLocal], depth: Int) {
    self.program = program
    self.locals = locals
    self.depth = depth
  }

  /// Appends `statements`.
  mutating func append(_ statements: [TypedStatement]) {
    for statement in statements { append(statement) }
  }

  /// Appends `statement`.
  mutating func append(_ statement: TypedStatement) {
    let text = expressions
    switch statement.kind {
    case .expression(let expression): line(text.text(expression))
    case .accumulate(let id, let keys, let value):
      line("\(text.place(.global(id, keys))) <<< \(text.text(value))")
    case .print(let format, let arguments): line("print\(text.arguments(format, arguments))")
    case .printHistogram(let histogram, let id, let keys):
      line("print(\(text.histogram(histogram, id, keys)))")
    case .block(let statements): append(statements)
    case .if(let condition, let then, let otherwise):
      nest("if (\(text.text(condition)))", then)
      if let otherwise { nest("else", otherwise) }
    case .loop(let condition, let update, let body):
      let parts = [condition.map(text.text) ?? "", update.map(text.text) ?? ""]
      nest("for (; \(parts[0]); \(parts[1]))", body)
    case .forEach(let loop): append(loop)
    case .break: line("break")
    case .continue: line("continue")
    case .next: line("next")
    case .return(let value): line("return\(value.map { " " + text.text($0) } ?? "")")
    case .delete(let id, let keys):
      line("delete \(text.name(id))\(text.keys(keys.map { $0.map(text.text) ?? "*" }))")
    case .reset(let id): line("delete \(text.name(id))")
    case .try(let body, let message, let handler):
      nest("try", body)
      nest("catch\(message.map { " (\(text.name($0)))" } ?? "")", handler)
    }
  }

  /// What writes expressions of the body.
  private var expressions: TypedExpressionPrinter {
    TypedExpressionPrinter(program: program, locals: locals)
  }

  /// Appends `loop`.
  private mutating func append(_ loop: TypedForEach) {
    let text = expressions
    let keys = loop.keys.map { text.name($0) }.joined(separator: ", ")
    let value = loop.value.map { "\(text.name($0)) = " } ?? ""
    let source: String
    switch loop.source {
    case .array(let iteration, let fixed):
      source = text.text(iteration, fixed: fixed)
    case .buckets(let histogram, let id, let statisticKeys):
      source = text.histogram(histogram, id, statisticKeys)
    }
    let limit = loop.limit.map { " limit \(text.text($0))" } ?? ""
    nest("foreach (\(value)[\(keys)] in \(source)\(limit))", loop.body)
  }

  /// Appends `head` and, one level deeper, `body`.
  private mutating func nest(_ head: String, _ body: TypedStatement) {
    line(head)
    depth += 1
    append(body)
    depth -= 1
  }

  /// Appends a line.
  private mutating func line(_ text: String) {
    lines.append(String(repeating: "  ", count: depth) + text)
  }
}
