import Diagnostics
import IR

extension Elaborator {
  /// Checks `expression`, which has to have the type `expectation` if one is given.
  mutating func check(_ expression: Expression, _ expectation: Expectation? = nil) -> Checked {
    let checked = checkUnbound(expression, expectation)
    guard let expectation, case .known(let typed) = checked, let found = typed.type,
      found != expectation.type
    else { return checked }
    // What has no meaning is not of a wrong type besides.
    if case .invalid = typed.kind { return .known(typed.retyped(expectation.type)) }
    let mismatch = Diagnostic.typeMismatch(
      .value(found), expected: expectation, at: expression.token)
    return invalid(mismatch, effect: typed, at: expression.token)
      .map { $0.retyped(expectation.type) }
  }

  /// Returns what `expression` means. `expectation` is a hint for what has no type yet.
  mutating func checkUnbound(_ expression: Expression, _ expectation: Expectation?) -> Checked {
    switch expression {
    case .number(let literal): return known(.long(literal.value), .long, expression)
    case .string(let literal): return known(.string(literal.value), .string, expression)
    case .variable(let name): return read(name, expectation)
    case .element(let access): return read(access, expectation)
    case .target(let target): return check(target)
    case .call(let call): return check(call, expectation)
    case .prefix(let prefix): return check(prefix)
    case .increment(let increment): return check(increment)
    case .binary(let binary): return check(binary)
    case .logical(let logical): return check(logical)
    case .comparison(let comparison): return check(comparison)
    case .concatenation(let concatenation): return check(concatenation)
    case .match(let match): return check(match)
    case .membership(let membership): return check(membership)
    case .conditional(let conditional): return check(conditional, expectation)
    case .assignment(let assignment): return check(assignment, expectation)
    case .print(let print): return checkValue(print)
    case .statistic(let statistic): return check(statistic)
    case .histogram(let histogram): return wrong(.histogramAsValue(at: histogram.token))
    case .bucket(let bucket): return check(bucket)
    case .operator(let expression): return check(expression)
    case .embedded(let code):
      body.isImpure = true
      let type: ValueType = code.text.contains("/* string */") ? .string : .long
      guard options.engine == .module else {
        return .known(.emptyValue(of: type, after: .embedded(code)))
      }
      return .known(embeddedValue(code, type))
    }
  }

  /// Returns a meaning with the places of `expression`.
  func known(
    _ kind: TypedExpression.Kind, _ type: ValueType?, _ expression: Expression
  ) -> Checked {
    .known(
      TypedExpression(kind, type: type, range: expression.range, token: expression.token))
  }

  // MARK: Operators

  /// Checks a sign, `!` or `~`.
  private mutating func check(_ prefix: PrefixExpression) -> Checked {
    let operand = check(prefix.operand, .long)
    return operand.map { operand in
      let kind: TypedExpression.Kind =
        switch prefix.operation {
        case .plus: operand.kind
        case .minus: Self.negation(of: operand)
        case .not: .unary(.not, operand)
        case .complement: .unary(.complement, operand)
        }
      return TypedExpression(kind, type: .long, range: prefix.range, token: prefix.token)
    }
  }

  /// Returns the negation of `operand`; a literal becomes a negative one.
  private static func negation(of operand: TypedExpression) -> TypedExpression.Kind {
    if case .long(let number) = operand.kind {
      .long(0 &- number)
    } else {
      .unary(.negate, operand)
    }
  }

  /// Checks arithmetic.
  private mutating func check(_ binary: BinaryExpression) -> Checked {
    let left = check(binary.left, .long)
    let right = check(binary.right, .long)
    return Checked.map(left, right) { left, right in
      TypedExpression(
        .binary(binary.operation, left, right), type: .long, range: binary.range,
        token: binary.token)
    }
  }

  /// Checks `&&` and `||`.
  private mutating func check(_ logical: LogicalExpression) -> Checked {
    if let isTrue = definedness(of: .logical(logical)) {
      return known(.long(isTrue ? 1 : 0), .long, .logical(logical))
    }
    // What stands behind a test of `@defined` that fails is as dead as the branch of an `if`.
    if let isTrue = definedness(of: logical.left) {
      let decides = logical.operation == .and ? !isTrue : isTrue
      if decides { return known(.long(isTrue ? 1 : 0), .long, .logical(logical)) }
    }
    let left = check(logical.left, .long)
    let right = check(logical.right, .long)
    return Checked.map(left, right) { left, right in
      TypedExpression(
        logical.operation == .and ? .and(left, right) : .or(left, right), type: .long,
        range: logical.range, token: logical.token)
    }
  }

  /// Checks a comparison, whose operands have one type.
  private mutating func check(_ comparison: ComparisonExpression) -> Checked {
    let operands = checkAlike(comparison.left, comparison.right, nil)
    return Checked.map(operands.0, operands.1) { left, right in
      TypedExpression(
        .compare(comparison.comparison, left, right), type: .long, range: comparison.range,
        token: comparison.token)
    }
  }

  /// Checks two expressions that have one type, which each can tell of the other.
  private mutating func checkAlike(
    _ first: Expression, _ second: Expression, _ expectation: Expectation?
  ) -> (Checked, Checked) {
    if let expectation {
      return (check(first, expectation), check(second, expectation))
    }
    let wasIncomplete = body.isIncomplete
    let left = check(first)
    if case .known(let expression) = left, let type = expression.type {
      return (left, check(second, Expectation(type, origin: first.token)))
    }
    guard case .unknown = left else { return (left, check(second)) }
    // The second operand may tell the type that the first one lacks.
    let right = check(second)
    guard case .known(let expression) = right, let type = expression.type else {
      return (left, right)
    }
    body.isIncomplete = wasIncomplete
    return (check(first, Expectation(type, origin: second.token)), right)
  }

  /// Checks `a . b`.
  private mutating func check(_ concatenation: ConcatenationExpression) -> Checked {
    let left = check(concatenation.left, .string)
    let right = check(concatenation.right, .string)
    return Checked.map(left, right) { left, right in
      TypedExpression(
        .concatenate(left, right), type: .string, range: concatenation.range,
        token: concatenation.token)
    }
  }

  /// Checks `=~` and `!~`.
  private mutating func check(_ match: MatchExpression) -> Checked {
    let operand = check(match.operand, .string)
    do throws(RegularExpressionError) {
      _ = try RegularExpression(match.pattern.bytes)
    } catch {
      return wrong(.malformedPattern(error, in: match.pattern))
    }
    return operand.map { operand in
      let found = TypedExpression(
        .matches(operand, pattern: match.pattern.bytes), type: .long, range: match.range,
        token: match.token)
      guard match.isNegated else { return found }
      return TypedExpression(
        .unary(.not, found), type: .long, range: match.range, token: match.token)
    }
  }

  /// Checks `[keys] in array`.
  private mutating func check(_ membership: MembershipExpression) -> Checked {
    let name: Identifier
    switch membership.collection {
    case .array(let array): name = array
    case .histogram(let histogram): return check(membership, in: histogram)
    }
    guard let array = array(name, arity: membership.indices.count) else { return .wrong }
    globals[array.index].isRead = true
    return openKeys(membership.indices, of: array).map { keys in
      .known(
        TypedExpression(
          .contains(array, keys), type: .long, range: membership.range, token: membership.token))
    } ?? failure
  }

  /// Checks `c ? a : b`. Where the condition depends on `@defined` or literals alone, only one branch is looked at.
  private mutating func check(
    _ conditional: ConditionalExpression, _ expectation: Expectation?
  ) -> Checked {
    let known =
      definedness(of: conditional.condition) ?? LiteralValue(conditional.condition)?.isTrue
    if let isTrue = known {
      return check(isTrue ? conditional.then : conditional.otherwise, expectation)
    }
    let condition = check(conditional.condition, .long)
    let branches = checkAlike(conditional.then, conditional.otherwise, expectation)
    guard case .known(let condition) = condition else {
      if case .known = branches.0 { return condition }
      return branches.0
    }
    return Checked.map(branches.0, branches.1) { then, otherwise in
      var result = TypedExpression(
        .choose(condition, then, otherwise), type: then.type, range: conditional.range,
        token: conditional.token)
      result.pointer = then.pointer == otherwise.pointer ? then.pointer : nil
      return result
    }
  }

  /// What comes of an expression of which a part failed: unknown if types were unknown, else wrong.
  var failure: Checked { body.isIncomplete && !isFinal ? .unknown : .wrong }
}
