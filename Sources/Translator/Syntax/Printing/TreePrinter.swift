import Diagnostics
import IR

/// Writes a tree as a script, with parentheses around each operand: what `-p1` prints.
///
/// The text parses to the same tree again. It has one statement a line and no indentation, as SystemTap's has.
package struct TreePrinter {
  /// The text so far.
  private(set) var text = ""

  /// Creates a printer that has printed nothing.
  private init() {}

  /// Returns the text of `files`, whose names are in `sources`.
  package static func text(of files: [SyntaxFile], in sources: SourceMap) -> String {
    title + files.map { section(of: $0, named: sources[$0.id].name) }.joined()
  }

  /// Returns the text of `file`, whose name is `name`.
  package static func text(of file: SyntaxFile, named name: String) -> String {
    title + section(of: file, named: name)
  }

  /// What stands in front of all files.
  private static let title = "# parse tree dump\n"

  /// Returns what stands in a text for `file`, whose name is `name`.
  private static func section(of file: SyntaxFile, named name: String) -> String {
    var printer = TreePrinter()
    printer.write("# file \(name)\n")
    for code in file.embeddedCode { printer.write("%{\(code.text)%}\n") }
    for global in file.globals { printer.print(global) }
    for alias in file.aliases { printer.print(alias) }
    for probe in file.probes { printer.print(probe) }
    for function in file.functions { printer.print(function) }
    return printer.text
  }

  /// Returns the text of `expression`.
  package static func text(of expression: Expression) -> String {
    var printer = TreePrinter()
    printer.print(expression)
    return printer.text
  }

  /// Returns the text of `point`.
  package static func text(of point: ProbePoint) -> String {
    var printer = TreePrinter()
    printer.print(point)
    return printer.text
  }

  /// Appends `text`.
  mutating func write(_ text: String) { self.text += text }

  /// Prints `items`, with ", " between them, each by `print`.
  mutating func list<Item>(_ items: [Item], _ print: (inout TreePrinter, Item) -> Void) {
    for (index, item) in items.enumerated() {
      if index > 0 { write(", ") }
      print(&self, item)
    }
  }

  /// Prints a global.
  private mutating func print(_ global: GlobalDeclaration) {
    if global.visibility == .file { write("private ") }
    write("global \(global.name.text)")
    if global.wraps { write("%") }
    if let capacity = global.capacity { write("[\(capacity.value)]") }
    if let initializer = global.initializer {
      write(" = ")
      print(initializer)
    }
    write("\n")
  }

  /// Prints an alias.
  private mutating func print(_ alias: AliasDeclaration) {
    write("probe ")
    for name in alias.names {
      print(name)
      write(alias.prologue == nil ? " += " : " = ")
    }
    print(alias.points)
    if let prologue = alias.prologue { print(prologue) }
    if alias.prologue != nil, alias.epilogue != nil { write(", ") }
    if let epilogue = alias.epilogue { print(epilogue) }
    write("\n")
  }

  /// Prints a probe.
  private mutating func print(_ probe: ProbeDeclaration) {
    write("probe ")
    print(probe.points)
    print(probe.body)
    write("\n")
  }

  /// Prints `points` with commas between them.
  private mutating func print(_ points: [ProbePoint]) {
    for (index, point) in points.enumerated() {
      if index > 0 { write(",") }
      print(point)
    }
  }

  /// Prints a probe point.
  private mutating func print(_ point: ProbePoint) {
    for (index, component) in point.components.enumerated() {
      if index > 0 { write(".") }
      write(component.name.text)
      if let argument = component.argument {
        write("(")
        print(argument)
        write(")")
      }
    }
    switch point.presence {
    case .required: break
    case .optional: write("?")
    case .sufficient: write("!")
    }
    if let condition = point.condition {
      write(" if (")
      print(condition)
      write(")")
    }
  }

  /// Prints a function.
  private mutating func print(_ function: FunctionDeclaration) {
    if function.visibility == .file { write("private ") }
    write("function \(function.name.text)")
    print(function.type)
    write(" (")
    list(function.parameters) { printer, parameter in
      printer.write(parameter.name.text)
      printer.print(parameter.type)
    }
    write(")")
    if let priority = function.priority { write(" :\(priority.value)") }
    write("\n")
    switch function.body {
    case .statements(let block): print(block)
    case .embedded(let code): write("%{\(code.text)%}")
    }
    write("\n")
  }

  /// Prints a colon and `type`, if there is one.
  private mutating func print(_ type: ValueType?) {
    if let type { write(":\(type.rawValue)") }
  }

  /// Prints a literal where the grammar takes nothing else.
  private mutating func print(_ literal: Literal) {
    switch literal {
    case .number(let number): write(String(number.value))
    case .string(let string): print(string)
    }
  }

  /// Prints a string in quotes.
  mutating func print(_ string: StringLiteral) { write(StringQuoting.quoted(string.bytes)) }
}
