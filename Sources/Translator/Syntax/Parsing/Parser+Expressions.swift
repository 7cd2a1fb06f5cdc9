import Diagnostics
import IR

/// Expressions, loosest operators first.
extension Parser {
  /// Reads an expression. `what` is what a message calls it.
  mutating func expression(
    orElse what: String = "an expression"
  ) throws(ParseFailure) -> Expression {
    try enter()
    defer { leave() }
    let outerChain = chain
    defer { chain = outerChain }
    return try assignment(orElse: what)
  }

  /// Reads an assignment, or what is tighter.
  private mutating func assignment(orElse what: String) throws(ParseFailure) -> Expression {
    let place = try conditional(orElse: what)
    guard case .punctuation(let punctuation) = next.kind,
      let operation = Self.assignmentOperator(punctuation)
    else { return place }
    let token = advance().range
    let value = try expression()
    return .assignment(
      AssignmentExpression(operation, place: place, value: value, token: token))
  }

  /// Reads `a ? b : c ? d : e`, or what is tighter. The chain is read without recursion. Before version 4.0 of
  /// the language an assignment behind the colon belonged to what it stands behind.
  private mutating func conditional(orElse what: String) throws(ParseFailure) -> Expression {
    var last = try operand(tighterThan: 0, orElse: what)
    var arms: [(condition: Expression, then: Expression, token: SourceRange)] = []
    while at(.question) {
      try lengthenChain()
      let token = advance().range
      let then = try expression()
      try expect(.colon, "':' and the value if the condition is 0")
      arms.append((last, then, token))
      last =
        try environment.hasLanguage(of: "4.0")
        ? operand(tighterThan: 0, orElse: "an expression") : expression()
    }
    for arm in arms.reversed() {
      last = .conditional(
        ConditionalExpression(
          condition: arm.condition, then: arm.then, otherwise: last, token: arm.token,
          range: arm.condition.range.joined(with: last.range)))
    }
    return last
  }

  /// Reads operands joined by binary operators of a level above `level`. What follows stands beside them, so
  /// their operators add nothing to its depth.
  private mutating func operand(
    tighterThan level: Int, orElse what: String
  ) throws(ParseFailure) -> Expression {
    let outerChain = chain
    defer { chain = outerChain }
    return try binary(tighterThan: level, orElse: what)
  }

  /// Reads operands joined by binary operators of a level above `level`.
  private mutating func binary(
    tighterThan level: Int, orElse what: String
  ) throws(ParseFailure) -> Expression {
    // `in` and matches do not chain: what follows them is looser.
    var loosest = Int.max
    var left: Expression
    if at(.leftBracket), level < InfixOperator.in.level {
      left = try membershipOfList()
      loosest = InfixOperator.in.level - 1
    } else {
      left = try prefixed(orElse: what)
    }
    var isComparison = false
    while let found = InfixOperator(next), found.level > level, found.level <= loosest {
      if isComparison, case .match = found { break }
      try lengthenChain()
      let token = advance().range
      switch found {
      case .in:
        left = try membership([.expression(left)], from: left.range, token: token)
        loosest = found.level - 1
      case .match(let isNegated):
        let pattern = try stringLiteral("a string with a regular expression")
        left = .match(
          MatchExpression(left, pattern: pattern, isNegated: isNegated, token: token))
        loosest = found.level - 1
      default:
        if case .comparison = found { isComparison = true }
        let right = try operand(tighterThan: found.level, orElse: "an expression")
        left = found.expression(left, right, token: token)
      }
    }
    return left
  }

  /// Reads `[keys] in array`. A single key without `in` stands for itself.
  private mutating func membershipOfList() throws(ParseFailure) -> Expression {
    let start = next.range
    let keys = try indices()
    let token = next.range
    guard skip(.in) else {
      if keys.count == 1, case .expression(let key) = keys[0] { return key }
      throw failure("'in'")
    }
    return try membership(keys, from: start, token: token)
  }

  /// Reads the array or the histogram behind `in`.
  private mutating func membership(
    _ keys: [Index], from start: SourceRange, token: SourceRange
  ) throws(ParseFailure) -> Expression {
    let collection: MembershipExpression.Collection =
      isAtHistogram
      ? .histogram(try histogram()) : .array(try identifier("the name of an array"))
    return .membership(
      MembershipExpression(
        indices: keys, collection: collection, token: token,
        range: start.joined(with: collection.range)))
  }

  /// Reads an operand with the operators in front of it and behind it.
  private mutating func prefixed(orElse what: String) throws(ParseFailure) -> Expression {
    guard case .punctuation(let punctuation) = next.kind else { return try postfixed(orElse: what) }
    switch punctuation {
    case .plus: return try prefix(.plus)
    case .minus: return try prefix(.minus)
    case .exclamation: return try prefix(.not)
    case .tilde: return try prefix(.complement)
    case .increment, .decrement:
      let token = advance()
      let operand = try primary(orElse: "a variable")
      return .increment(
        IncrementExpression(
          operand, delta: token.is(.increment) ? 1 : -1, position: .prefix, token: token.range))
    default: return try postfixed(orElse: what)
    }
  }

  /// Reads `operation`, which is the next token, and its operand.
  private mutating func prefix(
    _ operation: PrefixExpression.Operator
  ) throws(ParseFailure) -> Expression {
    try enter()
    defer { leave() }
    let token = advance().range
    return .prefix(
      PrefixExpression(operation, try prefixed(orElse: "an expression"), token: token))
  }

  /// Reads an operand with `++` or `--` behind it, if there is one.
  private mutating func postfixed(orElse what: String) throws(ParseFailure) -> Expression {
    let operand = try primary(orElse: what)
    guard at(.increment) || at(.decrement) else { return operand }
    let token = advance()
    return .increment(
      IncrementExpression(
        operand, delta: token.is(.increment) ? 1 : -1, position: .postfix, token: token.range))
  }

  /// Returns the operator of assignment that `punctuation` is, or `nil` if it is none.
  private static func assignmentOperator(
    _ punctuation: Punctuation
  ) -> AssignmentExpression.Operator? {
    switch punctuation {
    case .assign: .set
    case .accumulate: .accumulate
    case .appendAssign: .append
    case .addAssign: .update(.add)
    case .subtractAssign: .update(.subtract)
    case .multiplyAssign: .update(.multiply)
    case .divideAssign: .update(.divide)
    case .moduloAssign: .update(.modulo)
    case .shiftLeftAssign: .update(.shiftLeft)
    case .shiftRightAssign: .update(.shiftRight)
    case .andAssign: .update(.and)
    case .xorAssign: .update(.xor)
    case .orAssign: .update(.or)
    default: nil
    }
  }
}
