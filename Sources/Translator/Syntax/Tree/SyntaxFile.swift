import Diagnostics

/// What one source file declares, each kind in the order of the file.
package struct SyntaxFile: Sendable {
  /// The file.
  package let id: SourceFileID
  /// `%{ … %}` at file level.
  package var embeddedCode: [EmbeddedCode] = []
  /// The global variables.
  package var globals: [GlobalDeclaration] = []
  /// The aliases.
  package var aliases: [AliasDeclaration] = []
  /// The probes.
  package var probes: [ProbeDeclaration] = []
  /// The functions.
  package var functions: [FunctionDeclaration] = []
  /// The numbers of the script arguments that the file asks for, from 1.
  package var usedArguments: Set<Int> = []
  /// `true` iff the file names a global of the library that holds arguments: `argc`, `argv` or `argv_1`.
  package var namesArguments = false

  /// Creates a file that declares nothing yet.
  package init(_ id: SourceFileID) { self.id = id }
}

/// C between `%{` and `%}`.
package struct EmbeddedCode: Sendable, Hashable {
  /// The C text between the brackets.
  package let text: String
  /// Its place, brackets included.
  package let range: SourceRange

  /// Creates the C block `text` at `range`.
  package init(_ text: String, at range: SourceRange) {
    self.text = text
    self.range = range
  }
}
