import Diagnostics

extension PointPattern {
  /// Creates the pattern that `point` writes.
  init(_ point: ProbePoint) {
    self.init(
      components: point.components.map { component in
        PointComponent(
          name: component.name.text, argument: component.argument.map(PointArgument.init),
          range: component.range)
      }, range: point.range)
  }
}

extension PointArgument {
  /// Creates the argument that `literal` writes.
  init(_ literal: Literal) {
    switch literal {
    case .number(let literal): self = .number(literal.value)
    case .string(let literal): self = .text(literal.text)
    }
  }
}

extension PointShape {
  /// Creates the form of probe points that an alias named `point` answers.
  init(_ point: ProbePoint) {
    self.init(
      components: point.components.map { component in
        switch component.argument {
        case nil: .name(component.name.text)
        case .number(let literal)?: .literal(component.name.text, .number(literal.value))
        case .string(let literal)?: .literal(component.name.text, .text(literal.text))
        }
      })
  }

  /// Creates the form of probe points that an alias called `name` by an index answers.
  ///
  /// `name` is the source text of the name without blanks: `kernel.mark("a").format("%d \"x\"")`.
  init(indexName name: String) {
    var components: [Component] = []
    var rest = Array(name.utf8)[...]
    while !rest.isEmpty {
      let word = rest.prefix { $0 != UInt8(ascii: ".") && $0 != UInt8(ascii: "(") }
      rest = rest.dropFirst(word.count)
      let text = String(decoding: word, as: UTF8.self)
      components.append(Self.argument(&rest).map { .literal(text, $0) } ?? .name(text))
      rest = rest.dropFirst()
    }
    self.init(components: components)
  }

  /// Takes an argument in parentheses off the front of `rest`; `nil` if none stands there.
  private static func argument(_ rest: inout ArraySlice<UInt8>) -> PointArgument? {
    guard rest.first == UInt8(ascii: "(") else { return nil }
    rest.removeFirst()
    guard rest.first == UInt8(ascii: "\"") else {
      let digits = rest.prefix { $0 != UInt8(ascii: ")") }
      rest = rest.dropFirst(digits.count + 1)
      return .number(Int64(String(decoding: digits, as: UTF8.self)) ?? 0)
    }
    rest.removeFirst()
    var text: [UInt8] = []
    while let byte = rest.popFirst(), byte != UInt8(ascii: "\"") {
      text.append(byte == UInt8(ascii: "\\") ? rest.popFirst() ?? byte : byte)
    }
    rest = rest.dropFirst()
    return .text(String(decoding: text, as: UTF8.self))
  }

  /// The names of the components, with dots between them.
  var path: String { components.map(\.name).joined(separator: ".") }

  /// The name as a script writes it; for forms, with empty parentheses where anything may stand.
  var text: String { components.map(\.text).joined(separator: ".") }
}

extension PointShape.Component {
  /// The component as a script writes it.
  var text: String {
    switch parameter {
    case .none: name
    case .number, .text: "\(name)(…)"
    case .literal(let argument): "\(name)(\(argument.text))"
    }
  }
}
