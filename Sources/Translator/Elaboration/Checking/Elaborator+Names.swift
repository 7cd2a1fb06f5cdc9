import Diagnostics
import IR

extension Elaborator {
  /// What a name stands for.
  enum Variable {
    /// A local or a parameter.
    case local(LocalID)
    /// A global.
    case global(GlobalID)
  }

  /// Returns what `name` stands for: a parameter, else a global, else a local, which is made if it is new.
  mutating func variable(_ name: Identifier) -> Variable {
    if case .function = body.owner, let id = body.localIDs[name.text], isParameter(id) {
      return .local(id)
    }
    if let id = global(name) { return .global(id) }
    let isNew = body.localIDs[name.text] == nil
    let id = body.local(named: name.text, at: name.range)
    if isNew { body[id].isOfTapset = library.contains(name.range.file) }
    return .local(id)
  }

  /// Returns `true` iff the local `id` of a function's body is one of the function's parameters.
  private func isParameter(_ id: LocalID) -> Bool {
    guard case .function(let function) = body.owner else { return false }
    return id.index < functions[instances[function.index].symbol.index].parameters.count
  }

  /// Returns the number of the global variable that `name` names from where it stands; `nil` if none.
  ///
  /// A tapset sees the globals of tapsets only, so that no script can take a name away from it.
  mutating func global(_ name: Identifier) -> GlobalID? {
    let file = name.range.file
    let isTapset = library.contains(file)
    let declaration =
      (isTapset ? nil : script.global(named: name.text, from: file))
      ?? library.global(named: name.text, from: file)
    return declaration.map { global(declaredBy: $0) }
  }

  /// Returns the number of the global variable of `declaration`.
  private mutating func global(declaredBy declaration: GlobalDeclaration) -> GlobalID {
    if let known = globalIDs[declaration.name.range] { return known }
    library.use(declaration.range.file)
    let id = GlobalID(globals.count)
    globalIDs[declaration.name.range] = id
    globals.append(GlobalSymbol(declaration, name: uniqueName(declaration.name.text)))
    return id
  }

  /// Returns `name`, with a number if another global has it: private ones of several files may share one.
  func uniqueName(_ name: String) -> String {
    let count = globals.count { $0.declaration.name.text == name }
    return count == 0 ? name : "\(name).\(count + 1)"
  }

  /// The names of all globals that the script declares.
  var globalNames: [String] { script.orderedGlobals.map(\.name.text) }

  // MARK: What is known

  /// A place where the type of something is remembered.
  enum Slot {
    /// That of a local.
    case local(LocalID)
    /// That of a global's values.
    case element(GlobalID)
    /// That of a global's key.
    case key(GlobalID, Int)
    /// That of a function's parameter.
    case parameter(FunctionSymbolID, Int)
    /// That of a function's result.
    case result(FunctionSymbolID)
  }

  /// What is known of `slot`.
  func knowledge(of slot: Slot) -> Knowledge {
    switch slot {
    case .local(let id):
      parameterSlot(id).map { knowledge(of: $0) } ?? body[id].knowledge
    case .element(let id): globals[id.index].element
    case .key(let id, let index): globals[id.index].keys?[index] ?? .unknown
    case .parameter(let id, let index): functions[id.index].parameters[index]
    case .result(let id):
      if case .value(let knowledge) = functions[id.index].result { knowledge } else { .broken }
    }
  }

  /// Remembers `type` for `slot`, as the place `range` tells, unless something is known already.
  mutating func learn(_ type: InferredType, for slot: Slot, at range: SourceRange) {
    guard knowledge(of: slot).isUnknown else { return }
    set(.known(type, range), for: slot)
    hasLearnt = true
  }

  /// Remembers that what would have told of `slot` is wrong.
  mutating func spoil(_ slot: Slot) {
    guard knowledge(of: slot).isUnknown else { return }
    set(.broken, for: slot)
    hasLearnt = true
  }

  /// Remembers `knowledge` for `slot`.
  private mutating func set(_ knowledge: Knowledge, for slot: Slot) {
    switch slot {
    case .local(let id):
      if let parameter = parameterSlot(id) { return set(knowledge, for: parameter) }
      body[id].knowledge = knowledge
    case .element(let id): globals[id.index].element = knowledge
    case .key(let id, let index): globals[id.index].keys?[index] = knowledge
    case .parameter(let id, let index): functions[id.index].parameters[index] = knowledge
    case .result(let id): functions[id.index].result = .value(knowledge)
    }
  }

  /// Returns the slot of the parameter that the local `id` is; `nil` if it is none.
  private func parameterSlot(_ id: LocalID) -> Slot? {
    guard case .function(let function) = body.owner, isParameter(id) else { return nil }
    return .parameter(instances[function.index].symbol, id.index)
  }

  /// Returns what comes of something of an unknown type at `range`, called `name` in messages.
  mutating func unknown(_ slot: Slot, name: String, at range: SourceRange) -> Checked {
    body.isIncomplete = true
    return isFinal ? invalid(.unresolvedType(of: name, at: range), at: range) : .unknown
  }

  /// Returns what stands at `range` without a meaning, which is a mistake only if something wants its value;
  /// `effect` is what it does nevertheless.
  mutating func invalid(
    _ diagnostic: Diagnostic, effect: TypedExpression? = nil, at range: SourceRange
  ) -> Checked {
    body.invalidCount += 1
    return .known(
      TypedExpression(.invalid(diagnostic, effect: effect), type: .long, range: range))
  }

  /// Logs `diagnostic` of the body that is being checked.
  mutating func report(_ diagnostic: Diagnostic) { body.log.add(diagnostic) }

  /// Logs `diagnostic` and returns what comes of a mistake.
  mutating func wrong(_ diagnostic: Diagnostic) -> Checked {
    report(diagnostic)
    return .wrong
  }
}
