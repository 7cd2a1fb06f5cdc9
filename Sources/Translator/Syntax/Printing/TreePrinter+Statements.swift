import IR

/// Statements.
extension TreePrinter {
  /// Prints a block.
  mutating func print(_ block: BlockStatement) {
    write("{\n")
    for statement in block.statements {
      print(statement)
      write("\n")
    }
    write("}")
  }

  /// Prints a statement, without a line break at its end.
  private mutating func print(_ statement: Statement) {
    switch statement {
    case .empty: write(";")
    case .expression(let expression):
      print(expression)
      write(";")
    case .block(let block): print(block)
    case .if(let statement): print(statement)
    case .loop(let loop): print(loop)
    case .forEach(let loop): print(loop)
    case .break: write("break;")
    case .continue: write("continue;")
    case .next: write("next;")
    case .return(let statement):
      write("return")
      if let value = statement.value {
        write(" ")
        print(value)
      }
      write(";")
    case .delete(let statement): print(statement)
    case .try(let statement): print(statement)
    }
  }

  /// Prints an `if`.
  private mutating func print(_ statement: IfStatement) {
    write("if (")
    print(statement.condition)
    write(") ")
    print(statement.then)
    if let otherwise = statement.otherwise {
      write("\nelse ")
      print(otherwise)
    }
  }

  /// Prints a `while` or a `for` as a `for`.
  private mutating func print(_ loop: LoopStatement) {
    write("for (")
    if let initial = loop.initial { print(initial) }
    write("; ")
    if let condition = loop.condition { print(condition) }
    write("; ")
    if let update = loop.update { print(update) }
    write(") ")
    print(loop.body)
  }

  /// Prints a `foreach`.
  private mutating func print(_ loop: ForEachStatement) {
    write("foreach (")
    if let value = loop.value { write("\(value.text) = ") }
    write("[")
    for (index, key) in loop.keys.enumerated() {
      write(index > 0 ? ", \(key.text)" : key.text)
      if case .key(index) = loop.order?.subject { print(loop.order) }
    }
    write("] in ")
    switch loop.source {
    case .array(let array, let slice):
      write(array.text)
      if !slice.isEmpty { print(slice) }
    case .histogram(let histogram): print(histogram)
    }
    switch loop.order?.subject {
    case .value: print(loop.order)
    case .statistic(let statistic):
      write(" @\(statistic.word)")
      print(loop.order)
    case .key, nil: break
    }
    if let limit = loop.limit {
      write(" limit ")
      print(limit)
    }
    write(") ")
    print(loop.body)
  }

  /// Prints the mark of an order.
  private mutating func print(_ order: ForEachStatement.Order?) {
    if let order { write(order.isDescending ? "-" : "+") }
  }

  /// Prints a `delete`.
  private mutating func print(_ statement: DeleteStatement) {
    write("delete ")
    switch statement.target {
    case .variable(let name): write(name.text)
    case .element(let element): print(element)
    case .other(let expression): print(expression)
    }
    write(";")
  }

  /// Prints a `try`.
  private mutating func print(_ statement: TryStatement) {
    write("try ")
    print(statement.body)
    write(" catch ")
    if let message = statement.message { write("(\(message.text)) ") }
    print(statement.handler)
  }
}
