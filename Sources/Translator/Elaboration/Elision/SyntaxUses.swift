/// The names that code mentions, and whether it may do more than yield a value, as its tree alone tells.
struct SyntaxUses {
  /// The variables that are mentioned, be they local or global.
  private(set) var names: Set<String> = []
  /// The variables that are set; each is among `names`, too.
  private(set) var assigned: [Identifier] = []
  /// The functions that are called.
  private(set) var calls: [Identifier] = []
  /// `true` iff something besides calls and variables that are set may be seen behind the code.
  private(set) var acts = false

  /// Looks at `block`.
  mutating func visit(_ block: BlockStatement) {
    for statement in block.statements { visit(statement) }
  }

  /// Looks at `statement`.
  mutating func visit(_ statement: Statement) {
    switch statement {
    case .empty, .break, .continue: break
    case .expression(let expression): visit(expression)
    case .block(let block): visit(block)
    case .if(let statement):
      visit(statement.condition)
      visit(statement.then)
      if let otherwise = statement.otherwise { visit(otherwise) }
    case .loop(let loop):
      for part in [loop.initial, loop.condition, loop.update] { if let part { visit(part) } }
      visit(loop.body)
    case .forEach(let loop): visit(loop)
    case .next: acts = true
    case .return(let statement): if let value = statement.value { visit(value) }
    case .delete(let statement):
      acts = true
      visit(statement.target)
    case .try(let statement):
      visit(statement.body)
      if let message = statement.message { set(message) }
      visit(statement.handler)
    }
  }

  /// Looks at `expression`.
  mutating func visit(_ expression: Expression) {
    switch expression {
    case .number, .string: break
    case .variable(let name): names.insert(name.text)
    case .element(let access): visit(access)
    case .target(let target): visit(target)
    case .call(let call):
      calls.append(call.function)
      for argument in call.arguments { visit(argument) }
    case .prefix(let expression): visit(expression.operand)
    case .increment(let expression): change(expression.operand)
    case .binary(let expression): visit(expression.left, expression.right)
    case .logical(let expression): visit(expression.left, expression.right)
    case .comparison(let expression): visit(expression.left, expression.right)
    case .concatenation(let expression): visit(expression.left, expression.right)
    case .match(let expression):
      // What `matched()` returns later.
      acts = true
      visit(expression.operand)
    case .membership(let expression):
      switch expression.collection {
      case .array(let name): names.insert(name.text)
      case .histogram(let histogram): visit(histogram.operand)
      }
      visit(expression.indices)
    case .conditional(let expression):
      visit(expression.condition)
      visit(expression.then, expression.otherwise)
    case .assignment(let expression):
      if expression.operation == .accumulate { acts = true }
      change(expression.place)
      visit(expression.value)
    case .print(let expression):
      if expression.destination == .output { acts = true }
      for argument in expression.arguments { visit(argument) }
    case .statistic(let expression): visit(expression.operand)
    case .histogram(let expression): visit(expression.operand)
    case .bucket(let expression): visit(expression.histogram.operand, expression.index)
    case .operator(let expression): visit(expression.kind)
    case .embedded: acts = true
    }
  }

  /// Looks at two expressions.
  private mutating func visit(_ first: Expression, _ second: Expression) {
    visit(first)
    visit(second)
  }

  /// Looks at an element.
  private mutating func visit(_ access: ElementAccess) {
    names.insert(access.array.text)
    visit(access.indices)
  }

  /// Looks at keys.
  private mutating func visit(_ indices: [Index]) {
    for case .expression(let expression) in indices { visit(expression) }
  }

  /// Looks at what is deleted.
  private mutating func visit(_ target: DeleteStatement.Target) {
    switch target {
    case .variable(let name): names.insert(name.text)
    case .element(let access): visit(access)
    case .other(let expression): visit(expression)
    }
  }

  /// Looks at a loop over an array or a histogram.
  private mutating func visit(_ loop: ForEachStatement) {
    for name in loop.keys + [loop.value].compactMap({ $0 }) { set(name) }
    switch loop.source {
    case .array(let name, let slice):
      names.insert(name.text)
      visit(slice)
    case .histogram(let histogram): visit(histogram.operand)
    }
    if let limit = loop.limit { visit(limit) }
    visit(loop.body)
  }

  /// Looks at a target variable and the way from it.
  private mutating func visit(_ target: TargetExpression) {
    switch target.base {
    case .variable, .summary, .named: break
    case .cast(let expression, _, _), .value(let expression): visit(expression)
    }
    for case .element(let index, _) in target.accesses { visit(index) }
  }

  /// Looks at an operator that starts with `@`.
  private mutating func visit(_ kind: OperatorExpression.Kind) {
    switch kind {
    case .constant, .enumerator, .register: break
    case .defined(let expression), .enumeratorName(let expression, _, _),
      .dereference(_, _, let expression):
      visit(expression)
    case .entry(let expression):
      // It makes probes.
      acts = true
      visit(expression)
    case .probeWrite(let name): names.insert(name.text)
    case .counter: acts = true
    }
  }

  /// Looks at what is changed.
  private mutating func change(_ place: Expression) {
    if case .variable(let name) = place { return set(name) }
    acts = true
    visit(place)
  }

  /// Notes that the variable `name` is set.
  private mutating func set(_ name: Identifier) {
    names.insert(name.text)
    assigned.append(name)
  }
}
