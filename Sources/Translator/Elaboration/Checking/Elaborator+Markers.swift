import Diagnostics
import IR

extension Elaborator {
  /// Gives a target variable of a marker its meaning: `$arg1 = …` in the prologue of the marker's alias.
  ///
  /// Elision keeps only what a handler uses of such statements.
  mutating func bind(_ target: TargetExpression, to assignment: AssignmentExpression) -> Checked {
    guard body.isBinding, assignment.operation == .set, target.isPlain,
      case .variable(let name) = target.base
    else {
      return wrong(
        .writtenTarget(
          target.writtenName, in: body.scope, isGuru: options.isGuru, at: target.token))
    }
    if case .target(let source) = assignment.value, source.isPlain,
      case .variable(let sourceName) = source.base,
      let variable = body.scope.variable(named: sourceName.text), variable.isArray
    {
      add(.variable(variable), named: name.text, typeText: variable.typeText)
      return known(.long(0), .long, assignment.value)
    }
    let value = check(assignment.value)
    guard case .known(let expression) = value, let type = expression.type else { return value }
    let local = body.hiddenLocal(type, name: name.text, at: name.range)
    add(.local(local), named: name.text, typeText: type.rawValue)
    return .known(
      TypedExpression(
        .assign(.local(local), expression), type: type, range: assignment.range,
        token: assignment.token))
  }

  /// Gives the target variable `name` a meaning.
  private mutating func add(_ meaning: Binding, named name: String, typeText: String) {
    let id = BindingID(index: body.bindings.count)
    body.bindings.append(meaning)
    body.scope.variables.removeAll { $0.name == name }
    body.scope.variables.append(
      TargetVariable(name: name, typeText: typeText, value: .bound(id)))
  }

  /// Checks a use of what an alias bound.
  mutating func bound(_ id: BindingID, _ target: TargetExpression, _ name: String) -> Checked {
    switch body.bindings[id.index] {
    case .variable(let variable): return check(target, variable, name: name)
    case .local(let local):
      if let use = markerUse(of: target) {
        return invalid(.markerUse(name, use, at: target.range), at: target.token)
      }
      return .known(
        TypedExpression(
          .read(.local(local)), type: knowledge(of: .local(local)).valueType, range: target.range,
          token: target.token))
    }
  }

  /// Returns what `target` asks of a variable of a marker that such variables do not have.
  func markerUse(of target: TargetExpression) -> Diagnostic.MarkerUse? {
    switch body.scope.family {
    case .marker, .compiledMarker: break
    case .none, .tracepoint, .event, .function, .file: return nil
    }
    switch (target.accesses.first, target.form) {
    case (.member?, _): return .structure
    case (.element?, _): return .array
    case (nil, .text), (nil, .deepText): return .prettyPrinting
    case (nil, .address): return .address
    case (nil, .value): return nil
    }
  }

  /// Makes the target variables those of the marker `name`, whose alias has bound some.
  mutating func enter(_ name: MarkerName) {
    let scope = body.scope
    var bound: [TargetVariable] = []
    var fields: [TargetVariable] = []
    for variable in scope.variables {
      if case .bound = variable.value { bound.append(variable) } else { fields.append(variable) }
    }
    // What a marker is declared over shows through only where the marker says just what that does.
    switch scope.family {
    case .event, .compiledMarker: break
    case .none, .tracepoint, .marker, .function, .file: fields = []
    }
    let names = [
      TargetVariable(name: "name", typeText: "string", value: .constant(name.name)),
      TargetVariable(name: "format", typeText: "string", value: .constant(name.format.text)),
    ]
    let arguments = bound.filter { $0.argumentNumber != nil }
      .sorted { $0.argumentNumber ?? 0 < $1.argumentNumber ?? 0 }
    let others = bound.filter { $0.argumentNumber == nil } + fields
    body.scope = TargetScope(
      family: .marker(name.format),
      variables: names + arguments + others.filter { $0.name != "name" && $0.name != "format" })
  }
}

extension TargetVariable {
  /// The number of the marker's argument that the variable is; `nil` if it is none.
  var argumentNumber: Int? {
    name.hasPrefix("arg") ? Int(name.dropFirst(3)) : nil
  }

  /// `true` iff only elements of it can be read.
  fileprivate var isArray: Bool {
    if case .elements = value { true } else { false }
  }
}
