import IR

/// What handlers do not need of the aliases of tapsets is left out before its types are looked for.
///
/// An alias of a tapset sets a variable for each thing that some handler may want, and most handlers want one or two
/// of them. Elision drops the others, but only when all of them have been given a meaning. What is left out here is
/// what the tree alone tells to be without use and effect; all else is left to elision.
extension Elaborator {
  /// Returns the statements of the prologues of `layers` that a handler with `uses` may need.
  mutating func prologues(of layers: [AliasLayer], for uses: SyntaxUses) -> [[Statement]] {
    let all = layers.map { $0.prologue?.statements ?? [] }
    guard options.elision == .whatHasNoEffect, options.emptyScript == .error else { return all }
    var needed = uses.names
    for layer in layers {
      guard let epilogue = layer.epilogue else { continue }
      var uses = SyntaxUses()
      uses.visit(epilogue)
      needed.formUnion(uses.names)
    }
    // What runs later decides what is needed of what runs before.
    var result: [[Statement]] = []
    for (layer, statements) in zip(layers, all).reversed() {
      var left: [Statement] = []
      for statement in statements.reversed() {
        if layer.marker == nil, isIdleSetting(statement, needed) { continue }
        var uses = SyntaxUses()
        uses.visit(statement)
        needed.formUnion(uses.names)
        left.append(statement)
      }
      result.append(left.reversed())
    }
    return result.reversed()
  }

  /// Returns `true` iff all that `statement` does is to set a local of a tapset that is not `needed`.
  private mutating func isIdleSetting(_ statement: Statement, _ needed: Set<String>) -> Bool {
    guard let name = statement.settingOfVariable?.name, !needed.contains(name.text) else {
      return false
    }
    return isPlainSetting(statement)
  }

  /// Returns `true` iff all that `statement` does is to set a local of a tapset.
  mutating func isPlainSetting(_ statement: Statement) -> Bool {
    guard let (assignment, name) = statement.settingOfVariable, library.contains(name.range.file)
    else { return false }
    if let known = plainSettings[assignment.token] { return known }
    let isPlain = isPlainSetting(assignment, of: name)
    plainSettings[assignment.token] = isPlain
    return isPlain
  }

  /// Returns `true` iff `assignment` of a tapset sets the local `name` and does nothing else.
  private mutating func isPlainSetting(
    _ assignment: AssignmentExpression, of name: Identifier
  ) -> Bool {
    var uses = SyntaxUses()
    uses.visit(assignment.value)
    return uses.assigned.isEmpty && !uses.acts
      && library.global(named: name.text, from: name.range.file) == nil
      && !mayActInCalls(uses)
  }

  /// Returns `true` unless all that code with `uses` calls does nothing but yield a value.
  mutating func mayActInCalls(_ uses: SyntaxUses) -> Bool { uses.calls.contains { mayAct($0) } }

  /// Returns `true` unless a call of `name`, where it stands in a tapset, does nothing but yield a value.
  private mutating func mayAct(_ name: Identifier) -> Bool {
    let callee = Callee(name: name.text, file: name.range.file)
    if let known = actingCallees[callee] { return known }
    // A function that calls itself is left to elision.
    actingCallees[callee] = true
    let declarations = functions(named: name)
    let intrinsic = Intrinsic(rawValue: name.text)
    let isKnown =
      !declarations.isEmpty || intrinsic != nil || ProbeConstant(rawValue: name.text) != nil
      || MemoryFunction(named: name.text) != nil || NameTable.Kind(functionName: name.text) != nil
    let acts =
      !isKnown || intrinsic.map { !$0.isWithoutEffect } ?? false
      || declarations.contains { mayAct($0) }
    actingCallees[callee] = acts
    return acts
  }

  /// Returns `true` unless the function of `declaration` does nothing but return a value.
  private mutating func mayAct(_ declaration: FunctionDeclaration) -> Bool {
    guard case .statements(let body) = declaration.body else { return true }
    var uses = SyntaxUses()
    uses.visit(body)
    if uses.acts { return true }
    for name in uses.assigned where library.global(named: name.text, from: name.range.file) != nil {
      return true
    }
    return uses.calls.contains { mayAct($0) }
  }
}

extension Statement {
  /// The assignment to a variable that the statement is, and the name of that; `nil` if it is something else.
  var settingOfVariable: (assignment: AssignmentExpression, name: Identifier)? {
    guard case .expression(.assignment(let assignment)) = self,
      case .variable(let name) = assignment.place, assignment.operation == .set
    else { return nil }
    return (assignment, name)
  }
}
