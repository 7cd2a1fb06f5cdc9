import IR

extension Elaborator {
  /// Checks a call of a function that looks a number up in a table of names, which is a literal.
  mutating func check(_ kind: NameTable.Kind, _ call: CallExpression) -> Checked {
    guard case .known(let value) = check(call.arguments[0], Expectation(.long)) else {
      return failure
    }
    guard case .string(let literal) = call.arguments[1],
      case let table = NameTable(kind, text: literal.bytes), table.entries != nil
    else {
      return wrong(
        .constantExpected(
          "'\(call.function.text)' takes a table of the form \"NUMBER NAME,…\"",
          at: call.arguments[1].range))
    }
    return .known(
      TypedExpression(
        .name(value, table), type: .string, range: call.range, token: call.function.range))
  }
}

extension NameTable {
  /// The function by which tapsets look a number up.
  var functionName: String { kind.functionName }
}

extension NameTable.Kind {
  /// Finds the kind of the tables of the function `functionName`; `nil` if that is no such function.
  init?(functionName: String) {
    guard functionName.hasPrefix("__") else { return nil }
    self.init(rawValue: String(functionName.dropFirst(2)))
  }

  /// The function by which tapsets look a number up.
  fileprivate var functionName: String { "__" + rawValue }
}
