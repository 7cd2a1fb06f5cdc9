import Diagnostics
import IR

extension BodyLowering {
  /// Appends `statements` one after the other.
  mutating func append(_ statements: [TypedStatement]) {
    for statement in statements { append(statement) }
  }

  /// Appends `statement`.
  mutating func append(_ statement: TypedStatement) {
    mark(statement.range)
    appendParts(of: statement)
    switch statement.kind {
    case .expression, .accumulate, .print, .printHistogram, .delete, .reset: count(statement.range)
    case .block, .if, .loop, .forEach, .break, .continue, .next, .return, .try: break
    }
  }

  /// Appends what `statement` says.
  private mutating func appendParts(of statement: TypedStatement) {
    switch statement.kind {
    case .expression(let expression): appendEffect(of: expression)
    case .accumulate(let global, let keys, let value): accumulate(global, keys, value, statement)
    case .print(let format, let arguments):
      let arguments = values(of: arguments)
      mark(statement.range)
      let filled = resolvingMemory(of: format, arguments)
      builder.append(.print(filled.format, filled.arguments), type: nil)
    case .printHistogram(let histogram, let global, let keys):
      let keys = values(of: keys)
      mark(statement.range)
      builder.append(.printHistogram(histogram, global, keys: keys), type: nil)
    case .block(let statements): append(statements)
    case .if: appendChain(of: statement)
    case .loop(let condition, let update, let body):
      loop(condition, update, body, at: statement.range)
    case .forEach(let loop): append(loop, at: statement.range)
    case .break: leaveLoop(to: \.exit, at: statement.range)
    case .continue: leaveLoop(to: \.continuation, at: statement.range)
    case .next:
      countAtOnce(statement.range)
      appendNext()
    case .return(let value): appendReturn(value, at: statement.range)
    case .delete(let global, let keys):
      let keys = optionalValues(of: keys)
      mark(statement.range)
      builder.append(.delete(global, keys: keys), type: nil)
    case .reset(let local): write(constant(emptyOf: function[local].type), to: local)
    case .try(let body, let message, let handler):
      appendTry(body, message, handler, at: statement.range)
    }
  }

  /// Appends `statistic <<< value`.
  private mutating func accumulate(
    _ global: GlobalID, _ keys: [TypedExpression], _ value: TypedExpression,
    _ statement: TypedStatement
  ) {
    let keys = values(of: keys)
    let value = self.value(of: value)
    mark(statement.range)
    builder.append(.accumulate(global, keys: keys, value), type: nil)
  }

  /// Appends `if`, `else if`, `else if` … without a call for each link: decoders have hundreds.
  private mutating func appendChain(of statement: TypedStatement) {
    let end = builder.addBlock()
    var link: TypedStatement? = statement
    while let statement = link {
      guard case .if(let condition, let then, let otherwise) = statement.kind else {
        append(statement)
        tellActions(at: statement.range)
        break
      }
      countAtOnce(statement.range)
      mark(statement.range)
      let thenBlock = builder.addBlock()
      let otherwiseBlock = otherwise == nil ? end : builder.addBlock()
      branch(on: condition, then: thenBlock, otherwise: otherwiseBlock)
      builder.move(to: thenBlock)
      append(then)
      tellActions(at: then.range)
      builder.terminate(.jump(end))
      if otherwise != nil { builder.move(to: otherwiseBlock) }
      link = otherwise
    }
    builder.terminate(.jump(end))
    builder.move(to: end)
  }

  /// Appends `next`.
  private mutating func appendNext() {
    switch next {
    case .leave: leave(yielding: nil)
    case .overload(let overload?, let arguments):
      let result = results[overload.index]
      let value = builder.append(.call(overload, arguments), type: result)
      leave(yielding: result == nil ? nil : value)
    case .overload(nil, _):
      let message = builder.append(
        .string(Array("all functions exhausted".utf8)), type: .string)
      builder.append(.intrinsic(.error, [message]), type: nil)
      leave(yielding: nil)
    }
  }

  /// Appends `return`.
  private mutating func appendReturn(_ expression: TypedExpression?, at range: SourceRange) {
    countAtOnce(range)
    guard let expression else { return leave(yielding: nil) }
    if function.result == nil {
      appendEffect(of: expression)
      leave(yielding: nil)
    } else {
      let value = storedValue(of: expression)
      mark(range)
      leave(yielding: value)
    }
  }

  /// Appends `try`: the blocks of `body` lead to a catch block, which the statement around them covers.
  private mutating func appendTry(
    _ body: TypedStatement, _ message: LocalID?, _ handler: TypedStatement, at range: SourceRange
  ) {
    tellActions(at: range)
    let outer = builder.catchBlock
    let catchBlock = builder.addBlock()
    builder.setCatchBlock(catchBlock)
    append(body)
    tellActions(at: body.range)
    builder.setCatchBlock(outer)
    let end = builder.current
    builder.move(to: catchBlock)
    mark(handler.range)
    if let message { write(builder.append(.caughtMessage, type: .string), to: message) }
    countAtOnce(range)
    append(handler)
    tellActions(at: handler.range)
    builder.terminate(.jump(end))
    builder.move(to: end)
  }
}
