import KernelDescription

extension MarkerListing {
  /// One JSON object: what identifies the kernel, then its markers, tracepoints and system calls, each on a line
  /// of its own.
  package var json: String {
    let identity = kernel.identity
    let members = [
      member("release", .text(identity.release)), member("version", .text(identity.version)),
      member("machine", .text(identity.machine)), member("build_id", .text(identity.buildID)),
      member("word_size", .number(identity.wordSize)), member("markers", events.map(marker)),
      member("tracepoints", kernel.tracepoints.map(tracepoint)),
      member("system_calls", kernel.systemCalls.map(systemCall)),
    ]
    return "{\n\(members.joined(separator: ",\n"))\n}\n"
  }

  /// Returns a member of the outermost object.
  private func member(_ name: String, _ value: JSON) -> String { "  \"\(name)\": \(value.text)" }

  /// Returns a member of the outermost object that is a list.
  private func member(_ name: String, _ elements: [JSON]) -> String {
    if elements.isEmpty { return "  \"\(name)\": []" }
    return "  \"\(name)\": [\n\(elements.map { "    \($0.text)" }.joined(separator: ",\n"))\n  ]"
  }

  /// Returns one marker.
  private func marker(_ event: TraceEvent) -> JSON {
    .object([
      ("name", .text(event.name)), ("system", .text(event.system)),
      ("module", .text(modules[event.name] ?? "vmlinux")),
      ("id", event.id.map { .number($0) } ?? .null), ("format", .text(event.markerFormat)),
      ("arguments", .list(event.fields.map(argument))),
    ])
  }

  /// Returns one argument of a marker.
  private func argument(_ field: EventField) -> JSON {
    .object([
      ("name", .text(field.name)), ("type", .text(field.typeText)),
      ("kind", .text(kind(of: field))), ("offset", .number(field.offset)),
      ("size", .number(field.size)), ("signed", .truth(field.isSigned)),
    ])
  }

  /// Returns what a script sees.
  private func kind(of field: EventField) -> String {
    switch field.shape {
    case .integer: "integer"
    case .pointer: "pointer"
    case .text, .dynamicText, .pointedText: "string"
    case .array, .dynamicArray: "array"
    case .bytes: "bytes"
    }
  }

  /// Returns one tracepoint.
  private func tracepoint(_ tracepoint: Tracepoint) -> JSON {
    .object([
      ("name", .text(tracepoint.name)), ("system", tracepoint.system.map { .text($0) } ?? .null),
      ("module", .text(tracepoint.module ?? "vmlinux")),
      (
        "arguments",
        .list(
          tracepoint.parameters.map {
            .object([("name", .text($0.name)), ("type", .text($0.typeText))])
          })
      ),
    ])
  }

  /// Returns one system call.
  private func systemCall(_ call: SystemCall) -> JSON {
    .object([
      ("name", .text(call.name)), ("number", call.number.map { .number($0) } ?? .null),
      ("traced", .truth(call.hasEvent)),
      (
        "arguments",
        .list(
          call.arguments.map {
            .object([("name", .text($0.name)), ("type", .text($0.typeText))])
          })
      ),
    ])
  }
}

/// A value of JSON.
private indirect enum JSON {
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

  /// The value on one line.
  var text: String {
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
