import Diagnostics
import IR

extension Elaborator {
  /// Checks a call: of a function of the script, of a tapset, or a built-in one, in this order.
  mutating func check(
    _ call: CallExpression, _ expectation: Expectation?, value: ValueUse = .used
  ) -> Checked {
    let name = call.function
    let candidates = functions(named: name)
    let arity = call.arguments.count
    let fitting = candidates.filter { $0.parameters.count == arity }
    if !fitting.isEmpty { return check(call, of: fitting, expectation, value) }
    let intrinsic = Intrinsic(rawValue: name.text).flatMap { library.offers($0) ? $0 : nil }
    if let intrinsic, intrinsic.arities.contains(arity) {
      return check(call, of: intrinsic, expectation, value)
    }
    if let constant = ProbeConstant(rawValue: name.text), arity == 0 {
      return check(constant, call)
    }
    if let function = MemoryFunction(named: name.text), arity == 1 { return check(function, call) }
    if let kind = NameTable.Kind(functionName: name.text), arity == 2 { return check(kind, call) }
    for argument in call.arguments { _ = check(argument) }
    let accepted = Set(
      candidates.map(\.parameters.count) + (intrinsic.map { Array($0.arities) } ?? []))
    guard accepted.isEmpty else {
      return wrong(
        .callArity(
          name, found: arity, accepted: accepted.sorted(), declared: candidates.first?.name.range))
    }
    return wrong(.unknownFunction(name, among: functionNames))
  }

  /// Returns the functions that `name` can mean from where it stands, the first to be called first.
  ///
  /// A tapset calls the functions of tapsets only, so that no script can take a name away from it.
  mutating func functions(named name: Identifier) -> [FunctionDeclaration] {
    let callee = Callee(name: name.text, file: name.range.file)
    if let known = callees[callee] { return known }
    let found = declarations(ofFunction: name)
    callees[callee] = found
    return found
  }

  /// Returns the same by looking it up.
  private mutating func declarations(ofFunction name: Identifier) -> [FunctionDeclaration] {
    let file = name.range.file
    let ofScript =
      library.contains(file) ? [] : script.functions(named: name.text, from: file)
    let all = ofScript + library.functions(named: name.text, from: file)
    guard all.count > 1 else { return all }
    let ranked = all.enumerated().map { index, declaration in
      (
        priority: declaration.priority?.value ?? (index < ofScript.count ? 0 : 1), index: index,
        declaration: declaration
      )
    }
    return ranked.sorted { ($0.priority, $0.index) < ($1.priority, $1.index) }.map(\.declaration)
  }

  /// The names of everything that a script can call.
  private var functionNames: [String] {
    script.orderedFunctions.map(\.name.text) + library.functionNames
      + Intrinsic.callable.map(\.rawValue) + ProbeConstant.allCases.map(\.rawValue)
      + MemoryFunction.names
  }

  // MARK: Functions of scripts and tapsets

  /// The functions of tapsets that scripts may call only with `-g`: SystemTap's `task.stp` marks those that
  /// follow any address as if a task were there.
  private static let guruFunctions: Set = [
    "task_ns_pid", "task_ns_tid", "task_ns_gid", "task_ns_egid", "task_ns_uid", "task_ns_euid",
  ]

  /// How many functions are checked one within the other, each where it is first called.
  private static let callDepthLimit = 64

  /// Checks a call of the first of `declarations`.
  private mutating func check(
    _ call: CallExpression, of declarations: [FunctionDeclaration], _ expectation: Expectation?,
    _ use: ValueUse
  ) -> Checked {
    if Self.guruFunctions.contains(call.function.text), !options.isGuru,
      library.contains(declarations[0].range.file), !library.contains(call.range.file)
    {
      return wrong(.guruFunction(call.function))
    }
    let symbol = symbol(of: declarations)
    checkAlike(declarations, call)
    let arguments = arguments(of: call, symbol)
    let function = instance(of: symbol, overload: 0)
    // Deeper down a function waits for its turn in the list of all, so that no script overflows the stack.
    if case .incomplete = instances[function.index].state, callDepth < Self.callDepthLimit {
      checkFunction(function)
    }
    adopt(instances[function.index])
    if use == .used, let expectation { giveResult(of: expectation.type, to: symbol, at: call) }
    guard case .value = functions[symbol.index].result else {
      let end = declarations.lazy.compactMap(\.valuelessReturn).first
      return withoutValue(
        finish(call, function, arguments, type: nil), call, use, endsAt: end?.range)
    }
    let slot = Slot.result(symbol)
    if let expectation { learn(.value(expectation.type), for: slot, at: call.function.range) }
    switch knowledge(of: slot) {
    case .known(.value(let type), _):
      return finish(call, function, arguments, type: type).map { withPointer($0, of: slot) }
    case .unknown:
      if use == .discarded, isFinal { return finish(call, function, arguments, type: .long) }
      return unknown(slot, name: call.function.text, at: call.function.range)
    case .known(.statistics, _), .broken: return .wrong
    }
  }

  /// Says so if `declarations`, which `call` may all reach, declare parameters of different types.
  private mutating func checkAlike(_ declarations: [FunctionDeclaration], _ call: CallExpression) {
    for (position, argument) in call.arguments.enumerated() where declarations.count > 1 {
      let declared = declarations.map { $0.parameters[position] }.filter { $0.type != nil }
      guard let first = declared.first, let other = declared.first(where: { $0.type != first.type })
      else { continue }
      report(.overloadMismatch(call.function, first.name, other.name, at: argument.token))
    }
  }

  /// Gives functions that never say what they yield a result of `type`, which `call` wants of them: 0 or "".
  ///
  /// It is as in SystemTap, where the use of a call tells the type that no `return` does.
  private mutating func giveResult(
    of type: ValueType, to symbol: FunctionSymbolID, at call: CallExpression
  ) {
    guard case .none = functions[symbol.index].result,
      !functions[symbol.index].declarations.contains(where: \.returns)
    else { return }
    functions[symbol.index].result = .value(.value(type, at: call.function.range))
    for case let id? in functions[symbol.index].instances {
      guard case .complete(var function) = instances[id.index].state else { continue }
      function.result = type
      instances[id.index].state = .complete(function)
    }
  }

  /// Returns what comes of a call that yields no value, `checked`, for its use; `end` is the `return` of the function that
  /// should have a value, if there is one.
  mutating func withoutValue(
    _ checked: Checked, _ call: CallExpression, _ use: ValueUse, endsAt end: SourceRange? = nil
  ) -> Checked {
    guard use == .used, case .known(let effect) = checked else { return checked }
    let mistake: Diagnostic =
      if let end {
        .missingResult(of: call.function, at: end)
      } else {
        .noValue("function '\(call.function.text)'", at: call.function.range)
      }
    return invalid(mistake, effect: effect, at: call.function.range)
  }

  /// Returns the call of `function` if all arguments have a meaning.
  private func finish(
    _ call: CallExpression, _ function: FunctionID, _ arguments: [TypedExpression]?,
    type: ValueType?
  ) -> Checked {
    guard let arguments else { return failure }
    return .known(
      TypedExpression(
        .call(function, arguments), type: type, range: call.range, token: call.function.range))
  }

  /// Returns the number of the function that `declarations` declare.
  mutating func symbol(of declarations: [FunctionDeclaration]) -> FunctionSymbolID {
    let place = declarations[0].name.range
    let own = FunctionKey(declaration: place, probe: currentProbe)
    if let known = functionIDs[own] { return known }
    let shared = FunctionKey(declaration: place, probe: nil)
    if let known = functionIDs[shared] { return known }
    let id = FunctionSymbolID(index: functions.count)
    for declaration in declarations { library.use(declaration.range.file) }
    functions.append(FunctionSymbol(declarations))
    warnOfUnreachable(declarations)
    functionIDs[shared] = id
    return id
  }

  /// Returns the function of the program that stands for one declaration of `symbol`.
  mutating func instance(of symbol: FunctionSymbolID, overload: Int) -> FunctionID {
    if let known = functions[symbol.index].instances[overload] { return known }
    let id = FunctionID(instances.count)
    let name = functions[symbol.index].name
    let count = (instanceCounts[name] ?? 0) + 1
    instanceCounts[name] = count
    instances.append(
      FunctionInstance(
        symbol: symbol, overload: overload, name: count == 1 ? name : "\(name).\(count)",
        probe: currentProbe))
    functions[symbol.index].instances[overload] = id
    return id
  }

  /// Checks the arguments of `call`; `nil` if one has no meaning.
  private mutating func arguments(
    of call: CallExpression, _ symbol: FunctionSymbolID
  ) -> [TypedExpression]? {
    var arguments: [TypedExpression]? = []
    for (position, argument) in call.arguments.enumerated() {
      let slot = Slot.parameter(symbol, position)
      let checked = check(argument, knowledge(of: slot).expectation)
      if case .known(let value) = checked, let type = value.type {
        learn(.value(type), for: slot, at: argument.token)
        learnPointer(value, for: slot)
        arguments?.append(value)
      } else {
        if case .wrong = checked { spoil(slot) }
        arguments = nil
      }
    }
    return arguments
  }

  /// Takes over what a body that calls `instance` has in common with it.
  private mutating func adopt(_ instance: FunctionInstance) {
    if instance.isImpure { body.isImpure = true }
    if instance.dependsOnProbe { body.dependsOnProbe = true }
  }

  /// Checks the body of a function.
  mutating func checkFunction(_ id: FunctionID) {
    let instance = instances[id.index]
    let declaration = functions[instance.symbol.index].declarations[instance.overload]
    let (callerBody, callerProbe) = (body, currentProbe)
    currentProbe = instance.probe
    callDepth += 1
    defer { callDepth -= 1 }
    instances[id.index].state = .inProgress
    body = Body(
      owner: .function(id), memory: instance.locals, scope: .empty("function"))
    declare(declaration.parameters)
    let statement: TypedStatement? =
      switch declaration.body {
      case .statements(let block): check(block)
      case .embedded(let code): embedded(code, declaration)
      }
    finish(id, declaration, statement)
    (body, currentProbe) = (callerBody, callerProbe)
  }

  /// Makes locals of `parameters`.
  private mutating func declare(_ parameters: [FunctionDeclaration.Parameter]) {
    for parameter in parameters {
      let name = parameter.name
      // The parser has said so if two are called the same.
      body.localIDs[name.text] = nil
      let id = body.local(named: name.text, at: name.range)
      body[id].isWritten = true
      body[id].isRead = true
    }
  }

  /// Ends the check of the body of the function `id`.
  private mutating func finish(
    _ id: FunctionID, _ declaration: FunctionDeclaration, _ statement: TypedStatement?
  ) {
    let symbol = instances[id.index].symbol
    instances[id.index].isImpure = body.isImpure
    instances[id.index].locals = body.knowledge
    instances[id.index].log = body.log
    if body.dependsOnProbe { separate(id, from: declaration) }
    guard !body.isIncomplete || isFinal else {
      instances[id.index].state = .incomplete
      return
    }
    log.add(contentsOf: body.log)
    if !body.log.hasErrors { warnOfUnassignedLocals() }
    let locals = (0..<body.locals.count).map { index in
      let local = body.locals[index]
      return TypedLocal(
        name: local.name, type: knowledge(of: .local(LocalID(index))).valueType ?? .long,
        range: local.range, isAskedFor: local.isAskedFor)
    }
    var result: ValueType?
    if case .value(let knowledge) = functions[symbol.index].result {
      result = knowledge.valueType ?? .long
    }
    instances[id.index].state = .complete(
      TypedFunction(
        name: instances[id.index].name, parameterCount: declaration.parameters.count,
        locals: locals, result: result, nextOverload: instances[id.index].nextOverload,
        body: statement.map { [$0] } ?? [], range: declaration.name.range))
  }

  /// Makes the function `id` one that only the current probe calls.
  private mutating func separate(_ id: FunctionID, from declaration: FunctionDeclaration) {
    let symbol = instances[id.index].symbol
    let place = functions[symbol.index].declarations[0].name.range
    instances[id.index].dependsOnProbe = true
    let shared = FunctionKey(declaration: place, probe: nil)
    if functionIDs[shared] == symbol { functionIDs[shared] = nil }
    functionIDs[FunctionKey(declaration: place, probe: currentProbe)] = symbol
  }

  /// Checks `next`.
  mutating func next(at range: SourceRange) -> TypedStatement.Kind {
    guard case .function(let function) = body.owner else { return .next }
    let instance = instances[function.index]
    let following = instance.overload + 1
    if following < functions[instance.symbol.index].declarations.count {
      instances[function.index].nextOverload = self.instance(
        of: instance.symbol, overload: following)
    }
    return .next
  }
}
