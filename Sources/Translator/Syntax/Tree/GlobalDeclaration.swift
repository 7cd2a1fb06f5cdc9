import Diagnostics

/// One name of a `global` declaration.
package struct GlobalDeclaration: Sendable, Hashable {
  /// The name.
  package let name: Identifier
  /// Who may use it.
  package let visibility: Visibility
  /// The first value; `nil` if none is given.
  package let initializer: Literal?
  /// The number of elements in brackets; `nil` if none is given.
  package let capacity: NumberLiteral?
  /// `true` iff `%` says that a full array drops its oldest element.
  package let wraps: Bool
  /// The place from the name to the end of its initialiser.
  package let range: SourceRange

  /// Creates a declaration.
  package init(
    name: Identifier, visibility: Visibility, initializer: Literal? = nil,
    capacity: NumberLiteral? = nil, wraps: Bool = false, range: SourceRange
  ) {
    self.name = name
    self.visibility = visibility
    self.initializer = initializer
    self.capacity = capacity
    self.wraps = wraps
    self.range = range
  }
}

/// Who may use a global or a function.
package enum Visibility: Sendable, Hashable {
  /// Every file.
  case everywhere
  /// The file that declares it.
  case file
}
