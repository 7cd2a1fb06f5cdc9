import Diagnostics
import IR

/// A value that a probe at a return has of the entry, for one `@entry`.
struct EntryValue: Sendable {
  /// What the probes at the entry do for it.
  let save: SavedValue
  /// The local of the handler that the value is fetched to.
  let local: LocalID
}

/// What a probe at an entry saves for the one at the return.
struct SavedValue: Sendable {
  /// The operand of `@entry`.
  let operand: Expression
  /// The type of its value.
  let type: ValueType
  /// Where the value waits for the return.
  let place: EntryPlace
  /// The place of the operator.
  let token: SourceRange
}

/// Where values of one `@entry` wait for one return: an array with the thread as key.
///
/// Calls of a function nest, so that the keys there also have the probe and how deep the call is.
struct EntryPlace: Sendable, Hashable {
  /// How values of calls that nest are told apart.
  struct Nesting: Sendable, Hashable {
    /// The array of the depths of calls.
    let levels: GlobalID
    /// The number of the probe.
    let probe: Int
  }

  /// The array of the values.
  let values: GlobalID
  /// How those of calls are told apart; `nil` for what cannot nest.
  let nesting: Nesting?
}

/// What tells arrays of values that wait for returns apart.
struct EntryArrayKey: Hashable, Sendable {
  /// The place of `@entry`.
  let token: SourceRange
  /// The place of its operand, which differs where a macro has the operator.
  let operand: SourceRange
  /// The type of the values; `nil` for the depths of calls.
  let type: ValueType?
  /// How many keys the array has.
  let keyCount: Int
  /// How many probes before, with the same handler, are at the same return: each frees what it has fetched.
  let earlierCount: Int
}

extension Elaborator {
  /// Checks `@entry`: the value that `operand` had at the entry, which a probe there saves.
  mutating func entryValue(of operand: Expression, _ expression: OperatorExpression) -> Checked {
    guard case .probe(let index) = body.owner, !probes[index].point.entries.isEmpty else {
      return withoutEntry(lackOfReturn ?? .unpaired, expression)
    }
    let entryProbes = entryProbes(of: index)
    guard !entryProbes.isEmpty else { return withoutEntry(.unpaired, expression) }
    var value = Checked.unknown
    for entry in entryProbes {
      value = check(operand, in: entry)
      guard case .known(let expression) = value, !expression.isInvalid else { break }
    }
    guard case .known(let saved) = value, let type = saved.type, !saved.isInvalid else {
      return value
    }
    let read = entryValue(operand, type, in: index, at: expression)
    var result = TypedExpression(
      .read(.local(read.local)), type: type, range: expression.range, token: expression.token)
    result.pointer = saved.pointer
    return .known(result)
  }

  /// Why `@entry` has no meaning in the current body; `nil` if that is at a return.
  var lackOfReturn: Diagnostic.MissingEntry? {
    switch body.owner {
    case .function: .function
    case .condition: .condition
    case .probe(let index): probes[index].point.entries.isEmpty ? .notAtReturn : nil
    }
  }

  /// Returns what comes of an `@entry` that no probe could save a value for.
  private mutating func withoutEntry(
    _ reason: Diagnostic.MissingEntry, _ expression: OperatorExpression
  ) -> Checked {
    invalid(.entryOutsideReturn(reason, at: expression.token), at: expression.token)
  }

  /// Returns the numbers of the probes at the entry of what the probe at `index` is at the return of.
  private mutating func entryProbes(of index: Int) -> [Int] {
    if let known = probes[index].entryProbes { return known }
    let probe = probes[index]
    let function = probe.point.site.function
    let points = entryPoints(of: probe.point).filter {
      $0.site.function?.name == function?.name && $0.site.function?.module == function?.module
    }
    let declaration = ProbeDeclaration(
      points: probe.declaration.points,
      body: BlockStatement([], range: probe.declaration.body.range), range: probe.declaration.range)
    let numbers = probes.count..<(probes.count + points.count)
    for point in points {
      var entry = ProbeInstance(declaration, at: point)
      entry.saves = []
      probes.append(entry)
    }
    probes[index].entryProbes = Array(numbers)
    return Array(numbers)
  }

  /// Returns what `operand` means in the probe `entry`, without a trace but for what is wrong with it.
  private mutating func check(_ operand: Expression, in entry: Int) -> Checked {
    let (outerBody, outerProbe) = (body, currentProbe)
    currentProbe = entry
    body = Body(
      owner: .probe(entry), memory: probes[entry].locals, scope: probes[entry].point.scope)
    var uses = SyntaxUses()
    uses.visit(operand)
    _ = prologues(of: probes[entry].point.layers, needing: uses)
    body.log = DiagnosticLog()
    body.isIncomplete = false
    let checked = check(operand)
    // What is learnt counts only once.
    probes[entry].locals.merge(body.knowledge) { $1 }
    let inner = body
    (body, currentProbe) = (outerBody, outerProbe)
    body.log.add(contentsOf: inner.log)
    body.isIncomplete = body.isIncomplete || inner.isIncomplete
    if case .known(let expression) = checked, expression.isInvalid { body.invalidCount += 1 }
    return checked
  }

  /// Returns the value that the probe at `index` has of the entry for `expression`, made if it is new.
  private mutating func entryValue(
    _ operand: Expression, _ type: ValueType, in index: Int, at expression: OperatorExpression
  ) -> EntryValue {
    let known = body.entryValues.first {
      $0.save.token == expression.token && $0.save.operand.range == operand.range
    }
    if let known { return known }
    let keyCount = probes[index].point.site.function == nil ? 1 : 3
    let earlierCount = probes[index].earlierCount
    let key = EntryArrayKey(
      token: expression.token, operand: operand.range, type: type, keyCount: keyCount,
      earlierCount: earlierCount)
    var nesting: EntryPlace.Nesting?
    if keyCount > 1 {
      let levels = EntryArrayKey(
        token: expression.token, operand: operand.range, type: nil, keyCount: keyCount - 1,
        earlierCount: earlierCount)
      nesting = EntryPlace.Nesting(levels: entryArray(levels), probe: index)
    }
    let save = SavedValue(
      operand: operand, type: type,
      place: EntryPlace(values: entryArray(key), nesting: nesting), token: expression.token)
    let local = body.hiddenLocal(type, name: "entry", at: expression.token)
    let value = EntryValue(save: save, local: local)
    body.entryValues.append(value)
    return value
  }

  /// Returns the number of the array for `key`, made if it is new.
  private mutating func entryArray(_ key: EntryArrayKey) -> GlobalID {
    if let known = entryArrays[key] { return known }
    let name = Identifier(key.type == nil ? "__entry_level" : "__entry", at: key.token)
    let declaration = GlobalDeclaration(name: name, visibility: .file, range: key.token)
    var symbol = GlobalSymbol(declaration, name: uniqueName(name.text))
    symbol.keys = [Knowledge](repeating: .value(.long, at: key.token), count: key.keyCount)
    symbol.element = .value(key.type ?? .long, at: key.token)
    symbol.isRead = true
    symbol.isWritten = true
    symbol.isHidden = true
    let id = GlobalID(globals.count)
    globals.append(symbol)
    entryArrays[key] = id
    return id
  }

  // MARK: What is made

  /// Returns the statements that fetch and free the values of the entry that statements made last want.
  mutating func fetchedEntryValues() -> [TypedStatement] {
    let values = body.entryValues[body.fetchedEntryCount...]
    body.fetchedEntryCount = body.entryValues.count
    return values.flatMap { $0.save.place.fetch($0.save.type, to: $0.local, at: $0.save.token) }
  }

  /// Hands what the body wants of the entry to the probes there.
  mutating func requestEntryValues(for index: Int) {
    guard let entryProbes = probes[index].entryProbes, !body.entryValues.isEmpty else { return }
    for entry in entryProbes { probes[entry].saves = body.entryValues.map(\.save) }
    for value in body.entryValues { entryPlaces[value.save.place] = value.save.token }
    // The probes at the entry have not been checked with this.
    hasLearnt = true
  }

  /// Returns the statements of a probe at an entry that save what `save` asks for.
  mutating func statements(saving save: SavedValue) -> [TypedStatement] {
    guard case .known(let value) = check(save.operand, Expectation(save.type)) else { return [] }
    let local = body.hiddenLocal(save.type, name: "saved", at: save.token)
    return save.place.store(value, in: local, at: save.token)
  }
}

extension EntryPlace {
  /// Returns the statements that store `value`, by way of `local`. Where the array is full, it is lost.
  fileprivate func store(
    _ value: TypedExpression, in local: LocalID, at range: SourceRange
  ) -> [TypedStatement] {
    let make = EntryCode(at: range)
    let type = value.type ?? .long
    var stored: [TypedStatement] = []
    if let level = level(make) {
      stored.append(make.statement(.increment(level, delta: 1, yields: .new), .long))
    }
    stored.append(
      make.statement(.assign(.global(values, keys(make)), make.read(.local(local), type)), type))
    let attempt = TypedStatement(
      .try(
        TypedStatement(.block(stored), range: range), message: nil,
        catch: TypedStatement(.block([]), range: range)), range: range)
    return [make.statement(.assign(.local(local), value), type), attempt]
  }

  /// Returns the statements that fetch the value of `type` to `local` and free its place.
  fileprivate func fetch(
    _ type: ValueType, to local: LocalID, at range: SourceRange
  ) -> [TypedStatement] {
    let make = EntryCode(at: range)
    let keys = keys(make)
    var result = [
      make.statement(.assign(.local(local), make.read(.global(values, keys), type)), type),
      make.delete(values, keys),
    ]
    guard let nesting, let level = level(make) else { return result }
    let left = make.expression(.increment(level, delta: -1, yields: .new), .long)
    let isOutermost = make.expression(.compare(.lessOrEqual, left, make.number(0)), .long)
    let free = make.delete(nesting.levels, levelKeys(make, nesting.probe))
    result.append(TypedStatement(.if(isOutermost, then: free, otherwise: nil), range: range))
    return result
  }

  /// Returns the statements that free what the thread of `make` has left: at most one call of a function never
  /// returns, and one that begins later takes the places of those in it.
  func free(_ make: EntryCode) -> [TypedStatement] {
    guard let nesting else { return [make.delete(values, [make.thread])] }
    let keys = levelKeys(make, nesting.probe)
    return [make.delete(values, keys + [make.number(1)]), make.delete(nesting.levels, keys)]
  }

  /// Returns the keys of the value.
  private func keys(_ make: EntryCode) -> [TypedExpression] {
    guard let nesting, let level = level(make) else { return [make.thread] }
    return levelKeys(make, nesting.probe) + [make.read(level, .long)]
  }

  /// Returns where it stands how deep the call is; `nil` for what cannot nest.
  private func level(_ make: EntryCode) -> TypedPlace? {
    nesting.map { .global($0.levels, levelKeys(make, $0.probe)) }
  }

  /// Returns the keys of the depth.
  private func levelKeys(_ make: EntryCode, _ probe: Int) -> [TypedExpression] {
    [make.thread, make.number(Int64(probe))]
  }
}

extension TypedExpression {
  /// `true` iff it has no meaning.
  fileprivate var isInvalid: Bool {
    if case .invalid = kind { true } else { false }
  }
}
