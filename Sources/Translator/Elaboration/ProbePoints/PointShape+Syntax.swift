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
    let bytes = Array(name.utf8)
    var components: [Component] = []
    var position = 0
    while position < bytes.count {
      let end =
        bytes[position...].firstIndex { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "(") }
        ?? bytes.count
      let word = String(decoding: bytes[position..<end], as: UTF8.self)
      position = end
      components.append(
        Self.argument(in: bytes, at: &position).map { .literal(word, $0) } ?? .name(word))
      position += 1
    }
    self.init(components: components)
  }

  /// Reads the argument in parentheses at `position`; `nil` if none stands there.
  private static func argument(in bytes: [UInt8], at position: inout Int) -> PointArgument? {
    guard position + 1 < bytes.count, bytes[position] == UInt8(ascii: "(") else { return nil }
    position += 1
    guard bytes[position] == UInt8(ascii: "\"") else {
      let digits = bytes[position...].prefix { $0 != UInt8(ascii: ")") }
      position += digits.count + 1
      return .number(Int64(String(decoding: digits, as: UTF8.self)) ?? 0)
    }
    position += 1
    var text: [UInt8] = []
    while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
      let unit = EscapeDecoder.unit(in: bytes, at: position, before: bytes.count)
      if let byte = unit.byte { text.append(byte) }
      position += unit.length
    }
    position += 2
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
