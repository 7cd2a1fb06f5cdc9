import Diagnostics
import IR

/// Drops what one body does without need: assignments to locals that nothing reads, statements without an
/// effect, and branches that cannot be reached.
struct Elider: TypedTreeRewriter {
  /// Whether what cannot be reached is dropped, too.
  enum Extent {
    /// Only what nothing needs.
    case idleCode
    /// Branches that cannot be reached, too.
    case unreachableCode
  }

  /// Whether what cannot be reached is dropped, too.
  private let extent: Extent
  /// The locals of the body.
  private let locals: [TypedLocal]
  /// What is known of functions.
  private let functions: FunctionEffects
  /// The locals of which something needs the value.
  private var readLocals = LocalSet()
  /// `true` iff something was dropped since the locals that are read were found.
  private var hasChanged = false
  /// What was dropped, with the place that messages name.
  private(set) var elisions: [Elision] = []

  /// One thing that was dropped.
  enum Elision {
    /// An assignment to a local.
    case assignment(String, SourceRange)
    /// A statement without an effect.
    case statement(SourceRange)
  }

  /// Creates an elider for a body with `locals`.
  init(_ extent: Extent, locals: [TypedLocal], functions: FunctionEffects) {
    self.extent = extent
    self.locals = locals
    self.functions = functions
  }

  /// Returns what is left of `body`.
  mutating func remains(of body: [TypedStatement]) -> [TypedStatement] {
    var body = body
    var uses = VariableUses()
    uses.visit(body)
    while true {
      let needed = uses.readLocals
      readLocals = needed
      if extent == .idleCode { readLocals.formUnion(askedLocals) }
      hasChanged = false
      body = reachable(rewrite(body))
      guard hasChanged else { return body }
      // What is left could lose more only if less is read now.
      uses = VariableUses()
      uses.visit(body)
      if uses.readLocals == needed { return body }
    }
  }

  /// Returns the places of what `body` does without need whatever its conditions come to.
  static func idlePlaces(
    in body: [TypedStatement], locals: [TypedLocal], functions: FunctionEffects
  ) -> Set<SourceRange> {
    var elider = Elider(.idleCode, locals: locals, functions: functions)
    _ = elider.remains(of: body)
    return Set(elider.elisions.map(\.range))
  }

  /// The locals that `@defined` asks for.
  private var askedLocals: [LocalID] {
    locals.indices.filter { locals[$0].isAskedFor }.map { LocalID($0) }
  }

  // MARK: Expressions

  /// Returns `expression` without what nobody needs of it.
  mutating func rewrite(_ expression: TypedExpression) -> TypedExpression {
    let expression = rewriteChildren(of: expression)
    switch expression.kind {
    case .assign(.local(let id), let value) where !readLocals.contains(id):
      let local = locals[id.index]
      if !local.isHidden { elisions.append(.assignment(local.name, expression.token)) }
      hasChanged = true
      return value
    case .choose(let condition, let then, let otherwise):
      guard let isTrue = truth(of: condition) else { return expression }
      hasChanged = true
      return isTrue ? then : otherwise
    case .and(let a, let b): return decided(expression, a, b, by: false)
    case .or(let a, let b): return decided(expression, a, b, by: true)
    default: return expression
    }
  }

  /// Returns `expression`, which combines `a` and `b`, or its value if one of them decides it by being `isTrue`.
  private mutating func decided(
    _ expression: TypedExpression, _ a: TypedExpression, _ b: TypedExpression, by isTrue: Bool
  ) -> TypedExpression {
    let decides =
      truth(of: a) == isTrue || (truth(of: b) == isTrue && !hasEffect { $0.visit(a) })
    guard decides else { return expression }
    hasChanged = true
    return TypedExpression(
      .long(isTrue ? 1 : 0), type: .long, range: expression.range, token: expression.token)
  }

  // MARK: Statements

  /// Returns what is left of `statement`; `nil` if nothing is.
  mutating func rewrite(_ statement: TypedStatement) -> TypedStatement? {
    guard statement.nonEmpty != nil else { return nil }
    let left = remains(of: rewriteChildren(of: statement))
    if left == nil { hasChanged = true }
    return left
  }

  /// Returns what is left of `statement`, of which the parts have been rewritten; `nil` if nothing is.
  private mutating func remains(of statement: TypedStatement) -> TypedStatement? {
    switch statement.kind {
    case .expression(let expression): return effect(of: expression, at: statement.range)
    case .block(let statements):
      let reached = reachable(statements)
      return reached.isEmpty ? nil : TypedStatement(.block(reached), range: statement.range)
    case .if(let condition, let then, let otherwise):
      return choice(statement, condition, then.nonEmpty, otherwise?.nonEmpty)
    case .loop(let condition, let update, let body):
      if condition.flatMap({ truth(of: $0) }) == false { return nil }
      let isIdle =
        body.nonEmpty == nil && !hasEffect { $0.visit([condition, update].compactMap { $0 }) }
      return isIdle ? nil : statement
    case .forEach(let loop):
      let isIdle =
        loop.body.nonEmpty == nil
        && !hasEffect { $0.visit(loop.source.operands + [loop.limit].compactMap { $0 }) }
      return isIdle ? nil : statement
    case .try(let body, _, _): return body.nonEmpty == nil ? nil : statement
    case .accumulate, .print, .printHistogram, .break, .continue, .next, .return, .delete, .reset:
      return statement
    }
  }

  /// Returns what is left of `expression` as the statement at `range`; `nil` if nothing is.
  private mutating func effect(
    of expression: TypedExpression, at range: SourceRange
  ) -> TypedStatement? {
    if case .invalid(_, let effect?) = expression.kind { return self.effect(of: effect, at: range) }
    guard !hasEffect({ $0.visit(expression) }) else {
      return TypedStatement(.expression(expression), range: range)
    }
    elisions.append(.statement(range))
    return nil
  }

  /// Returns what is left of the `if` that `statement` is.
  private mutating func choice(
    _ statement: TypedStatement, _ condition: TypedExpression, _ then: TypedStatement?,
    _ otherwise: TypedStatement?
  ) -> TypedStatement? {
    if let isTrue = truth(of: condition) {
      hasChanged = true
      return isTrue ? then : otherwise
    }
    switch (then, otherwise) {
    case (nil, nil):
      guard hasEffect({ $0.visit(condition) }) else { return nil }
      return effect(of: condition, at: statement.range)
    case (nil, let otherwise?):
      let negated = TypedExpression(
        .unary(.not, condition), type: .long, range: condition.range, token: condition.token)
      return TypedStatement(
        .if(negated, then: otherwise, otherwise: nil), range: statement.range)
    case (let then?, let otherwise):
      return TypedStatement(
        .if(condition, then: then, otherwise: otherwise), range: statement.range)
    }
  }

  /// Returns those of `statements` that are not behind one that always goes elsewhere.
  private mutating func reachable(_ statements: [TypedStatement]) -> [TypedStatement] {
    guard extent == .unreachableCode, let end = statements.firstIndex(where: \.leaves),
      end + 1 < statements.count
    else { return statements }
    hasChanged = true
    return Array(statements[...end])
  }

  /// Returns whether `condition` always or never holds; `nil` if that is not known, or makes no difference.
  private func truth(of condition: TypedExpression) -> Bool? {
    extent == .unreachableCode ? condition.constantTruth : nil
  }

  /// Returns `true` iff what `visit` looks at does anything that can be seen behind it.
  private func hasEffect(_ visit: (inout EffectFinder) -> Void) -> Bool {
    var finder = EffectFinder(functions: functions, locals: locals)
    visit(&finder)
    return finder.hasEffect
  }
}

extension TypedLocal {
  /// `true` iff no script can name it.
  var isHidden: Bool { name.utf8.first == UInt8(ascii: ".") }
}

extension TypedStatement {
  /// The statement; `nil` if it is an empty block.
  fileprivate var nonEmpty: TypedStatement? {
    if case .block(let statements) = kind, statements.isEmpty { nil } else { self }
  }

  /// `true` iff what stands behind the statement in the same block is never reached.
  fileprivate var leaves: Bool {
    switch kind {
    case .next, .return, .break, .continue: true
    case .block(let statements): statements.last?.leaves ?? false
    case .if(_, let then, let otherwise?): then.leaves && otherwise.leaves
    case .expression, .accumulate, .print, .printHistogram, .if, .loop, .forEach, .delete, .reset,
      .try:
      false
    }
  }
}
