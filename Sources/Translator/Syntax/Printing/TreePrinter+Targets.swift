import IR

/// Target variables, and operators that start with `@`.
extension TreePrinter {
  /// Prints a target variable and what is reached from it.
  mutating func print(_ target: TargetExpression) {
    if target.form == .address { write("&") }
    switch target.base {
    case .variable(let name): write("$\(name.text)")
    case .summary(let name): write("$$\(name.text)")
    case .named(let name, let module):
      call("var", [.string(name)], [module])
    case .cast(let value, let type, let module):
      call("cast", [value], [type, module])
    case .value(let value):
      write("(")
      print(value)
      write(")")
    }
    for access in target.accesses {
      switch access {
      case .member(let name): write("->\(name.text)")
      case .element(let index, _): print([.expression(index)])
      }
    }
    switch target.form {
    case .value, .address: break
    case .text: write("->$")
    case .deepText: write("->$$")
    }
  }

  /// Prints an operator.
  mutating func print(_ expression: OperatorExpression) {
    switch expression.kind {
    case .defined(let operand): call("defined", [operand])
    case .entry(let operand): call("entry", [operand])
    case .counter(let name): call("perf", [.string(name)])
    case .probeWrite(let name): call("probewrite", [.variable(name)])
    case .constant(let text): call("const", [.string(text)])
    case .enumerator(let name): call("enum", [.string(name)])
    case .enumeratorName(let value, let type, let module):
      call("enumname", [value], [type, module])
    case .dereference(let space, let size, let address):
      call(space == .user ? "uderef" : "kderef", [.number(size), address])
    case .register(let space, let number):
      call(space == .user ? "uregister" : "kregister", [.number(number)])
    }
  }

  /// Prints the operator `@name` with its operands, and with those of the `literals` that are there.
  private mutating func call(
    _ name: String, _ operands: [Expression], _ literals: [StringLiteral?] = []
  ) {
    write("@\(name)(")
    list(operands + literals.compactMap { $0.map { .string($0) } }) { $0.print($1) }
    write(")")
  }
}
