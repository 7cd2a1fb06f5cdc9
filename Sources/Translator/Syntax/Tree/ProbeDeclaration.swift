import Diagnostics

/// `probe points { … }`.
package struct ProbeDeclaration: Sendable, Hashable {
  /// Where it is to fire; at least one.
  package let points: [ProbePoint]
  /// The handler.
  package let body: BlockStatement
  /// The place from `probe` to the end of the handler.
  package let range: SourceRange

  /// Creates a probe.
  package init(points: [ProbePoint], body: BlockStatement, range: SourceRange) {
    self.points = points
    self.body = body
    self.range = range
  }
}
