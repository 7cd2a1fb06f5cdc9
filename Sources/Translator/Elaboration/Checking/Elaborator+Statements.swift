import Diagnostics
import IR

extension Elaborator {
  /// Checks the statements of `block`; those that have no meaning are left out.
  mutating func check(_ block: BlockStatement) -> TypedStatement {
    TypedStatement(.block(block.statements.compactMap { check($0) }), range: block.range)
  }

  /// Checks `statement`; `nil` if it has no meaning.
  mutating func check(_ statement: Statement) -> TypedStatement? {
    kind(of: statement).map { TypedStatement($0, range: statement.range) }
  }

  /// Returns what `statement` says; `nil` if it has no meaning.
  private mutating func kind(of statement: Statement) -> TypedStatement.Kind? {
    switch statement {
    case .empty: return .block([])
    case .expression(let expression): return effect(of: expression)
    case .block(let block): return check(block).kind
    case .if(let statement): return check(statement)
    case .loop(let statement): return check(statement)
    case .forEach(let statement): return check(statement)
    case .break(let range): return inLoop("break", range) ? .break : nil
    case .continue(let range): return inLoop("continue", range) ? .continue : nil
    case .next(let range): return next(at: range)
    case .return(let statement): return check(statement)
    case .delete(let statement): return check(statement)
    case .try(let statement): return check(statement)
    }
  }

  /// Checks `expression` for its effect.
  mutating func effect(of expression: Expression) -> TypedStatement.Kind? {
    if isDropped(expression.range) { return .block([]) }
    let checked: Checked
    switch expression {
    case .print(let print) where print.destination == .output: return checkOutput(print)
    case .assignment(let assignment) where assignment.operation == .accumulate:
      return accumulate(assignment)
    case .assignment(let assignment): checked = check(assignment, value: .discarded)
    case .increment(let increment): checked = check(increment, value: .discarded)
    case .call(let call): checked = check(call, nil, value: .discarded)
    default: checked = check(expression)
    }
    return checked.expression.map { .expression($0) }
  }

  /// Returns `true` iff elision has dropped what stands at `range` in the present body.
  func isDropped(_ range: SourceRange) -> Bool {
    guard !dropped.isEmpty else { return false }
    switch body.owner {
    case .probe(let probe): return dropped.contains(DroppedCode(owner: .probe(probe), range: range))
    case .function(let id):
      let instance = instances[id.index]
      let declaration = functions[instance.symbol.index].declarations[instance.overload]
      return dropped.contains(
        DroppedCode(owner: .function(declaration.name.range), range: range))
    case .condition: return false
    }
  }

  /// Checks `if`. Where the condition depends on `@defined` alone, only one branch is looked at.
  private mutating func check(_ statement: IfStatement) -> TypedStatement.Kind? {
    if let isTrue = definedness(of: statement.condition) {
      let branch = isTrue ? statement.then : statement.otherwise
      return branch.map { kind(of: $0) } ?? .block([])
    }
    let condition = check(statement.condition, .long)
    let then = check(statement.then)
    let otherwise = statement.otherwise.map { check($0) }
    guard case .known(let condition) = condition, let then else { return nil }
    if case .some(nil) = otherwise { return nil }
    return .if(condition, then: then, otherwise: otherwise ?? nil)
  }

  /// Checks `while` and `for`.
  private mutating func check(_ loop: LoopStatement) -> TypedStatement.Kind? {
    let initial = loop.initial.map { effect(of: $0) }
    let condition = loop.condition.map { check($0, .long) }
    let statement = inLoopBody { $0.check(loop.body) }
    let update = loop.update.map { self.update($0) }
    if let condition, case .known = condition {} else if condition != nil { return nil }
    guard let statement else { return nil }
    if case .some(nil) = initial { return nil }
    if case .some(nil) = update { return nil }
    let typed = TypedStatement.Kind.loop(
      condition: condition?.expression, update: update ?? nil, body: statement)
    guard let first = initial ?? nil, let start = loop.initial else { return typed }
    return .block([
      TypedStatement(first, range: start.range), TypedStatement(typed, range: loop.range),
    ])
  }

  /// Checks what is done after each round of a loop.
  private mutating func update(_ expression: Expression) -> TypedExpression? {
    guard let effect = effect(of: expression) else { return nil }
    if case .expression(let typed) = effect { return typed }
    let range = expression.range
    return TypedExpression(
      .sequence(
        [TypedStatement(effect, range: range)],
        TypedExpression(.long(0), type: .long, range: range)),
      type: .long, range: range)
  }

  /// Returns what `check` returns with the body of a loop as the current place.
  mutating func inLoopBody<Result>(_ check: (inout Elaborator) -> Result) -> Result {
    body.loopDepth += 1
    defer { body.loopDepth -= 1 }
    return check(&self)
  }

  /// Says so and returns `false` if the statement at `range` is in no loop.
  private mutating func inLoop(_ statement: String, _ range: SourceRange) -> Bool {
    if body.loopDepth == 0 { report(.misplaced(statement, "loop", at: range)) }
    return body.loopDepth > 0
  }

  /// Checks `return`.
  private mutating func check(_ statement: ReturnStatement) -> TypedStatement.Kind? {
    guard case .function(let function) = body.owner else {
      preconditionFailure("the parser lets 'return' stand in functions only")
    }
    let symbol = instances[function.index].symbol
    guard let expression = statement.value else {
      guard case .value = functions[symbol.index].result else { return .return(nil) }
      report(.missingResult(functions[symbol.index].name, at: statement.range))
      return nil
    }
    let slot = Slot.result(symbol)
    let value = check(expression, knowledge(of: slot).expectation)
    switch value {
    case .known(let typed):
      if let type = typed.type { learn(.value(type), for: slot, at: expression.token) }
      learnPointer(typed, for: slot)
      return .return(typed)
    case .wrong: spoil(slot)
    case .unknown: break
    }
    return nil
  }

  /// Checks `delete`.
  private mutating func check(_ statement: DeleteStatement) -> TypedStatement.Kind? {
    switch statement.target {
    case .variable(let name):
      switch variable(name) {
      case .local(let id):
        body[id].isWritten = true
        guard knowledge(of: .local(id)).isUnknown else { return .reset(id) }
        body.isIncomplete = true
        if isFinal { report(.unresolvedType(of: name.text, at: name.range)) }
        return nil
      case .global(let id):
        lock(id, at: name)
        return .delete(id, [])
      }
    case .element(let access):
      guard let id = array(access.array, arity: access.indices.count) else { return nil }
      lock(id, at: access.array)
      return openKeys(access.indices, of: id).map { .delete(id, $0) }
    case .other(let operand):
      report(.deleteTarget(at: operand.token))
      return nil
    }
  }

  /// Says so if a loop is walking over the array `id`, of which something is deleted.
  private mutating func lock(_ id: GlobalID, at name: Identifier) {
    body.isImpure = true
    if let loop = body.lockedArrays.last(where: { $0.array == id }) {
      report(.changedInLoop(name, loop: loop.range))
    }
  }

  /// Checks `try`.
  private mutating func check(_ statement: TryStatement) -> TypedStatement.Kind? {
    let tried = check(statement.body)
    var message: LocalID?
    var copy: TypedStatement?
    if let name = statement.message {
      guard let taker = messageTaker(name) else { return nil }
      message = taker.local
      copy = taker.copy
    }
    let handler = check(statement.handler)
    return .try(
      tried, message: message,
      catch: copy.map { TypedStatement(.block([$0, handler]), range: handler.range) } ?? handler)
  }

  /// Returns the local that takes the message of a failure for the variable `name`, and what sets that from it
  /// if it is global; `nil`, and says so, if it does not hold strings.
  private mutating func messageTaker(
    _ name: Identifier
  ) -> (local: LocalID, copy: TypedStatement?)? {
    switch variable(name) {
    case .local(let id):
      body[id].isWritten = true
      return expectString(.local(id), name) ? (id, nil) : nil
    case .global(let id):
      markWritten(id, at: name)
      guard setArity(0, of: id, at: name) else { return nil }
      let local = body.hiddenLocal(.string, name: name.text, at: name.range)
      var copied = copy(of: local, .string, to: id, at: name.range)
      // Where the whole statement is dropped, it does not matter what the variable holds.
      if let mistake = otherTypeThanString(.element(id), name),
        case .known(let value) = invalid(mistake, at: name.range)
      {
        copied = TypedStatement(
          .expression(
            TypedExpression(.assign(.global(id, []), value), type: .long, range: name.range)),
          range: name.range)
      }
      return (local, copied)
    }
  }

  /// Returns what sets the global scalar `id` to the value of `local`, which is of `type`.
  func copy(
    of local: LocalID, _ type: ValueType, to id: GlobalID, at range: SourceRange
  ) -> TypedStatement {
    let value = TypedExpression(.read(.local(local)), type: type, range: range)
    return TypedStatement(
      .expression(TypedExpression(.assign(.global(id, []), value), type: type, range: range)),
      range: range)
  }

  /// Says so and returns `false` if the variable of `slot` does not hold strings.
  private mutating func expectString(_ slot: Slot, _ name: Identifier) -> Bool {
    guard let mistake = otherTypeThanString(slot, name) else { return true }
    report(mistake)
    return false
  }

  /// Returns what is wrong if the variable of `slot` does not hold strings.
  private mutating func otherTypeThanString(_ slot: Slot, _ name: Identifier) -> Diagnostic? {
    learn(.value(.string), for: slot, at: name.range)
    guard case .known(let type, let origin) = knowledge(of: slot), type != .value(.string) else {
      return nil
    }
    return .typeMismatch(
      type, expected: Expectation(.string, origin: origin), variable: name.text, at: name.range)
  }
}
