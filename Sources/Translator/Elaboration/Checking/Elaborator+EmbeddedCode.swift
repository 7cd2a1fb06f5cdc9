import Diagnostics
import IR

/// C in scripts: pass 4 refuses it where nothing runs it, and a module calls it as a function.
extension Elaborator {
  /// Returns what the body `code` of the function that `declaration` declares does.
  mutating func embedded(
    _ code: EmbeddedCode, _ declaration: FunctionDeclaration
  ) -> TypedStatement? {
    if !code.text.contains("/* pure */") { body.isImpure = true }
    guard options.engine == .module, case .function(let id) = body.owner else {
      return TypedStatement(.expression(.embedded(code)), range: code.range)
    }
    let parameters = declaration.parameters.indices.map { index in
      Local(
        name: declaration.parameters[index].name.text,
        type: knowledge(of: .local(LocalID(index))).valueType ?? .long)
    }
    var result: ValueType?
    if case .value(let knowledge) = functions[instances[id.index].symbol.index].result {
      result = knowledge.valueType ?? .long
    }
    let arguments = parameters.indices.map { index in
      TypedExpression(
        .read(.local(LocalID(index))), type: parameters[index].type, range: code.range)
    }
    let call = call(
      code.text, at: code.range,
      CDeclaration(name: declaration.name.text, parameters: parameters, result: result), arguments)
    return statement(of: call, code)
  }

  /// Returns the value of `code`, which stands in the place of an expression of `type`.
  mutating func embeddedValue(_ code: EmbeddedCode, _ type: ValueType) -> TypedExpression {
    call(
      "STAP_RETURN((\(code.text)));", at: code.range,
      CDeclaration(name: "expression", parameters: [], result: type), [])
  }

  /// Returns a call of the C in `text`.
  private func call(
    _ text: String, at range: SourceRange, _ declaration: CDeclaration,
    _ arguments: [TypedExpression]
  ) -> TypedExpression {
    let texts = [declaration.text, Array(text.utf8)].map { bytes in
      TypedExpression(.string(bytes), type: .string, range: range)
    }
    return TypedExpression(
      .intrinsic(.embedded_code, texts + arguments), type: declaration.result, range: range)
  }

  /// Returns the body of a function that does `call`, and prints what that has printed.
  private mutating func statement(
    of call: TypedExpression, _ code: EmbeddedCode
  ) -> TypedStatement {
    func statement(_ kind: TypedStatement.Kind) -> TypedStatement {
      TypedStatement(kind, range: code.range)
    }
    guard code.printsText else {
      return statement(call.type == nil ? .expression(call) : .return(call))
    }
    let output = TypedExpression(
      .intrinsic(.embedded_output, []), type: .string, range: code.range)
    let print = statement(.print(Format([.directive(Directive(.string))]), [output]))
    guard let type = call.type else {
      return statement(.block([statement(.expression(call)), print]))
    }
    let local = body.hiddenLocal(type, name: "result", at: code.range)
    let set = TypedExpression(.assign(.local(local), call), type: type, range: code.range)
    let result = TypedExpression(.read(.local(local)), type: type, range: code.range)
    return statement(.block([statement(.expression(set)), print, statement(.return(result))]))
  }
}

extension EmbeddedCode {
  /// `true` iff the C prints something.
  fileprivate var printsText: Bool {
    ["STAP_PRINTF", "_stp_printf", "_stp_print"].contains { text.contains($0) }
  }
}
