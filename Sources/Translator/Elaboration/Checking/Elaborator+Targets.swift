import Diagnostics
import IR
import KernelDescription

extension Elaborator {
  /// Checks a target variable, a cast, and what is reached from them.
  mutating func check(_ target: TargetExpression) -> Checked {
    let checked = resolve(target)
    guard options.missingVariables == .zero, case .known(let value) = checked,
      case .invalid(let mistake, _) = value.kind
    else { return checked }
    report(.skippedTarget(mistake))
    return known(.long(0), .long, .target(target))
  }

  /// Returns what `target` leads to.
  private mutating func resolve(_ target: TargetExpression) -> Checked {
    body.isImpure = true
    switch target.base {
    case .variable(let name): return check(target, variable: name)
    case .summary(let name): return check(target, summary: name)
    case .cast(let value, let type, let module):
      return cast(value, to: type, module: module).map { finish(target, $0) } ?? failure
    case .named(let name, _):
      return invalid(.namedVariable(name.text, at: name.range), at: target.token)
    case .value(let value): return check(target, value)
    }
  }

  /// Checks what is reached from `value`, whose type says where it points to.
  private mutating func check(_ target: TargetExpression, _ value: Expression) -> Checked {
    guard case .known(let typed) = check(value, .long) else { return failure }
    if let pointer = typed.pointer {
      return finish(target, KernelValue(type: pointer, place: .computed(typed)))
    }
    // A later statement may tell what the variable or the function yields.
    body.isIncomplete = true
    guard isFinal else { return .unknown }
    return invalid(
      .memberChain(.notStructure(type: typed.type?.rawValue ?? "void"), at: target.token),
      at: target.token)
  }

  // MARK: Variables

  /// Checks what is reached from `$name`.
  private mutating func check(_ target: TargetExpression, variable name: Identifier) -> Checked {
    let written = "$\(name.text)"
    if let mistake = misplacement(of: written, at: target.token) { return mistake }
    guard let variable = self.target(name) else {
      return invalid(.unknownTarget(written, in: body.scope, at: target.token), at: target.token)
    }
    return check(target, variable, name: written)
  }

  /// Returns the target variable `name`; `nil` if there is none.
  private func target(_ name: Identifier) -> TargetVariable? {
    if let variable = body.scope.variable(named: name.text) { return variable }
    // SystemTap takes the digits behind `$arg` and passes over the rest.
    guard case .marker = body.scope.family, name.text.hasPrefix("arg") else { return nil }
    return body.scope.variable(named: "arg" + name.text.dropFirst(3).prefix(while: \.isNumber))
  }

  /// Returns what comes of the target variable `name` where there are none; `nil` in handlers.
  mutating func misplacement(of name: String, at range: SourceRange) -> Checked? {
    switch body.owner {
    case .probe: nil
    case .function: invalid(.targetOutsideHandler(name, at: range), at: range)
    case .condition: wrong(.impureCondition(at: range))
    }
  }

  /// Checks what is reached from `variable`, which is written as `name`.
  mutating func check(
    _ target: TargetExpression, _ variable: TargetVariable, name: String
  ) -> Checked {
    switch variable.value {
    case .argument(let type, let access):
      let value = TypedExpression(.argument(access), type: .long, range: target.token)
      return finish(target, KernelValue(type: type, place: .computed(value)))
    case .number(let access):
      if let use = markerUse(of: target) {
        return invalid(.markerUse(name, use, at: target.range), at: target.token)
      }
      return .known(
        TypedExpression(
          .argument(access), type: .long, range: target.range, token: target.token))
    case .pointedText(let access):
      let address = TypedExpression(.argument(access), type: .long, range: target.token)
      return text(
        TypedExpression(
          .intrinsic(.kernel_string, [address]), type: .string, range: target.token), target, name)
    case .field(let field):
      return check(target, field: field, typeText: variable.typeText)
    case .text(let field):
      return text(
        TypedExpression(.eventField(field), type: .string, range: target.token), target, name)
    case .elements(let field): return element(of: field, target, name)
    case .constant(let text):
      return self.text(
        TypedExpression(.string(Array(text.utf8)), type: .string, range: target.token), target,
        name)
    case .bound(let id): return bound(id, target, name)
    case .content(let access):
      guard access == .write else { return wrong(.unreadContent(name, at: target.token)) }
      return text(
        TypedExpression(.intrinsic(.file_content, []), type: .string, range: target.token), target,
        name)
    case .opaque:
      return invalid(
        .fieldUse(
          name, "is of type '\(variable.typeText)', which cannot be read", at: target.token),
        at: target.token)
    }
  }

  /// Checks a number in the record of an event, or what it points to.
  private mutating func check(
    _ target: TargetExpression, field: IR.EventField, typeText: String
  ) -> Checked {
    let value = TypedExpression(.eventField(field), type: .long, range: target.token)
    guard target.isPlain else {
      guard let type = kernel.types.type(spelled: typeText) else {
        return invalid(
          .memberChain(.notStructure(type: typeText), at: target.range), at: target.token)
      }
      return finish(target, KernelValue(type: type, place: .computed(value)))
    }
    return .known(
      TypedExpression(value.kind, type: .long, range: target.range, token: target.token))
  }

  /// Checks a string in the record of an event, or a name.
  private mutating func text(
    _ value: TypedExpression, _ target: TargetExpression, _ name: String
  ) -> Checked {
    if target.isPlain { return .known(value) }
    if let use = markerUse(of: target) {
      return invalid(.markerUse(name, use, at: target.range), at: target.token)
    }
    guard target.accesses.isEmpty, target.form == .text || target.form == .deepText else {
      return invalid(
        .fieldUse(name, "is a string, which has no members", at: target.range), at: target.token)
    }
    return .known(
      TypedExpression(.intrinsic(.string_quoted, [value]), type: .string, range: target.range))
  }

  /// Checks an element of an array in the record of an event.
  private mutating func element(
    of field: IR.EventField, _ target: TargetExpression, _ name: String
  ) -> Checked {
    guard case .element(let index, _)? = target.accesses.first, target.accesses.count == 1,
      target.form == .value
    else {
      return invalid(
        .fieldUse(name, "is an array: give an index", at: target.range), at: target.token)
    }
    return check(index, .long).map { index in
      TypedExpression(
        .eventElement(field, index: index), type: .long, range: target.range, token: target.token)
    }
  }

  // MARK: Chains

  /// Follows the accesses of `target` from `value` and reads what they lead to.
  private mutating func finish(_ target: TargetExpression, _ value: KernelValue) -> Checked {
    var value = value
    for access in target.accesses {
      let reader = KernelValueReader(types: kernel.types, range: target.range)
      do {
        switch access {
        case .member(let name): value = try reader.member(name.text, of: value)
        case .element(let index, _):
          guard case .known(let index) = check(index, .long) else { return failure }
          value = try reader.element(index, of: value)
        }
      } catch {
        return invalid(.memberChain(error, at: access.range), at: target.token)
      }
    }
    return read(value, as: target)
  }

  /// Reads `value` in the form that `target` asks for.
  private mutating func read(_ value: KernelValue, as target: TargetExpression) -> Checked {
    let reader = KernelValueReader(types: kernel.types, range: target.range)
    do {
      switch target.valueForm {
      case .value:
        var number = try reader.read(value)
        number = TypedExpression(
          number.kind, type: .long, range: target.range, token: target.token)
        if kernel.types.isTypedPointer(value.type) { number.pointer = value.type }
        return .known(number)
      case .address:
        var address = try reader.address(of: value)
        address.pointer = value.type
        address.pointer?.pointerDepth += 1
        return .known(address)
      case .text: return .known(pretty(value, .shallow, reader))
      case .deepText: return .known(pretty(value, .deep, reader))
      }
    } catch {
      return invalid(.memberChain(error, at: target.range), at: target.token)
    }
  }

  /// Returns the text that spells `value` out, or `ERROR` if memory cannot be read.
  private mutating func pretty(
    _ value: KernelValue, _ depth: PrettyPrinter.Depth, _ reader: KernelValueReader
  ) -> TypedExpression {
    var printer = PrettyPrinter(reader: reader)
    printer.append(value, depth: depth)
    return guarded(printer.format, printer.arguments, at: reader.range)
  }

  /// Returns what `format` makes of `arguments`, or `ERROR` if memory cannot be read.
  mutating func guarded(
    _ format: Format, _ arguments: [TypedExpression], at range: SourceRange
  ) -> TypedExpression {
    let local = body.hiddenLocal(.string, name: "text", at: range)
    func set(_ kind: TypedExpression.Kind) -> TypedStatement {
      let value = TypedExpression(kind, type: .string, range: range)
      return TypedStatement(
        .expression(TypedExpression(.assign(.local(local), value), type: .string, range: range)),
        range: range)
    }
    let attempt = TypedStatement(
      .try(
        set(.format(format, arguments)), message: nil, catch: set(.string(Array("ERROR".utf8)))),
      range: range)
    return TypedExpression(
      .sequence(
        [attempt], TypedExpression(.read(.local(local)), type: .string, range: range)),
      type: .string, range: range)
  }

  // MARK: Casts

  /// Returns what `@cast` makes of `value`; `nil`, and says so, if that means nothing.
  private mutating func cast(
    _ value: Expression, to type: StringLiteral, module: StringLiteral?
  ) -> KernelValue? {
    let value = check(value, .long)
    if let module, !module.text.split(separator: ":").contains(where: { $0.hasPrefix("kernel") }) {
      report(.unavailableOperator("@cast of a type of '\(module.text)'", at: module.range))
      return nil
    }
    guard var spelled = kernel.types.type(spelled: type.text) else {
      report(.unknownType(type.text, at: type.range))
      return nil
    }
    // The type of a cast is that of what lies at the address, unless it is a pointer itself.
    if case .pointer = kernel.types.kind(of: spelled) {} else { spelled.pointerDepth += 1 }
    return value.expression.map { expression in
      // Of the current task the verifier knows the type that everyone casts it to.
      let isTask =
        expression.kind.isCurrentTask && kernel.types.text(of: spelled) == "struct task_struct*"
      return KernelValue(type: spelled, place: .computed(expression), isCast: !isTask)
    }
  }
}

extension TargetExpression {
  /// `true` iff the value of the variable itself is wanted.
  var isPlain: Bool { accesses.isEmpty && form == .value }

  /// The form of what the expression leads to: `&@cast(address, "type")` is the address that is cast.
  fileprivate var valueForm: Form {
    if case .cast = base, accesses.isEmpty, form == .address { .value } else { form }
  }
}

extension TypedExpression.Kind {
  /// `true` iff it is `task_current()`.
  fileprivate var isCurrentTask: Bool {
    if case .intrinsic(.task_current, _) = self { true } else { false }
  }
}
