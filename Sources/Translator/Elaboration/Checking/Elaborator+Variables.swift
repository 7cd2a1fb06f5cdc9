import Diagnostics
import IR

extension Elaborator {
  /// The number of keys that an array can have at most.
  private static let keyLimit = 9

  /// Checks a variable as a value.
  mutating func read(_ name: Identifier, _ expectation: Expectation?) -> Checked {
    switch variable(name) {
    case .local(let id):
      body[id].isRead = true
      return read(
        .local(id), slot: .local(id), name: name, range: name.range, expectation)
    case .global(let id):
      globals[id.index].isRead = true
      guard setArity(0, of: id, at: name) else { return .wrong }
      return read(.global(id, []), slot: .element(id), name: name, range: name.range, expectation)
    }
  }

  /// Checks an element of an array as a value.
  mutating func read(_ access: ElementAccess, _ expectation: Expectation?) -> Checked {
    guard let id = array(access.array, arity: access.indices.count) else { return .wrong }
    globals[id.index].isRead = true
    guard let keys = keys(access.indices, of: id) else { return failure }
    return read(
      .global(id, keys), slot: .element(id), name: access.array, range: access.range, expectation)
  }

  /// Returns the value at `place`, whose type `slot` knows or `expectation` tells.
  private mutating func read(
    _ place: TypedPlace, slot: Slot, name: Identifier, range: SourceRange,
    _ expectation: Expectation?
  ) -> Checked {
    if let expectation { learn(.value(expectation.type), for: slot, at: name.range) }
    switch knowledge(of: slot) {
    case .known(.value(let type), let origin):
      let value = TypedExpression(.read(place), type: type, range: range, token: name.range)
      if let expectation, expectation.type != type {
        let mismatch = Diagnostic.typeMismatch(
          .value(type), expected: Expectation(expectation.type, origin: origin),
          variable: name.text, at: name.range)
        return invalid(mismatch, effect: value, at: name.range)
          .map { $0.retyped(expectation.type) }
      }
      return .known(withPointer(value, of: slot))
    case .known(.statistics, let origin):
      let mistake = invalid(.plainStatistic(name, origin: origin), at: name.range)
      return expectation.map { wanted in mistake.map { $0.retyped(wanted.type) } } ?? mistake
    case .unknown: return unknown(slot, name: name.text, at: name.range)
    case .broken: return .wrong
    }
  }

  // MARK: Arrays

  /// Returns the number of the global array `name` with `arity` keys; `nil`, and says so, if there is none.
  mutating func array(_ name: Identifier, arity: Int) -> GlobalID? {
    guard let id = global(name) else {
      report(.unknownArray(name, arity: arity, among: globalNames))
      return nil
    }
    return setArity(arity, of: id, at: name) ? id : nil
  }

  /// Remembers that the global `id` has `arity` keys; says so and returns `false` if it has not.
  mutating func setArity(_ arity: Int, of id: GlobalID, at name: Identifier) -> Bool {
    let symbol = globals[id.index]
    if let keys = symbol.keys {
      if keys.count != arity {
        report(
          .arityMismatch(
            name, found: arity, expected: keys.count, origin: symbol.arityOrigin))
      }
      return keys.count == arity
    }
    let declaration = symbol.declaration
    if arity == 0, declaration.capacity != nil || declaration.wraps {
      report(.arityMismatch(name, found: 0, expected: 1, origin: declaration.range))
      return false
    }
    if arity > Self.keyLimit {
      report(.tooManyKeys(name, limit: Self.keyLimit))
      return false
    }
    globals[id.index].keys = [Knowledge](repeating: .unknown, count: arity)
    globals[id.index].arityOrigin = name.range
    hasLearnt = true
    return true
  }

  /// Checks `indices` as keys of the array `id`; `nil` if one of them has no meaning.
  mutating func keys(_ indices: [Index], of id: GlobalID) -> [TypedExpression]? {
    guard let keys = openKeys(indices, of: id) else { return nil }
    var typed: [TypedExpression] = []
    for (key, index) in zip(keys, indices) {
      guard let key else {
        report(.openKey(at: index.range))
        return nil
      }
      typed.append(key)
    }
    return typed
  }

  /// Checks `indices` as keys of the array `id`, `nil` for `*`; `nil` if one of them has no meaning.
  mutating func openKeys(_ indices: [Index], of id: GlobalID) -> [TypedExpression?]? {
    var keys: [TypedExpression?]? = []
    for (position, index) in indices.enumerated() {
      switch index {
      case .any: keys?.append(nil)
      case .expression(let expression):
        let slot = Slot.key(id, position)
        let checked = check(expression, knowledge(of: slot).expectation)
        if case .known(let key) = checked, let type = key.type {
          learn(.value(type), for: slot, at: expression.token)
          keys?.append(key)
        } else {
          if case .wrong = checked { spoil(slot) }
          keys = nil
        }
      }
    }
    return keys
  }
}
