import IR

/// Makes a typed tree from another one.
///
/// Conforming types handle the nodes that they change and call `rewriteChildren` for the others.
protocol TypedTreeRewriter {
  /// Returns what stands in the place of `expression`.
  mutating func rewrite(_ expression: TypedExpression) -> TypedExpression
  /// Returns what stands in the place of `statement`; `nil` if nothing does.
  mutating func rewrite(_ statement: TypedStatement) -> TypedStatement?
  /// Returns the number that the global `id` has in the new tree.
  func number(of id: GlobalID) -> GlobalID
  /// Returns the number that the function `id` has in the new tree.
  func number(of id: FunctionID) -> FunctionID
  /// Returns the number that the local `id` has in the new tree.
  func number(of id: LocalID) -> LocalID
}

extension TypedTreeRewriter {
  /// Returns `id` unchanged.
  func number(of id: GlobalID) -> GlobalID { id }

  /// Returns `id` unchanged.
  func number(of id: FunctionID) -> FunctionID { id }

  /// Returns `id` unchanged.
  func number(of id: LocalID) -> LocalID { id }

  /// Returns what stands in the place of `statements`.
  mutating func rewrite(_ statements: [TypedStatement]) -> [TypedStatement] {
    var result: [TypedStatement] = []
    for statement in statements { if let new = rewrite(statement) { result.append(new) } }
    return result
  }

  /// Returns what stands in the place of `expressions`.
  mutating func rewrite(_ expressions: [TypedExpression]) -> [TypedExpression] {
    var result: [TypedExpression] = []
    result.reserveCapacity(expressions.count)
    for expression in expressions { result.append(rewrite(expression)) }
    return result
  }

  /// Returns what stands in the place of `keys`, of which `nil` is `*`.
  mutating func rewrite(_ keys: [TypedExpression?]) -> [TypedExpression?] {
    var result: [TypedExpression?] = []
    for key in keys { result.append(key.map { rewrite($0) }) }
    return result
  }

  /// Returns what stands in the place of `place`.
  mutating func rewrite(_ place: TypedPlace) -> TypedPlace {
    switch place {
    case .local(let id): .local(number(of: id))
    case .global(let id, let keys): .global(number(of: id), rewrite(keys))
    }
  }

  /// Returns `expression` with what it consists of rewritten.
  mutating func rewriteChildren(of expression: TypedExpression) -> TypedExpression {
    // Half of all expressions are leaves, most of which stay as they are.
    switch expression.kind {
    case .long, .string, .argument, .eventField: return expression
    case .read(.local(let id)) where number(of: id) == id: return expression
    default: break
    }
    return TypedExpression(
      rewrittenKind(of: expression), type: expression.type, range: expression.range,
      token: expression.token)
  }

  /// Returns what `expression` says with what it consists of rewritten.
  private mutating func rewrittenKind(of expression: TypedExpression) -> TypedExpression.Kind {
    switch expression.kind {
    case .long, .string, .argument, .eventField: expression.kind
    case .read(let place): .read(rewrite(place))
    case .assign(let place, let value): .assign(rewrite(place), rewrite(value))
    case .update(let place, let operation, let value):
      .update(rewrite(place), operation, rewrite(value))
    case .append(let place, let value): .append(rewrite(place), rewrite(value))
    case .increment(let place, let delta, let yields):
      .increment(rewrite(place), delta: delta, yields: yields)
    case .unary(let operation, let a): .unary(operation, rewrite(a))
    case .binary(let operation, let a, let b): .binary(operation, rewrite(a), rewrite(b))
    case .compare(let comparison, let a, let b): .compare(comparison, rewrite(a), rewrite(b))
    case .and(let a, let b): .and(rewrite(a), rewrite(b))
    case .or(let a, let b): .or(rewrite(a), rewrite(b))
    case .choose(let a, let b, let c): .choose(rewrite(a), rewrite(b), rewrite(c))
    case .concatenate(let a, let b): .concatenate(rewrite(a), rewrite(b))
    case .matches(let a, let pattern): .matches(rewrite(a), pattern: pattern)
    case .name(let a, let table): .name(rewrite(a), table)
    case .contains(let id, let keys): .contains(number(of: id), rewrite(keys))
    case .call(let id, let values): .call(number(of: id), rewrite(values))
    case .intrinsic(let intrinsic, let values): .intrinsic(intrinsic, rewrite(values))
    case .format(let format, let values): .format(format, rewrite(values))
    case .formatHistogram(let histogram, let id, let keys):
      .formatHistogram(histogram, number(of: id), rewrite(keys))
    case .extract(let statistic, let id, let keys):
      .extract(statistic, number(of: id), rewrite(keys))
    case .bucket(let histogram, let id, let keys, let index):
      .bucket(histogram, number(of: id), rewrite(keys), index: rewrite(index))
    case .eventElement(let field, let index): .eventElement(field, index: rewrite(index))
    case .member(let base, let access): .member(of: rewrite(base), access)
    case .memberAddress(let base, let access): .memberAddress(of: rewrite(base), access)
    case .load(let space, let address, let size, let isSigned):
      .load(space, address: rewrite(address), size: size, isSigned: isSigned)
    case .sequence(let statements, let value): .sequence(rewrite(statements), rewrite(value))
    case .invalid(let diagnostic, let effect):
      .invalid(diagnostic, effect: effect.map { rewrite($0) })
    }
  }

  /// Returns `statement` with what it consists of rewritten.
  mutating func rewriteChildren(of statement: TypedStatement) -> TypedStatement {
    TypedStatement(rewrittenKind(of: statement), range: statement.range)
  }

  /// Returns what `statement` says with what it consists of rewritten.
  private mutating func rewrittenKind(of statement: TypedStatement) -> TypedStatement.Kind {
    switch statement.kind {
    case .expression(let value): .expression(rewrite(value))
    case .accumulate(let id, let keys, let value):
      .accumulate(number(of: id), rewrite(keys), rewrite(value))
    case .print(let format, let values): .print(format, rewrite(values))
    case .printHistogram(let histogram, let id, let keys):
      .printHistogram(histogram, number(of: id), rewrite(keys))
    case .block(let statements): .block(rewrite(statements))
    case .if(let condition, let then, let otherwise):
      .if(rewrite(condition), then: body(then), otherwise: otherwise.flatMap { rewrite($0) })
    case .loop(let condition, let update, let body):
      .loop(
        condition: condition.map { rewrite($0) }, update: update.map { rewrite($0) },
        body: self.body(body))
    case .forEach(let loop): .forEach(rewrite(loop))
    case .break, .continue, .next: statement.kind
    case .return(let value): .return(value.map { rewrite($0) })
    case .delete(let id, let keys): .delete(number(of: id), rewrite(keys))
    case .reset(let id): .reset(number(of: id))
    case .try(let body, let message, let handler):
      .try(self.body(body), message: message.map { number(of: $0) }, catch: self.body(handler))
    }
  }

  /// Returns what stands in the place of `statement`, where there has to be one.
  private mutating func body(_ statement: TypedStatement) -> TypedStatement {
    rewrite(statement) ?? TypedStatement(.block([]), range: statement.range)
  }

  /// Returns `loop` with what it consists of rewritten.
  private mutating func rewrite(_ loop: TypedForEach) -> TypedForEach {
    let source: TypedForEach.Source =
      switch loop.source {
      case .array(let walk, let fixed):
        .array(
          Iteration(
            global: number(of: walk.global), fixedKeys: walk.fixedKeys, order: walk.order,
            isLimited: walk.isLimited), fixed: rewrite(fixed))
      case .buckets(let histogram, let id, let keys):
        .buckets(histogram, number(of: id), rewrite(keys))
      }
    return TypedForEach(
      source: source, keys: loop.keys.map { number(of: $0) },
      value: loop.value.map { number(of: $0) }, limit: loop.limit.map { rewrite($0) },
      body: body(loop.body))
  }
}
