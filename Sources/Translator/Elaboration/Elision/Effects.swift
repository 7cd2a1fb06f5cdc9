import IR

/// Which functions of a program do more than return a value.
struct FunctionEffects {
  /// For each function, by number, whether it changes a global, prints, or does anything else that can be seen.
  private(set) var haveEffect: [Bool]

  /// Finds out about `functions`.
  init(of functions: [TypedFunction]) {
    haveEffect = functions.map { _ in false }
    // What calls a function with an effect has one, so this ends when nothing new is found.
    var isComplete = false
    while !isComplete {
      isComplete = true
      for (index, function) in functions.enumerated() where !haveEffect[index] {
        var finder = EffectFinder(functions: self)
        finder.visit(function.body)
        let overload = function.nextOverload.map { haveEffect[$0.index] } ?? false
        guard finder.hasEffect || overload else { continue }
        haveEffect[index] = true
        isComplete = false
      }
    }
  }
}

/// Finds out whether code does anything that can be seen behind it.
struct EffectFinder: TypedTreeVisitor {
  /// What is known of functions.
  let functions: FunctionEffects
  /// The locals that code behind may look at; `nil` if none does, because the body ends.
  let locals: [TypedLocal]?
  /// How many expressions that are spelt out as statements surround the present one.
  private var sequenceDepth = 0
  /// `true` iff an effect was found.
  private(set) var hasEffect = false

  /// Creates a finder for code in a body that goes on with `locals`, or for a whole body.
  init(functions: FunctionEffects, locals: [TypedLocal]? = nil) {
    self.functions = functions
    self.locals = locals
  }

  /// Looks at `expression`.
  mutating func visit(_ expression: TypedExpression) {
    guard !hasEffect else { return }
    switch expression.kind {
    case .assign(let place, _), .update(let place, _, _), .append(let place, _),
      .increment(let place, _, _):
      change(place)
    case .call(let id, _): if functions.haveEffect[id.index] { hasEffect = true }
    case .intrinsic(let intrinsic, _): if !intrinsic.isWithoutEffect { hasEffect = true }
    // What `matched()` returns later.
    case .matches: hasEffect = true
    case .sequence:
      sequenceDepth += 1
      visitChildren(of: expression)
      sequenceDepth -= 1
      return
    default: break
    }
    visitChildren(of: expression)
  }

  /// Looks at `statement`.
  mutating func visit(_ statement: TypedStatement) {
    guard !hasEffect else { return }
    switch statement.kind {
    case .accumulate, .print, .printHistogram, .delete: hasEffect = true
    case .reset(let id): change(.local(id))
    case .forEach(let loop):
      for id in loop.keys + [loop.value].compactMap({ $0 }) { change(.local(id)) }
    case .try(_, let message?, _): change(.local(message))
    default: break
    }
    visitChildren(of: statement)
  }

  /// Remembers that `place` is changed.
  private mutating func change(_ place: TypedPlace) {
    switch place {
    case .local(let id): if isSeen(id) { hasEffect = true }
    case .global: hasEffect = true
    }
  }

  /// Returns `true` iff code behind may look at the local `id`. What an expression needs to be spelt out is its own.
  private func isSeen(_ id: LocalID) -> Bool {
    locals.map { !$0[id.index].isHidden || sequenceDepth == 0 } ?? false
  }
}
