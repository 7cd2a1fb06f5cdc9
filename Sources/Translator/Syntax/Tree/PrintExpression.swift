import Diagnostics
import IR

/// A call of the `print` family.
package struct PrintExpression: Sendable, Hashable {
  /// Where the text goes.
  package enum Destination: Sendable, Hashable {
    /// The output; the expression has no value.
    case output
    /// The value of the expression: `sprint`, `sprintf` and so on.
    case value
  }

  /// How arguments are laid out.
  package enum Layout: Sendable, Hashable {
    /// By a format string: `printf`.
    case format(FormatString)
    /// One after the other, with the delimiter between them and the ending behind them: `print`, `println`,
    /// `printd`, `printdln`.
    case plain(delimiter: StringLiteral?, ending: Ending)
  }

  /// What follows the last argument.
  package enum Ending: Sendable, Hashable {
    /// Nothing.
    case nothing
    /// A line break.
    case line
  }

  /// Where the text goes.
  package let destination: Destination
  /// How arguments are laid out.
  package let layout: Layout
  /// The arguments, without the format or the delimiter.
  package let arguments: [Expression]
  /// The place of the name.
  package let token: SourceRange
  /// Its place.
  package let range: SourceRange

  /// Creates an expression.
  package init(
    to destination: Destination, layout: Layout, arguments: [Expression], token: SourceRange,
    range: SourceRange
  ) {
    self.destination = destination
    self.layout = layout
    self.arguments = arguments
    self.token = token
    self.range = range
  }
}

/// The literal of a `printf`, taken apart.
package struct FormatString: Sendable, Hashable {
  /// Text and directives. The qualifier `l` is gone, since all numbers are long.
  package let format: Format
  /// The place of each directive, in order.
  package let directiveRanges: [SourceRange]
  /// The literal.
  package let literal: StringLiteral

  /// Creates a format string.
  package init(format: Format, directiveRanges: [SourceRange], literal: StringLiteral) {
    self.format = format
    self.directiveRanges = directiveRanges
    self.literal = literal
  }
}
