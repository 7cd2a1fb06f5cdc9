import Diagnostics

/// Macros by name.
package struct MacroTable: Sendable {
  /// The macros.
  private var macros: [String: MacroDefinition] = [:]

  /// Creates an empty table.
  package init() {}

  /// The macro called `name`, or `nil` if there is none.
  subscript(name: String) -> MacroDefinition? { macros[name] }

  /// The names of all macros, sorted.
  package var names: [String] { macros.keys.sorted() }

  /// Adds `macro`, in the place of any of the same name.
  mutating func define(_ macro: MacroDefinition) { macros[macro.name.text] = macro }

  /// Adds the macros of `other`, in the place of any of the same names.
  mutating func add(contentsOf other: MacroTable) {
    macros.merge(other.macros) { _, new in new }
  }
}

/// `@define name(parameters) %( body %)`.
struct MacroDefinition: Sendable {
  /// The name.
  let name: Identifier
  /// The names of the parameters; a use has parentheses iff there are any.
  let parameters: [Identifier]
  /// What it stands for.
  let body: [Token]
}
