import Diagnostics

/// `probe name = points { prologue }, { epilogue }` or `probe name += points { epilogue }`.
package struct AliasDeclaration: Sendable, Hashable {
  /// The names, as `probe a = b = points` gives several; at least one. None is optional or has a condition.
  ///
  /// A part of a name may have a literal in parentheses. Such a part stands for the same part with the same
  /// literal: `kernel.mark("audit_syscall_entry")` is a name of its own.
  package let names: [ProbePoint]
  /// Where it leads; at least one.
  package let points: [ProbePoint]
  /// What runs before the handler; `nil` for `+=`.
  package let prologue: BlockStatement?
  /// What runs after the handler; `nil` if there is none.
  package let epilogue: BlockStatement?
  /// The place from `probe` to the end of the last block.
  package let range: SourceRange

  /// Creates an alias.
  package init(
    names: [ProbePoint], points: [ProbePoint], prologue: BlockStatement?,
    epilogue: BlockStatement?, range: SourceRange
  ) {
    self.names = names
    self.points = points
    self.prologue = prologue
    self.epilogue = epilogue
    self.range = range
  }
}
