import Diagnostics
import IR

extension Elaborator {
  /// Checks the handler of the probe at `index`, with what aliases add to it.
  mutating func checkProbe(_ index: Int) {
    let probe = probes[index]
    currentProbe = index
    body = Body(owner: .probe(index), memory: probe.locals, scope: probe.point.scope)
    var statements: [TypedStatement] = []
    let layers = probe.point.layers
    let prologues = prologues(of: layers, for: probe.uses)
    let filters =
      probe.saves == nil
      ? earlyFilters(of: probe.declaration.body, behind: prologues, of: layers) : nil
    statements += checked(prologues, of: layers, with: filters)
    let aliasLocals = body.locals.indices
    if let saves = probe.saves {
      guard !saves.isEmpty else { return }
      for save in saves { statements += self.statements(saving: save) }
    } else {
      statements += checked(Array(probe.declaration.body.statements.dropFirst(filters?.count ?? 0)))
      for layer in layers.reversed() {
        if let epilogue = layer.epilogue { statements += checked(epilogue.statements) }
      }
    }
    probes[index].locals.merge(body.knowledge) { $1 }
    guard !body.isIncomplete || isFinal else { return }
    log.add(contentsOf: body.log)
    requestEntryValues(for: index)
    if !body.log.hasErrors { warnOfUnassignedLocals() }
    let handler = body
    let condition = condition(of: probe.point)
    body = handler
    probes[index].typed = TypedProbe(
      point: probe.point.point, name: probe.point.name, origins: probe.point.origins,
      site: probe.point.site, condition: condition, locals: handler.typedLocals,
      variables: handler.listing(aliasLocals), body: statements,
      range: probe.declaration.range)
  }

  /// Checks what `layers` do before a handler with `uses`, as far as it may need that.
  mutating func prologues(
    of layers: [AliasLayer], needing uses: SyntaxUses
  ) -> [TypedStatement] {
    checked(prologues(of: layers, for: uses), of: layers, with: nil)
  }

  /// Checks `prologues`, the statements of `layers` before a handler, and where they belong the `filters` of that.
  private mutating func checked(
    _ prologues: [[Statement]], of layers: [AliasLayer], with filters: EarlyFilters?
  ) -> [TypedStatement] {
    var result: [TypedStatement] = []
    for (index, (layer, statements)) in zip(layers, prologues).enumerated() {
      body.isBinding = layer.marker != nil
      if let filters, filters.layer == index {
        result += checked(Array(statements[..<filters.position]) + filters.statements)
        result += checked(Array(statements[filters.position...]))
      } else {
        result += checked(statements)
      }
      if let marker = layer.marker { enter(marker) }
      body.isBinding = false
    }
    return result
  }

  /// Checks `statements`, before which what they want of the entry is fetched.
  private mutating func checked(_ statements: [Statement]) -> [TypedStatement] {
    let checked = statements.compactMap { check($0) }
    return fetchedEntryValues() + checked
  }

  /// Checks the conditions of `point`; `nil` if there are none.
  private mutating func condition(of point: ResolvedPoint) -> TypedExpression? {
    var all: TypedExpression?
    for expression in point.conditions {
      body = Body(owner: .condition, scope: .empty("condition"))
      let checked = check(expression, .long)
      if body.isImpure || !body.locals.isEmpty {
        body.log.add(.impureCondition(at: expression.range))
      }
      log.add(contentsOf: body.log)
      // The locals of a condition that is wrong are those of nothing.
      guard let condition = checked.expression, !body.log.hasErrors else { continue }
      all =
        all.map { outer in
          TypedExpression(
            .and(outer, condition), type: .long, range: outer.range, token: condition.token)
        } ?? condition
    }
    return all
  }
}

extension Body {
  /// What `-L` shows: the locals at `aliasLocals`, which aliases set, then the target variables.
  fileprivate func listing(_ aliasLocals: Range<Int>) -> [String] {
    let named = aliasLocals.filter {
      !locals[$0].name.hasPrefix(".") && !locals[$0].name.hasPrefix("__")
    }
    return named.map { typedLocals[$0].listing } + scope.listing
  }
}
