import Diagnostics

/// A name as it stands in the source.
package struct Identifier: Sendable, Hashable {
  /// The name, without any `$` or `@` in front.
  package let text: String
  /// Its place.
  package let range: SourceRange

  /// Creates the name `text` at `range`.
  package init(_ text: String, at range: SourceRange) {
    self.text = text
    self.range = range
  }
}
