/// A value of JSON.
package indirect enum JSON: Sendable {
  /// Nothing.
  case null

  /// `true` or `false`.
  case truth(Bool)

  /// A number.
  case number(Int)

  /// A text.
  case text(String)

  /// Values in order.
  case list([JSON])

  /// Named values in order.
  case object([(String, JSON)])

  /// A member of a document.
  package enum Member: Sendable {
    /// A value on the line of its name.
    case value(JSON)
    /// A list whose elements have lines of their own.
    case lines([JSON])
  }

  /// Returns the text of an object with these members, in lines.
  package static func document(_ members: [(String, Member)]) -> String {
    let lines = members.map { name, member -> String in
      switch member {
      case .value(let value): return "  \"\(name)\": \(value.text)"
      case .lines(let values):
        if values.isEmpty { return "  \"\(name)\": []" }
        let elements = values.map { "    \($0.text)" }.joined(separator: ",\n")
        return "  \"\(name)\": [\n\(elements)\n  ]"
      }
    }
    return "{\n\(lines.joined(separator: ",\n"))\n}\n"
  }

  /// The value on one line.
  package var text: String {
    var text = ""
    append(to: &text)
    return text
  }

  /// Appends the value to `text`.
  private func append(to text: inout String) {
    switch self {
    case .null: text += "null"
    case .truth(let value): text += value ? "true" : "false"
    case .number(let value): text += String(value)
    case .text(let value): Self.appendQuoted(value, to: &text)
    case .list(let values):
      text += "["
      for (index, value) in values.enumerated() {
        if index > 0 { text += ", " }
        value.append(to: &text)
      }
      text += "]"
    case .object(let members):
      text += "{"
      for (index, member) in members.enumerated() {
        text += index > 0 ? ", \"" : "\""
        text += member.0
        text += "\": "
        member.1.append(to: &text)
      }
      text += "}"
    }
  }

  /// Appends a string in quotes to `text`.
  private static func appendQuoted(_ string: String, to text: inout String) {
    text += "\""
    if string.utf8.allSatisfy({ $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }
    ) {
      text += string
    } else {
      for scalar in string.unicodeScalars { text += escaped(scalar) }
    }
    text += "\""
  }

  /// Returns a character as it stands between quotes.
  private static func escaped(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "\"": return "\\\""
    case "\\": return "\\\\"
    case "\n": return "\\n"
    case "\t": return "\\t"
    case _ where scalar.value < 0x20:
      let digits = String(scalar.value, radix: 16)
      return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    default: return String(scalar)
    }
  }
}
