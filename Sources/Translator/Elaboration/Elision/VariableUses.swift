import IR

/// Which variables code names, and of which it needs the values.
struct VariableUses: TypedTreeVisitor {
  /// The locals of which something needs the value.
  private(set) var readLocals = LocalSet()
  /// The locals that are named at all.
  private(set) var namedLocals = LocalSet()
  /// The globals of which something needs the value.
  private(set) var readGlobals: Set<GlobalID> = []
  /// The globals that something sets.
  private(set) var writtenGlobals: Set<GlobalID> = []
  /// The functions that are called.
  private(set) var calledFunctions: Set<FunctionID> = []

  /// Returns `true` iff something names the global `id`.
  func names(_ id: GlobalID) -> Bool { readGlobals.contains(id) || writtenGlobals.contains(id) }

  /// Looks at `function`.
  mutating func visit(_ function: TypedFunction) {
    if let overload = function.nextOverload { calledFunctions.insert(overload) }
    visit(function.body)
  }

  /// Looks at `expression`, whose value is wanted.
  mutating func visit(_ expression: TypedExpression) {
    visit(expression, isValueWanted: true)
  }

  /// Looks at `expression`.
  private mutating func visit(_ expression: TypedExpression, isValueWanted: Bool) {
    switch expression.kind {
    case .read(let place): read(place)
    case .assign(let place, _): write(place)
    case .update(let place, _, _), .append(let place, _), .increment(let place, _, _):
      write(place)
      // What a local held is needed even if nobody asks for the new value: SystemTap has it so.
      if isValueWanted || place.isLocal { read(place) }
    case .call(let id, _): calledFunctions.insert(id)
    case .contains(let id, _), .extract(_, let id, _), .bucket(_, let id, _, _),
      .formatHistogram(_, let id, _):
      readGlobals.insert(id)
    default: break
    }
    visitChildren(of: expression)
  }

  /// Looks at `statement`.
  mutating func visit(_ statement: TypedStatement) {
    switch statement.kind {
    case .expression(let expression): return visit(expression, isValueWanted: false)
    case .accumulate(let id, _, _), .delete(let id, _): writtenGlobals.insert(id)
    case .printHistogram(_, let id, _): readGlobals.insert(id)
    case .forEach(let loop): visit(loop)
    case .loop(let condition, let update, let body):
      if let condition { visit(condition) }
      if let update { visit(update, isValueWanted: false) }
      return visit(body)
    case .reset(let id): read(.local(id))
    case .try(_, let message?, _): namedLocals.insert(message)
    default: break
    }
    visitChildren(of: statement)
  }

  /// Looks at the variables of `loop`.
  private mutating func visit(_ loop: TypedForEach) {
    namedLocals.formUnion(loop.keys + [loop.value].compactMap { $0 })
    switch loop.source {
    case .array(let walk, _): readGlobals.insert(walk.global)
    case .buckets(_, let id, _): readGlobals.insert(id)
    }
  }

  /// Remembers that something needs the value of `place`.
  private mutating func read(_ place: TypedPlace) {
    switch place {
    case .local(let id):
      readLocals.insert(id)
      namedLocals.insert(id)
    case .global(let id, _): readGlobals.insert(id)
    }
  }

  /// Remembers that `place` is set.
  private mutating func write(_ place: TypedPlace) {
    switch place {
    case .local(let id): namedLocals.insert(id)
    case .global(let id, _): writtenGlobals.insert(id)
    }
  }
}

extension TypedPlace {
  /// `true` iff the variable is a local.
  fileprivate var isLocal: Bool {
    switch self {
    case .local: true
    case .global: false
    }
  }
}
