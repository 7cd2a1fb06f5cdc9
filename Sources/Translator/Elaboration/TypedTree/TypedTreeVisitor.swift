import IR

/// Looks at the expressions and statements of a typed tree.
///
/// Conforming types handle the nodes that they are about and call `visitChildren` for the others.
protocol TypedTreeVisitor {
  /// Looks at `expression`.
  mutating func visit(_ expression: TypedExpression)
  /// Looks at `statement`.
  mutating func visit(_ statement: TypedStatement)
}

extension TypedTreeVisitor {
  /// Looks at `statements` one after the other.
  mutating func visit(_ statements: [TypedStatement]) {
    for statement in statements { visit(statement) }
  }

  /// Looks at `expressions` one after the other.
  mutating func visit(_ expressions: [TypedExpression]) {
    for expression in expressions { visit(expression) }
  }

  /// Looks at the keys of `place`.
  mutating func visitKeys(of place: TypedPlace) {
    if case .global(_, let keys) = place { visit(keys) }
  }

  /// Looks at what `expression` consists of.
  mutating func visitChildren(of expression: TypedExpression) {
    switch expression.kind {
    case .long, .string, .argument, .eventField: break
    case .read(let place), .increment(let place, _, _): visitKeys(of: place)
    case .assign(let place, let value), .update(let place, _, let value),
      .append(let place, let value):
      visitKeys(of: place)
      visit(value)
    case .unary(_, let a), .matches(let a, _), .name(let a, _), .eventElement(_, let a),
      .member(let a, _),
      .memberAddress(let a, _), .load(_, let a, _, _):
      visit(a)
    case .binary(_, let a, let b), .compare(_, let a, let b), .and(let a, let b), .or(let a, let b),
      .concatenate(let a, let b):
      visit(a)
      visit(b)
    case .choose(let a, let b, let c): visit([a, b, c])
    case .contains(_, let keys): visit(keys.compactMap { $0 })
    case .call(_, let values), .intrinsic(_, let values), .format(_, let values),
      .formatHistogram(_, _, let values), .extract(_, _, let values):
      visit(values)
    case .bucket(_, _, let keys, let index): visit(keys + [index])
    case .sequence(let statements, let value):
      visit(statements)
      visit(value)
    case .invalid(_, let effect): if let effect { visit(effect) }
    }
  }

  /// Looks at what `statement` consists of.
  mutating func visitChildren(of statement: TypedStatement) {
    switch statement.kind {
    case .expression(let value): visit(value)
    case .accumulate(_, let keys, let value): visit(keys + [value])
    case .print(_, let values), .printHistogram(_, _, let values): visit(values)
    case .block(let statements): visit(statements)
    case .if(let condition, let then, let otherwise):
      visit(condition)
      visit(then)
      if let otherwise { visit(otherwise) }
    case .loop(let condition, let update, let body):
      visit([condition, update].compactMap { $0 })
      visit(body)
    case .forEach(let loop):
      visit(loop.source.operands)
      if let limit = loop.limit { visit(limit) }
      visit(loop.body)
    case .break, .continue, .next, .reset: break
    case .return(let value): if let value { visit(value) }
    case .delete(_, let keys): visit(keys.compactMap { $0 })
    case .try(let body, _, let handler): visit([body, handler])
    }
  }
}

extension TypedForEach.Source {
  /// The keys that are computed before the walk.
  var operands: [TypedExpression] {
    switch self {
    case .array(_, let fixed): fixed
    case .buckets(_, _, let keys): keys
    }
  }
}
