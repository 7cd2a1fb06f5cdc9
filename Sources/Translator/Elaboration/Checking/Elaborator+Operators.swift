import Diagnostics
import IR

extension Elaborator {
  /// Checks one of the operators that start with `@`.
  mutating func check(_ expression: OperatorExpression) -> Checked {
    switch expression.kind {
    case .defined, .probeWrite:
      let isTrue = definedness(of: .operator(expression)) ?? false
      return constant(isTrue ? 1 : 0, expression)
    case .enumerator(let name): return enumerator(name, expression)
    case .enumeratorName(let value, let type, _): return nameOf(value, type: type, expression)
    case .dereference(let space, let size, let address):
      return dereference(space, size, address, expression)
    case .constant(let text):
      guard options.isGuru || library.contains(text.range.file) else {
        return wrong(.guruOperator("@const", at: expression.token))
      }
      return constant(text, expression)
    case .entry(let operand): return entryValue(of: operand, expression)
    case .counter: return onlyInModule("'@perf' reads a counter of a process", expression)
    case .register(let space, _):
      let name = space == .kernel ? "@kregister" : "@uregister"
      return onlyInModule("'\(name)' reads a register", expression)
    }
  }

  /// Returns the value of `@const(text)`.
  private mutating func constant(_ text: StringLiteral, _ expression: OperatorExpression) -> Checked
  {
    // What SystemTap's runtime defines with `--skip-badvars`.
    if text.text == "STP_SKIP_BADVARS" {
      return constant(options.missingVariables == .zero ? 1 : 0, expression)
    }
    do {
      return constant(
        try ConstantExpression.value(of: text.text, types: kernel.types), expression)
    } catch .unknownName(let name) {
      // It may be a macro of C, which only a module could ask.
      return onlyInModule(
        "no enumeration of the kernel has a constant '\(name)', and no C is run for '@const'",
        expression)
    } catch { return invalid(.constantValue(error, at: text.range), at: text.range) }
  }

  /// Returns a value that pass 4 refuses, because `reason`.
  private mutating func onlyInModule(
    _ reason: String, _ expression: OperatorExpression
  ) -> Checked {
    body.isImpure = true
    let text = TypedExpression(
      .string(Array(reason.utf8)), type: .string, range: expression.token)
    return known(.intrinsic(.module_value, [text]), .long, .operator(expression))
  }

  /// Returns the number `value` in the place of `expression`.
  private func constant(_ value: Int64, _ expression: OperatorExpression) -> Checked {
    known(.long(value), .long, .operator(expression))
  }

  /// Checks `@enum`.
  private mutating func enumerator(
    _ name: StringLiteral, _ expression: OperatorExpression
  ) -> Checked {
    guard let value = kernel.types.enumeratorValue(named: name.text) else {
      return wrong(.unknownEnumerator(name.text, at: name.range))
    }
    return constant(Int64(value), expression)
  }

  /// Checks `@enumname`: the names of the constants, tried one after the other.
  private mutating func nameOf(
    _ value: Expression, type: StringLiteral?, _ expression: OperatorExpression
  ) -> Checked {
    guard let type, let spelled = kernel.types.type(spelled: type.text) else {
      return wrong(
        .unknownType(
          type?.text ?? "of @enumname without a type", at: type?.range ?? expression.token))
    }
    let constants = kernel.types.enumerators(of: kernel.types.resolved(spelled.base))
    return check(value, .long).map { value in
      let range = expression.range
      let local = body.hiddenLocal(.long, name: "enumerator", at: range)
      let read = TypedExpression(.read(.local(local)), type: .long, range: range)
      let number = TypedExpression(
        .format(Format([.directive(Directive(.decimal))]), [read]), type: .string, range: range)
      let name = constants.reversed().reduce(number) { otherwise, constant in
        let literal = TypedExpression(.long(Int64(constant.value)), type: .long, range: range)
        return TypedExpression(
          .choose(
            TypedExpression(.compare(.equal, read, literal), type: .long, range: range),
            TypedExpression(.string(Array(constant.name.utf8)), type: .string, range: range),
            otherwise), type: .string, range: range)
      }
      let set = TypedExpression(.assign(.local(local), value), type: .long, range: range)
      return TypedExpression(
        .sequence([TypedStatement(.expression(set), range: range)], name), type: .string,
        range: range, token: expression.token)
    }
  }

  /// Checks `@kderef` and `@uderef`.
  private mutating func dereference(
    _ space: MemorySpace, _ size: NumberLiteral, _ address: Expression,
    _ expression: OperatorExpression
  ) -> Checked {
    body.isImpure = true
    guard [1, 2, 4, 8].contains(size.value) else {
      return wrong(.constantExpected("the size of a value is 1, 2, 4 or 8 bytes", at: size.range))
    }
    return check(address, .long).map { address in
      TypedExpression(
        .load(space, address: address, size: Int(size.value), isSigned: false), type: .long,
        range: expression.range, token: expression.token)
    }
  }
}
