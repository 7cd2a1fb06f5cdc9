import IR

/// Expressions.
extension TreePrinter {
  /// Prints an expression, without parentheses around the whole of it.
  mutating func print(_ expression: Expression) {
    switch expression {
    // Literals have no sign: those above the largest long wrap.
    case .number(let literal): write(String(UInt64(bitPattern: literal.value)))
    case .string(let literal): print(literal)
    case .variable(let name): write(name.text)
    case .element(let element): print(element)
    case .target(let target): print(target)
    case .call(let call): print(call)
    case .prefix(let expression): print(expression)
    case .increment(let expression): print(expression)
    case .binary(let expression):
      infix(expression.left, expression.operation.symbol, expression.right)
    case .logical(let expression):
      infix(expression.left, expression.operation == .and ? "&&" : "||", expression.right)
    case .comparison(let expression):
      infix(expression.left, expression.comparison.symbol, expression.right)
    case .concatenation(let expression): infix(expression.left, ".", expression.right)
    case .match(let expression):
      infix(expression.operand, expression.isNegated ? "!~" : "=~", .string(expression.pattern))
    case .membership(let expression):
      print(expression.indices)
      write(" in ")
      switch expression.collection {
      case .array(let name): write(name.text)
      case .histogram(let histogram): print(histogram)
      }
    case .conditional(let expression): print(expression)
    case .assignment(let expression):
      infix(expression.place, expression.operation.symbol, expression.value)
    case .print(let expression): print(expression)
    case .statistic(let expression): print(expression)
    case .histogram(let histogram): print(histogram)
    case .bucket(let bucket):
      print(bucket.histogram)
      print([.expression(bucket.index)])
    case .operator(let expression): print(expression)
    case .embedded(let code): write("%{\(code.text)%}")
    }
  }

  /// Prints an expression in parentheses.
  private mutating func operand(_ expression: Expression) {
    write("(")
    print(expression)
    write(")")
  }

  /// Prints an operator between its operands. A regular expression has no parentheses.
  private mutating func infix(_ left: Expression, _ symbol: String, _ right: Expression) {
    operand(left)
    write(" \(symbol) ")
    if symbol == "=~" || symbol == "!~" { print(right) } else { operand(right) }
  }

  /// Prints keys in brackets.
  mutating func print(_ indices: [Index]) {
    write("[")
    list(indices) { printer, index in
      switch index {
      case .expression(let expression): printer.print(expression)
      case .any: printer.write("*")
      }
    }
    write("]")
  }

  /// Prints an element of an array.
  mutating func print(_ element: ElementAccess) {
    write(element.array.text)
    print(element.indices)
  }

  /// Prints a call.
  private mutating func print(_ call: CallExpression) {
    write("\(call.function.text)(")
    list(call.arguments) { $0.print($1) }
    write(")")
  }

  /// Prints an operator and its operand.
  private mutating func print(_ expression: PrefixExpression) {
    switch expression.operation {
    case .plus: write("+")
    case .minus: write("-")
    case .not: write("!")
    case .complement: write("~")
    }
    operand(expression.operand)
  }

  /// Prints `++` or `--` and its operand.
  private mutating func print(_ expression: IncrementExpression) {
    let symbol = expression.delta > 0 ? "++" : "--"
    if expression.position == .prefix { write(symbol) }
    operand(expression.operand)
    if expression.position == .postfix { write(symbol) }
  }

  /// Prints `condition ? then : otherwise`.
  private mutating func print(_ expression: ConditionalExpression) {
    operand(expression.condition)
    write("?")
    operand(expression.then)
    write(":")
    operand(expression.otherwise)
  }

  /// Prints a call of the `print` family.
  private mutating func print(_ expression: PrintExpression) {
    if expression.destination == .value { write("s") }
    write("print")
    switch expression.layout {
    case .format(let format):
      write("f(")
      print(format.literal)
      if !expression.arguments.isEmpty { write(", ") }
    case .plain(let delimiter, let ending):
      if delimiter != nil { write("d") }
      write(ending == .line ? "ln(" : "(")
      if let delimiter {
        print(delimiter)
        write(", ")
      }
    }
    list(expression.arguments) { $0.print($1) }
    write(")")
  }

  /// Prints the reading of a statistic.
  private mutating func print(_ expression: StatisticExpression) {
    write("@\(expression.statistic.word)(")
    print(expression.operand)
    if case .variance(let shift) = expression.statistic, shift != 0 { write(", \(shift)") }
    write(")")
  }

  /// Prints a histogram.
  mutating func print(_ expression: HistogramExpression) {
    switch expression.histogram {
    case .logarithmic:
      write("@hist_log(")
      print(expression.operand)
    case .linear(let low, let high, let step):
      write("@hist_linear(")
      print(expression.operand)
      write(", \(low), \(high), \(step)")
    }
    write(")")
  }
}
