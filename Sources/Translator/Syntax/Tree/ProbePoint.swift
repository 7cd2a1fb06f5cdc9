import Diagnostics

/// A probe point as a script writes it, such as `kernel.trace("sched:*")? if (on)`.
///
/// Groups such as `timer.{s(1),ms(5)}` are written out: one point for each choice.
package struct ProbePoint: Sendable, Hashable {
  /// What a missing site means.
  package enum Presence: Sendable, Hashable {
    /// No mark: a missing site is an error.
    case required
    /// `?`: a missing site is passed over.
    case optional
    /// `!`: a missing site is passed over, and one that is found makes later points of the list needless.
    case sufficient
  }

  /// One part between dots.
  package struct Component: Sendable, Hashable {
    /// The name; may hold `*` and `**`.
    package let name: Identifier
    /// What stands in parentheses behind it.
    package let argument: Literal?

    /// Creates a part.
    package init(_ name: Identifier, argument: Literal? = nil) {
      self.name = name
      self.argument = argument
    }

    /// `true` iff the name holds a `*`.
    package var hasWildcard: Bool { name.text.utf8.contains(UInt8(ascii: "*")) }

    /// The place of the name and the argument.
    package var range: SourceRange {
      argument.map { name.range.joined(with: $0.range) } ?? name.range
    }
  }

  /// The parts; at least one.
  package let components: [Component]
  /// What a missing site means.
  package let presence: Presence
  /// When the probe is armed; `nil` for always.
  package let condition: Expression?
  /// Its place.
  package let range: SourceRange

  /// Creates a probe point.
  package init(
    _ components: [Component], presence: Presence = .required, condition: Expression? = nil,
    range: SourceRange
  ) {
    self.components = components
    self.presence = presence
    self.condition = condition
    self.range = range
  }
}
