import Diagnostics
import IR

extension Elaborator {
  /// Checks `foreach`.
  mutating func check(_ loop: ForEachStatement) -> TypedStatement.Kind? {
    let limit = loop.limit.map { check($0, .long) }
    let walk: Walk? =
      switch loop.source {
      case .array(let name, let slice): walk(loop, over: name, slice: slice)
      case .histogram(let histogram): walk(loop, over: histogram)
      }
    let lock = walk?.array.map { (array: $0, range: loop.range) }
    if let lock { body.lockedArrays.append(lock) }
    let statement = inLoopBody { $0.check(loop.body) }
    if lock != nil { body.lockedArrays.removeLast() }
    guard let walk, let statement else { return nil }
    if let limit, limit.expression == nil { return nil }
    return .forEach(
      TypedForEach(
        source: walk.source, keys: walk.keys, value: walk.value, limit: limit?.expression,
        body: walk.copies.isEmpty
          ? statement
          : TypedStatement(.block(walk.copies + [statement]), range: statement.range)))
  }

  /// What a loop walks over, and the variables that it sets.
  private struct Walk {
    /// What is walked over.
    let source: TypedForEach.Source
    /// The array, if it is one.
    let array: GlobalID?
    /// The locals that take the keys.
    var keys: [LocalID] = []
    /// The local that takes the value.
    var value: LocalID?
    /// What sets the variables that are global, from hidden locals.
    var copies: [TypedStatement] = []
  }

  /// Returns the walk over an array.
  private mutating func walk(
    _ loop: ForEachStatement, over name: Identifier, slice: [Index]
  ) -> Walk? {
    guard let id = array(name, arity: loop.keys.count) else { return nil }
    globals[id.index].isRead = true
    var fixed: [TypedExpression] = []
    var fixedKeys: [Bool] = []
    if !slice.isEmpty {
      guard slice.count == loop.keys.count else {
        report(
          .arityMismatch(
            name, found: slice.count, expected: loop.keys.count,
            origin: globals[id.index].arityOrigin))
        return nil
      }
      guard let keys = openKeys(slice, of: id) else { return nil }
      fixed = keys.compactMap { $0 }
      fixedKeys = keys.map { $0 != nil }
    }
    let iteration = Iteration(
      global: id, fixedKeys: fixedKeys, order: order(loop.order, of: id, name),
      isLimited: loop.limit != nil)
    var walk = Walk(source: .array(iteration, fixed: fixed), array: id)
    for (position, key) in loop.keys.enumerated() {
      guard let local = loopVariable(key, as: .key(id, position), &walk) else { return nil }
      walk.keys.append(local)
    }
    if let value = loop.value {
      guard let local = loopVariable(value, as: .element(id), &walk) else { return nil }
      walk.value = local
    }
    return walk
  }

  /// Returns the order of elements of the array `id`, called `name`, that `order` asks for.
  private mutating func order(
    _ order: ForEachStatement.Order?, of id: GlobalID, _ name: Identifier
  ) -> Iteration.Order? {
    order.map { order in
      let key: Iteration.SortKey =
        switch order.subject {
        case .key(let position): .key(position)
        case .statistic(let statistic): .statistic(statisticKey(statistic, of: id, name))
        case .value: globals[id.index].isStatistic ? .statistic(.count) : .value
        }
      return Iteration.Order(by: key, isDescending: order.isDescending)
    }
  }

  /// Returns `statistic`; says so if the array `id`, called `name`, has other elements than statistics.
  private mutating func statisticKey(
    _ statistic: Statistic, of id: GlobalID, _ name: Identifier
  ) -> Statistic {
    learn(.statistics, for: .element(id), at: name.range)
    if case .known(.value(let type), let origin) = globals[id.index].element {
      report(.sortedByStatistic(name, type, origin: origin))
    }
    return statistic
  }

  /// Returns the walk over the buckets of a histogram.
  private mutating func walk(
    _ loop: ForEachStatement, over expression: HistogramExpression
  ) -> Walk? {
    guard let place = histogram(expression) else { return nil }
    var walk = Walk(
      source: .buckets(expression.histogram, place.global, place.keys), array: nil)
    guard loop.keys.count == 1 else {
      report(
        .arityMismatch(
          loop.keys[1], found: loop.keys.count, expected: 1, origin: expression.range))
      return nil
    }
    guard let key = loopVariable(loop.keys[0], as: nil, &walk) else { return nil }
    walk.keys = [key]
    if let value = loop.value {
      guard let local = loopVariable(value, as: nil, &walk) else { return nil }
      walk.value = local
    }
    return walk
  }

  /// Returns the local that takes what `slot` is of: a long if there is no slot. A global is set from it.
  private mutating func loopVariable(
    _ name: Identifier, as slot: Slot?, _ walk: inout Walk
  ) -> LocalID? {
    switch variable(name) {
    case .local(let id):
      body[id].isWritten = true
      return unify(.local(id), slot, name) != nil ? id : nil
    case .global(let global):
      markWritten(global, at: name)
      guard setArity(0, of: global, at: name), let type = unify(.element(global), slot, name)
      else { return nil }
      let local = body.hiddenLocal(type, name: name.text, at: name.range)
      walk.copies.append(copy(of: local, type, to: global, at: name.range))
      return local
    }
  }

  /// Returns the one type of a loop's variable and of what it takes; `nil` if there is none.
  private mutating func unify(_ variable: Slot, _ source: Slot?, _ name: Identifier) -> ValueType? {
    let known = source.map { knowledge(of: $0) } ?? .value(.long, at: name.range)
    if case .known(.statistics, let origin) = known {
      report(.statisticInLoop(name, origin: origin))
      return nil
    }
    switch (knowledge(of: variable), known) {
    case (.unknown, .known(let type, _)):
      learn(type, for: variable, at: name.range)
      return known.valueType
    case (.known(let type, _), .unknown):
      if let source { learn(type, for: source, at: name.range) }
      return knowledge(of: variable).valueType
    case (.known(let type, let origin), .known(let other, _)) where type != other:
      report(
        .typeMismatch(
          type, expected: Expectation(known.valueType ?? .long, origin: origin),
          variable: name.text, at: name.range))
      return nil
    case (.known, .known): return known.valueType
    case (.unknown, .unknown):
      body.isIncomplete = true
      // If something needs the key, its use is the mistake.
      return isFinal ? .long : nil
    case (.broken, _), (_, .broken): return nil
    }
  }
}
