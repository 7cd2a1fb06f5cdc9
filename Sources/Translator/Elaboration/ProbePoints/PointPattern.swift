import Diagnostics
import KernelDescription

/// A probe point as a script writes it, with its groups in braces already expanded.
struct PointPattern: Hashable, Sendable {
  /// The dotted parts.
  var components: [PointComponent]
  /// The place in the script.
  var range: SourceRange

  /// The probe point as text.
  var text: String { components.map(\.text).joined(separator: ".") }

  /// `true` iff a component's name is a pattern.
  var hasWildcards: Bool { components.contains(where: \.isPattern) }

  /// Returns whether the name of one of the first `count` components is a pattern.
  func hasWildcards(within count: Int) -> Bool {
    components.prefix(count).contains(where: \.isPattern)
  }
}

extension PointPattern {
  /// The pattern of names in `kernel.mark("PATTERN")` and `module("PATTERN").mark("PATTERN")`; `nil` if the point is
  /// no marker's.
  var markerGlob: String? {
    guard components.count >= 2, case .text(let glob)? = components[1].argument,
      components[0].name != "*", Glob(components[1].name).matches("mark")
    else { return nil }
    switch components[0].argument {
    case nil: return Glob(components[0].name).matches("kernel") ? glob : nil
    case .text?: return Glob(components[0].name).matches("module") ? glob : nil
    case .number?: return nil
    }
  }

  /// The pattern with `.format("*")` behind a marker's name that has no format.
  var withMarkerFormat: PointPattern {
    guard markerGlob != nil, components.count == 2 else { return self }
    var pattern = self
    pattern.components.append(
      PointComponent(name: "format", argument: .text("*"), range: components[1].range))
    return pattern
  }
}

/// One dotted part of a probe point: a name, which may be a pattern, and perhaps an argument.
struct PointComponent: Hashable, Sendable {
  /// The name.
  let name: String
  /// What stands in parentheses behind it.
  let argument: PointArgument?
  /// The place in the script.
  let range: SourceRange
  /// `true` iff the name is a pattern.
  let isPattern: Bool
  /// `true` iff the name spans several components: `**`.
  let spansComponents: Bool

  /// Creates a component.
  init(name: String, argument: PointArgument?, range: SourceRange) {
    self.name = name
    self.argument = argument
    self.range = range
    isPattern = !Glob(name).isLiteral
    spansComponents = isPattern && name.contains("**")
  }

  /// The component as text.
  var text: String { name + (argument.map { "(\($0.text))" } ?? "") }
}

/// The argument of a component of a probe point.
enum PointArgument: Hashable, Sendable {
  /// A number.
  case number(Int64)
  /// A string.
  case text(String)

  /// The argument as a script writes it.
  var text: String {
    switch self {
    case .number(let number): String(number)
    case .text(let text): quoted(text)
    }
  }

  /// Returns `text` in quotes; as SystemTap does, only quotes are escaped.
  private func quoted(_ text: String) -> String {
    var result = "\""
    for character in text.unicodeScalars {
      if character == "\"" { result.append("\\") }
      result.unicodeScalars.append(character)
    }
    return result + "\""
  }
}
