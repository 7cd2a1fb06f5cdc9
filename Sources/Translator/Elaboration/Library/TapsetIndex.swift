/// What one tapset file declares, and where: found without parsing it.
///
/// A script parses only those declarations of a library that it needs, so the index of each file is made
/// when the library is.
package struct TapsetIndex: Hashable, Sendable {
  /// One top-level declaration.
  package struct Declaration: Hashable, Sendable {
    /// What is declared.
    package let kind: Kind
    /// The offset of its first byte.
    package let start: Int
    /// The offset behind its last byte.
    package let end: Int

    /// Creates a declaration that stands at `start ..< end`.
    package init(_ kind: Kind, start: Int, end: Int) {
      self.kind = kind
      self.start = start
      self.end = end
    }
  }

  /// What a declaration declares.
  package enum Kind: Hashable, Sendable {
    /// Probe aliases, by the text of their names: `syscall.openat`, `kernel.mark("sched_switch")`.
    case aliases([String])
    /// A function.
    case function(String, isPrivate: Bool)
    /// Global variables.
    case globals([String], isPrivate: Bool)
    /// A macro.
    case macro(String)
    /// A probe.
    case probe
  }

  /// The declarations, in order.
  package let declarations: [Declaration]
  /// `true` iff each declaration can be parsed alone: nothing conditional surrounds any of them, and the
  /// file has no macros of its own.
  package let isDivisible: Bool

  /// Creates an index.
  package init(declarations: [Declaration], isDivisible: Bool) {
    self.declarations = declarations
    self.isDivisible = isDivisible
  }
}
