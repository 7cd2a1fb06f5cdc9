import IR

/// Gives the functions, globals and locals that are left of a program new numbers.
struct Renumbering: TypedTreeRewriter {
  /// The new numbers of the functions, by the old ones; what is dropped has any.
  private let functions: [FunctionID]
  /// The new numbers of the globals, by the old ones; what is dropped has any.
  private let globals: [GlobalID]
  /// The new numbers of the locals of the body, by the old ones; what is dropped has any.
  private var locals: [LocalID] = []

  /// Creates a renumbering that keeps what there is `true` for.
  init(functions: [Bool], globals: [Bool]) {
    self.functions = Self.numbers(functions).map(FunctionID.init)
    self.globals = Self.numbers(globals).map(GlobalID.init)
  }

  /// Returns for each position how many before it are kept.
  private static func numbers(_ isKept: [Bool]) -> [Int] {
    var next = 0
    return isKept.map { isKept in
      defer { if isKept { next += 1 } }
      return next
    }
  }

  /// Returns `probe` with new numbers and without the locals that nothing names.
  mutating func renumbered(_ probe: TypedProbe) -> TypedProbe {
    var result = probe
    (result.locals, result.body) = renumbered(probe.locals, keeping: 0, probe.body)
    result.condition = probe.condition.map { rewrite($0) }
    return result
  }

  /// Returns `function` with new numbers and without the locals that nothing names.
  mutating func renumbered(_ function: TypedFunction) -> TypedFunction {
    var result = function
    (result.locals, result.body) = renumbered(
      function.locals, keeping: function.parameterCount, function.body)
    result.nextOverload = function.nextOverload.map { number(of: $0) }
    return result
  }

  /// Returns what is left of `all`, of which the first are kept in any case, and `body` with new numbers.
  private mutating func renumbered(
    _ all: [TypedLocal], keeping count: Int, _ body: [TypedStatement]
  ) -> ([TypedLocal], [TypedStatement]) {
    var uses = VariableUses()
    uses.visit(body)
    let isKept = all.indices.map { $0 < count || uses.namedLocals.contains(LocalID($0)) }
    locals = Self.numbers(isKept).map(LocalID.init)
    return (zip(all, isKept).filter(\.1).map(\.0), rewrite(body))
  }

  /// Returns `expression` with new numbers.
  mutating func rewrite(_ expression: TypedExpression) -> TypedExpression {
    rewriteChildren(of: expression)
  }

  /// Returns `statement` with new numbers.
  mutating func rewrite(_ statement: TypedStatement) -> TypedStatement? {
    rewriteChildren(of: statement)
  }

  /// Returns the new number of `id`.
  func number(of id: GlobalID) -> GlobalID { globals[id.index] }

  /// Returns the new number of `id`.
  func number(of id: FunctionID) -> FunctionID { functions[id.index] }

  /// Returns the new number of `id`.
  func number(of id: LocalID) -> LocalID { locals[id.index] }
}
