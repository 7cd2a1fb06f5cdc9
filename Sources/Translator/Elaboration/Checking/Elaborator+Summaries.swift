import Diagnostics
import IR
import KernelDescription

extension Elaborator {
  /// Checks `$$name`, `$$system`, `$$vars` and `$$parms`.
  mutating func check(_ target: TargetExpression, summary name: Identifier) -> Checked {
    let written = "$$\(name.text)"
    if let mistake = misplacement(of: written, at: target.token) { return mistake }
    guard target.accesses.isEmpty, target.form != .address else {
      return invalid(
        .fieldUse(written, "is a string, which has no members", at: target.range),
        at: target.token)
    }
    if let text = body.scope.texts.first(where: { $0.name == name.text })?.text {
      return .known(
        TypedExpression(
          .string(Array(text.utf8)), type: .string, range: target.range, token: target.token))
    }
    guard let variables = variables(ofSummary: name.text) else {
      return invalid(
        .unknownTarget(written, in: body.scope, at: target.token), at: target.token)
    }
    return .known(summary(of: variables, target))
  }

  /// Returns the variables that `$$name` shows; `nil` if it means nothing here.
  private func variables(ofSummary name: String) -> [TargetVariable]? {
    switch name {
    case "vars", "parms": body.scope.hasParameters ? body.scope.parameters : nil
    case TargetScope.resultName: body.scope.variable(named: name).map { [$0] }
    default: nil
    }
  }

  /// Returns the text that shows `variables`: `name=value` each, with a blank between them.
  private mutating func summary(
    of variables: [TargetVariable], _ target: TargetExpression
  ) -> TypedExpression {
    var printer = PrettyPrinter(
      reader: KernelValueReader(types: kernel.types, range: target.range))
    for (index, variable) in variables.enumerated() {
      let isMarker = if case .marker = body.scope.family { true } else { false }
      printer.append("\(index > 0 ? " " : "")\(isMarker ? "$" : "")\(variable.name)=")
      append(variable, target, &printer)
    }
    return target.form == .value
      ? TypedExpression(
        .format(printer.format, printer.arguments), type: .string, range: target.range,
        token: target.token)
      : guarded(printer.format, printer.arguments, at: target.range)
  }

  /// Appends the value of `variable` to `printer`.
  private mutating func append(
    _ variable: TargetVariable, _ target: TargetExpression, _ printer: inout PrettyPrinter
  ) {
    let range = target.range
    switch variable.value {
    case .argument(let type, let access):
      let number = TypedExpression(.argument(access), type: .long, range: range)
      let value = KernelValue(type: type, place: .computed(number))
      switch target.form {
      case .text: printer.append(value, depth: .shallow)
      case .deepText: printer.append(value, depth: .deep)
      case .value, .address: printer.append(kernel.types.directive(for: type), number)
      }
    case .number(let access):
      printer.append(
        .plainNumber, TypedExpression(.argument(access), type: .long, range: range))
    case .pointedText(let access):
      let address = TypedExpression(.argument(access), type: .long, range: range)
      printer.append(
        Directive(.string),
        TypedExpression(.intrinsic(.kernel_string, [address]), type: .string, range: range))
    case .field(let field):
      let number = TypedExpression(.eventField(field), type: .long, range: range)
      let isPointer = variable.typeText.hasSuffix("*")
      printer.append(isPointer ? Directive(.pointer) : .plainNumber, number)
    case .text(let field):
      printer.append(
        Directive(.string), TypedExpression(.eventField(field), type: .string, range: range))
    case .constant(let text): printer.append(text)
    case .bound(let id): append(id, argument: variable.argumentNumber, range, &printer)
    case .elements, .content, .opaque: printer.append("?")
    }
  }

  /// Appends the value that was bound to the marker's argument of that number to `printer`.
  private mutating func append(
    _ id: BindingID, argument number: Int?, _ range: SourceRange, _ printer: inout PrettyPrinter
  ) {
    guard case .local(let local) = body.bindings[id.index],
      let type = knowledge(of: .local(local)).valueType
    else { return printer.append("?") }
    let value = TypedExpression(.read(.local(local)), type: type, range: range)
    if type == .string { return printer.append(Directive(.string), value) }
    guard case .marker(let format) = body.scope.family, let number,
      format.arguments.indices.contains(number - 1), format.arguments[number - 1].kind == .pointer
    else { return printer.append(.plainNumber, value) }
    printer.append(Directive(.pointer), value)
  }
}

extension TargetScope {
  /// `true` iff `$$vars` means something.
  fileprivate var hasParameters: Bool {
    switch family {
    case .none, .file: false
    case .tracepoint, .event, .marker, .compiledMarker, .function: true
    }
  }
}

extension TypeTable {
  /// Returns the conversion by which `$$vars` shows values of `type`.
  fileprivate func directive(for type: SpelledType) -> Directive {
    if case .pointer = kind(of: type) { Directive(.pointer) } else { .plainNumber }
  }
}

extension Directive {
  /// The conversion by which `$$vars` shows numbers: `%#x`.
  fileprivate static let plainNumber = Directive(.hexadecimal, flag: .alternative)
}
