/// The conditions at the start of a handler that leave it, and where they may be asked among what aliases do before it.
struct EarlyFilters {
  /// The conditions, `if (…) next`.
  let statements: [Statement]
  /// The number of the alias before some of whose statements they belong.
  let layer: Int
  /// The position in that alias's prologue.
  let position: Int

  /// How many statements of the handler they are.
  var count: Int { statements.count }
}

/// A handler that begins with `if (pid() != target()) next` need not do first what its alias does.
///
/// An alias of a tapset sets variables to texts that have to be read from the task's memory. As long as nothing but
/// such settings stands between, nobody can tell whether a condition that does not use them is asked before or
/// behind them, and a task that is of no interest is left alone.
extension Elaborator {
  /// Returns the conditions at the start of `handler` that may be asked before some of `prologues`, the statements of
  /// `layers`; `nil` if there are none.
  mutating func earlyFilters(
    of handler: BlockStatement, behind prologues: [[Statement]], of layers: [AliasLayer]
  ) -> EarlyFilters? {
    guard options.elision == .whatHasNoEffect, options.emptyScript == .error else { return nil }
    var filters: [Statement] = []
    var names: Set<String> = []
    for statement in handler.statements {
      guard let condition = statement.filter else { break }
      var uses = SyntaxUses()
      uses.visit(condition)
      if uses.acts || !uses.assigned.isEmpty || mayActInCalls(uses) { break }
      names.formUnion(uses.names)
      filters.append(statement)
    }
    if filters.isEmpty { return nil }
    var place: (layer: Int, position: Int)?
    search: for layer in layers.indices.reversed() {
      if layers[layer].marker != nil { break }
      for (position, statement) in prologues[layer].enumerated().reversed() {
        guard isPlainSetting(statement), let name = statement.settingOfVariable?.name,
          !names.contains(name.text)
        else { break search }
        place = (layer, position)
      }
    }
    return place.map {
      EarlyFilters(statements: filters, layer: $0.layer, position: $0.position)
    }
  }
}

extension Statement {
  /// The condition under which the statement leaves the handler; `nil` if it may do anything else.
  fileprivate var filter: Expression? {
    guard case .if(let statement) = self, statement.otherwise == nil else { return nil }
    switch statement.then {
    case .next: return statement.condition
    case .block(let block):
      guard block.statements.count == 1, case .next = block.statements[0] else { return nil }
      return statement.condition
    default: return nil
    }
  }
}
