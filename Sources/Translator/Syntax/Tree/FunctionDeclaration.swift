import Diagnostics
import IR

/// `function name:type (parameters) :priority { … }`.
package struct FunctionDeclaration: Sendable, Hashable {
  /// What is run.
  package enum Body: Sendable, Hashable {
    /// Statements.
    case statements(BlockStatement)
    /// C.
    case embedded(EmbeddedCode)
  }

  /// One parameter.
  package struct Parameter: Sendable, Hashable {
    /// The name.
    package let name: Identifier
    /// The type; `nil` if none is given.
    package let type: ValueType?

    /// Creates a parameter.
    package init(name: Identifier, type: ValueType? = nil) {
      self.name = name
      self.type = type
    }
  }

  /// The name.
  package let name: Identifier
  /// Who may call it.
  package let visibility: Visibility
  /// The type of the result; `nil` if none is given.
  package let type: ValueType?
  /// The parameters.
  package let parameters: [Parameter]
  /// Which of several functions of one name runs first: the one with the least; `nil` if none is given.
  package let priority: NumberLiteral?
  /// What is run.
  package let body: Body
  /// The place from `function` to the end of the body.
  package let range: SourceRange

  /// Creates a function.
  package init(
    name: Identifier, visibility: Visibility, type: ValueType?, parameters: [Parameter],
    priority: NumberLiteral?, body: Body, range: SourceRange
  ) {
    self.name = name
    self.visibility = visibility
    self.type = type
    self.parameters = parameters
    self.priority = priority
    self.body = body
    self.range = range
  }
}
