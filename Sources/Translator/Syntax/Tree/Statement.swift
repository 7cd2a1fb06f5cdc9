import Diagnostics

/// A statement.
package indirect enum Statement: Sendable, Hashable {
  /// `;`.
  case empty(SourceRange)
  /// An expression for its effect; `x <<< v` is one of them.
  case expression(Expression)
  /// Statements in braces.
  case block(BlockStatement)
  /// `if`, with or without `else`.
  case `if`(IfStatement)
  /// `while` and `for`.
  case loop(LoopStatement)
  /// `foreach`.
  case forEach(ForEachStatement)
  /// `break`.
  case `break`(SourceRange)
  /// `continue`.
  case `continue`(SourceRange)
  /// `next`.
  case next(SourceRange)
  /// `return`, with or without a value.
  case `return`(ReturnStatement)
  /// `delete`.
  case delete(DeleteStatement)
  /// `try … catch …`.
  case `try`(TryStatement)

  /// Its place.
  package var range: SourceRange {
    switch self {
    case .empty(let range), .break(let range), .continue(let range), .next(let range): range
    case .expression(let expression): expression.range
    case .block(let block): block.range
    case .if(let statement): statement.range
    case .loop(let statement): statement.range
    case .forEach(let statement): statement.range
    case .return(let statement): statement.range
    case .delete(let statement): statement.range
    case .try(let statement): statement.range
    }
  }
}

/// `{ … }`.
package struct BlockStatement: Sendable, Hashable {
  /// The statements.
  package let statements: [Statement]
  /// The place, braces included.
  package let range: SourceRange

  /// Creates a block.
  package init(_ statements: [Statement], range: SourceRange) {
    self.statements = statements
    self.range = range
  }
}

/// `if (condition) … else …`.
package struct IfStatement: Sendable, Hashable {
  /// The condition.
  package let condition: Expression
  /// What is done if it is not 0.
  package let then: Statement
  /// What is done if it is 0.
  package let otherwise: Statement?
  /// Its place.
  package let range: SourceRange

  /// Creates an `if`.
  package init(
    condition: Expression, then: Statement, otherwise: Statement?, range: SourceRange
  ) {
    self.condition = condition
    self.then = then
    self.otherwise = otherwise
    self.range = range
  }
}

/// `for (initial; condition; update) …`; `while (condition) …` has only the condition.
package struct LoopStatement: Sendable, Hashable {
  /// What is done first.
  package let initial: Expression?
  /// What is asked before each round; `nil` for always.
  package let condition: Expression?
  /// What is done after each round.
  package let update: Expression?
  /// What is done in each round.
  package let body: Statement
  /// Its place.
  package let range: SourceRange

  /// Creates a loop.
  package init(
    initial: Expression?, condition: Expression?, update: Expression?, body: Statement,
    range: SourceRange
  ) {
    self.initial = initial
    self.condition = condition
    self.update = update
    self.body = body
    self.range = range
  }
}

/// `return value`.
package struct ReturnStatement: Sendable, Hashable {
  /// The value.
  package let value: Expression?
  /// Its place.
  package let range: SourceRange

  /// Creates a `return`.
  package init(value: Expression?, range: SourceRange) {
    self.value = value
    self.range = range
  }
}

/// `delete variable` or `delete array[keys]`.
package struct DeleteStatement: Sendable, Hashable {
  /// What is deleted.
  package enum Target: Sendable, Hashable {
    /// A scalar, which goes back to nothing, or all of an array.
    case variable(Identifier)
    /// The elements under keys, some of which may be `*`.
    case element(ElementAccess)
    /// What the grammar takes and elaboration refuses.
    case other(Expression)
  }

  /// What is deleted.
  package let target: Target
  /// Its place.
  package let range: SourceRange

  /// Creates a `delete`.
  package init(target: Target, range: SourceRange) {
    self.target = target
    self.range = range
  }
}

/// `try { … } catch (message) { … }`.
package struct TryStatement: Sendable, Hashable {
  /// What is tried.
  package let body: BlockStatement
  /// The variable that takes the message of a failure.
  package let message: Identifier?
  /// What is done after a failure.
  package let handler: BlockStatement
  /// Its place.
  package let range: SourceRange

  /// Creates a `try`.
  package init(
    body: BlockStatement, message: Identifier?, handler: BlockStatement, range: SourceRange
  ) {
    self.body = body
    self.message = message
    self.handler = handler
    self.range = range
  }
}
