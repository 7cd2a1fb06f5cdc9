import KernelDescription

/// A form that probe points can have: the names of its components and what each takes in parentheses.
struct PointShape: Hashable, Sendable {
  /// One component of a form.
  struct Component: Hashable, Sendable {
    /// The name.
    let name: String
    /// What stands in parentheses.
    let parameter: Parameter

    /// A component without parentheses.
    static func name(_ name: String) -> Component { Component(name: name, parameter: .none) }
    /// A component with a number in parentheses.
    static func number(_ name: String) -> Component { Component(name: name, parameter: .number) }
    /// A component with a string in parentheses.
    static func text(_ name: String) -> Component { Component(name: name, parameter: .text) }
    /// A component of an alias with this very literal in parentheses.
    static func literal(_ name: String, _ argument: PointArgument) -> Component {
      Component(name: name, parameter: .literal(argument))
    }
  }

  /// What a component takes in parentheses.
  enum Parameter: Hashable, Sendable {
    /// Nothing; there are no parentheses.
    case none
    /// A number.
    case number
    /// A string.
    case text
    /// This very number, this string, or a pattern that the string matches.
    case literal(PointArgument)
  }

  /// The components.
  let components: [Component]

  /// Creates a form.
  init(_ components: Component...) { self.components = components }

  /// Creates a form.
  init(components: [Component]) { self.components = components }
}

extension PointShape {
  /// Returns `true` iff all of `pattern` matches all of the form.
  func matches(_ pattern: PointPattern) -> Bool {
    // Most points have the form of no other family, which their lengths tell.
    guard pattern.components.count == components.count || pattern.hasWildcards else { return false }
    return Self.match(pattern.components[...], components[...])
  }

  /// Returns `true` iff all of `pattern` matches the first components of the form, and some are left.
  func extends(_ pattern: ArraySlice<PointComponent>) -> Bool {
    components.count > pattern.count
      && Self.match(pattern, components[..<pattern.count])
  }

  /// Returns `true` iff the first components of `pattern` match all of the form, and some are left.
  func isPrefix(of pattern: PointPattern) -> Bool {
    pattern.components.count > components.count
      && Self.match(pattern.components.prefix(components.count), components[...])
  }

  /// Returns `true` iff `pattern` matches `components`.
  private static func match(
    _ pattern: ArraySlice<PointComponent>, _ components: ArraySlice<Component>
  ) -> Bool {
    guard let first = pattern.first else { return components.isEmpty }
    guard !components.isEmpty else { return false }
    let rest = pattern.dropFirst()
    guard first.spansComponents else {
      return first.matches(components[components.startIndex])
        && match(rest, components.dropFirst())
    }
    for count in 1...components.count {
      let spanned = components.prefix(count)
      if first.matches(spanned: spanned), match(rest, components.dropFirst(count)) {
        return true
      }
    }
    return false
  }
}

extension PointComponent {
  /// Returns `true` iff the name and the argument fit `component`.
  func matches(_ component: PointShape.Component) -> Bool {
    (name == component.name || isPattern && Glob(name).matches(component.name))
      && fits(component.parameter)
  }

  /// Returns `true` iff the name matches `components` joined by dots.
  fileprivate func matches(spanned components: ArraySlice<PointShape.Component>) -> Bool {
    guard argument == nil, components.allSatisfy({ $0.parameter == .none }) else { return false }
    // A star of a glob matches dots too, and two stars match what one does.
    return Glob(name).matches(components.map(\.name).joined(separator: "."))
  }

  /// Returns `true` iff the argument is of the kind that `parameter` asks for.
  private func fits(_ parameter: PointShape.Parameter) -> Bool {
    switch (argument, parameter) {
    case (nil, .none), (.number?, .number), (.text?, .text): true
    case (.text(let pattern)?, .literal(.text(let text))):
      pattern == text || Glob(pattern).matches(text)
    case (.number(let number)?, .literal(.number(let literal))): number == literal
    case (nil, _), (.number?, _), (.text?, _): false
    }
  }
}
