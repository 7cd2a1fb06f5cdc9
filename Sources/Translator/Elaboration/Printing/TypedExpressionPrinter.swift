import IR

/// Writes typed expressions as script text, with all parentheses.
struct TypedExpressionPrinter {
  /// The program that the expressions are of.
  let program: TypedProgram
  /// The locals of the body.
  let locals: [TypedLocal]

  /// Returns the text of `expression`.
  func text(_ expression: TypedExpression) -> String {
    switch expression.kind {
    case .long(let number): String(number)
    case .string(let bytes): quoted(bytes)
    case .read(let place): self.place(place)
    case .assign(let place, let value): "(\(self.place(place)) = \(text(value)))"
    case .update(let place, let operation, let value):
      "(\(self.place(place)) \(operation.symbol)= \(text(value)))"
    case .append(let place, let value): "(\(self.place(place)) .= \(text(value)))"
    case .increment(let place, let delta, let result): increment(place, delta, result)
    case .unary(let operation, let operand): "\(symbol(operation))\(text(operand))"
    case .binary(let operation, let left, let right):
      infix(left, operation.symbol, right)
    case .compare(let comparison, let left, let right):
      infix(left, comparison.symbol, right)
    case .and(let left, let right): infix(left, "&&", right)
    case .or(let left, let right): infix(left, "||", right)
    case .choose(let condition, let then, let otherwise):
      "(\(text(condition)) ? \(text(then)) : \(text(otherwise)))"
    case .concatenate(let left, let right): infix(left, ".", right)
    case .matches(let operand, let pattern): "(\(text(operand)) =~ \(quoted(pattern)))"
    case .name(let operand, let table):
      "\(table.functionName)(\(text(operand)), \(quoted(table.text)))"
    case .contains(let id, let keys):
      "([\(keys.map { $0.map(text) ?? "*" }.joined(separator: ", "))] in \(name(id)))"
    case .call(let id, let arguments): "\(program.functions[id.index].name)(\(list(arguments)))"
    case .intrinsic(let intrinsic, let arguments): "\(intrinsic.rawValue)(\(list(arguments)))"
    case .format(let format, let arguments): "sprint\(self.arguments(format, arguments))"
    case .formatHistogram(let histogram, let id, let keys):
      "sprint(\(self.histogram(histogram, id, keys)))"
    case .extract(let statistic, let id, let keys):
      "@\(statistic.word)(\(place(.global(id, keys))))"
    case .bucket(let histogram, let id, let keys, let index):
      "\(self.histogram(histogram, id, keys))[\(text(index))]"
    case .argument(let access): "argument(\(access.index))"
    case .eventField(let field): "field(\(field.name))"
    case .eventElement(let field, let index): "field(\(field.name))[\(text(index))]"
    case .member(let base, let access): "\(text(base))->\(path(access))"
    case .memberAddress(let base, let access): "&\(text(base))->\(path(access))"
    case .load(let space, let address, let size, let isSigned):
      "load(\(space.rawValue), \(text(address)), \(isSigned ? "-" : "")\(size))"
    case .sequence(let statements, let value): sequence(statements, value)
    case .invalid(_, let effect): effect.map(text) ?? "?"
    }
  }

  /// Returns the text of `place`.
  func place(_ place: TypedPlace) -> String {
    switch place {
    case .local(let id): name(id)
    case .global(let id, let keys): name(id) + self.keys(keys.map(text))
    }
  }

  /// Returns `keys` in brackets; nothing if there are none.
  func keys(_ keys: [String]) -> String {
    keys.isEmpty ? "" : "[\(keys.joined(separator: ", "))]"
  }

  /// Returns the name of the local `id`.
  func name(_ id: LocalID) -> String { locals[id.index].name }

  /// Returns the name of the global `id`.
  func name(_ id: GlobalID) -> String { program.globals[id.index].name }

  /// Returns a format string with its arguments, in parentheses.
  func arguments(_ format: Format, _ arguments: [TypedExpression]) -> String {
    let literal = quoted(Array(format.text.utf8))
    return arguments.isEmpty ? "f(\(literal))" : "f(\(literal), \(list(arguments)))"
  }

  /// Returns the text of a histogram of the statistic under `keys`.
  func histogram(_ histogram: Histogram, _ id: GlobalID, _ keys: [TypedExpression]) -> String {
    let statistic = place(.global(id, keys))
    switch histogram {
    case .logarithmic: return "@hist_log(\(statistic))"
    case .linear(let low, let high, let step):
      return "@hist_linear(\(statistic), \(low), \(high), \(step))"
    }
  }

  /// Returns what a loop walks over.
  func text(_ iteration: Iteration, fixed: [TypedExpression]) -> String {
    var rest = fixed[...]
    let slice = iteration.fixedKeys.map { isFixed in
      isFixed ? rest.popFirst().map(text) ?? "?" : "*"
    }
    let order = iteration.order.map { order in
      let direction = order.isDescending ? "-" : "+"
      return switch order.key {
      case .key(let position): " by key \(position)\(direction)"
      case .value: " by value\(direction)"
      case .statistic(let statistic): " by @\(statistic.word)\(direction)"
      }
    }
    return name(iteration.global) + keys(slice) + (order ?? "")
  }

  /// Returns the text of an increment.
  private func increment(_ place: TypedPlace, _ delta: Int64, _ result: IncrementResult) -> String {
    let symbol = delta > 0 ? "++" : "--"
    return result == .new ? "\(symbol)\(self.place(place))" : "\(self.place(place))\(symbol)"
  }

  /// Returns the text of an operator between two operands.
  private func infix(
    _ left: TypedExpression, _ symbol: String, _ right: TypedExpression
  ) -> String {
    "(\(text(left)) \(symbol) \(text(right)))"
  }

  /// Returns the texts of `expressions`, separated by commas.
  private func list(_ expressions: [TypedExpression]) -> String {
    expressions.map(text).joined(separator: ", ")
  }

  /// Returns the members that `access` goes through.
  private func path(_ access: MemberAccess) -> String {
    access.path.reduce("") { path, step in
      if step.utf8.first.map({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }) == true {
        return "\(path)[\(step)]"
      }
      return path.isEmpty ? step : "\(path).\(step)"
    }
  }

  /// Returns statements that come before a value.
  private func sequence(_ statements: [TypedStatement], _ value: TypedExpression) -> String {
    var printer = TypedStatementPrinter(program: program, locals: locals, depth: 0)
    printer.append(statements)
    let lines = printer.lines.map { line in String(line.drop { $0 == " " }) }
    return "{ \(lines.joined(separator: "; ")); \(text(value)) }"
  }

  /// Returns `bytes` in quotes.
  private func quoted(_ bytes: [UInt8]) -> String {
    var text = "\""
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "\n"): text += "\\n"
      case UInt8(ascii: "\t"): text += "\\t"
      case UInt8(ascii: "\""): text += "\\\""
      case UInt8(ascii: "\\"): text += "\\\\"
      case 0x20..<0x7f: text.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        let digits = String(byte, radix: 8)
        text += "\\" + String(repeating: "0", count: 3 - digits.utf8.count) + digits
      }
    }
    return text + "\""
  }

  // MARK: Operators

  /// Returns the operator as a script writes it.
  private func symbol(_ operation: UnaryOperator) -> String {
    switch operation {
    case .negate: "-"
    case .complement: "~"
    case .not: "!"
    }
  }
}

extension Format {
  /// The format string as a script writes it, before it is quoted.
  fileprivate var text: String {
    pieces.map { piece in
      switch piece {
      case .text(let bytes):
        String(decoding: bytes, as: UTF8.self).split(
          separator: "%", omittingEmptySubsequences: false
        ).joined(separator: "%%")
      case .directive(let directive): directive.text
      }
    }.joined()
  }
}

extension Directive {
  /// The conversion as a script writes it.
  fileprivate var text: String {
    let flag = flag.map { String($0.rawValue) } ?? ""
    let precision = precision == .none ? "" : ".\(precision.text)"
    return "%\(flag)\(width.text)\(precision)\(conversion.rawValue)"
  }
}

extension Directive.Extent {
  /// The width or precision as a script writes it.
  fileprivate var text: String {
    switch self {
    case .none: ""
    case .fixed(let number): String(number)
    case .argument: "*"
    }
  }
}
