/// What tracefs says of an event in its file `format`.
package struct EventFormat: Sendable {
  /// The subsystem.
  package var system: String

  /// The name.
  package var name: String

  /// The number; nil if it differs from boot to boot.
  package var number: Int?

  /// The fields that all events have.
  var commonFields: [FormatField]

  /// The event's own fields.
  var fields: [FormatField]

  /// How a record is printed: a format in C and its arguments.
  package var printFormat: String

  /// The text of the file, as `f_show` in kernel/trace/trace_events.c writes it; 0 stands for an unknown number.
  package var text: String {
    var text = "name: \(name)\nID: \(number ?? 0)\nformat:\n"
    for field in commonFields { text += field.line }
    text += "\n"
    for field in fields { text += field.line }
    text += "\nprint fmt: \(printFormat)\n"
    return text
  }
}

/// One field in an event's format.
struct FormatField: Sendable {
  /// The name.
  var name: String

  /// The C type; the brackets of an array stand in it, and are written behind the name.
  var type: String

  /// How many elements an array has, if the kernel says so; otherwise the brackets tell.
  var length = 0

  /// Where it starts in the record, in bytes.
  var offset: Int

  /// How many bytes it has.
  var size: Int

  /// Whether it has a sign.
  var isSigned: Bool

  /// The line of the file.
  fileprivate var line: String {
    "\tfield:\(declaration);\toffset:\(offset);\tsize:\(size);\tsigned:\(isSigned ? 1 : 0);\n"
  }

  /// The field as C declares it, but for `__data_loc`, whose brackets stay with the type.
  private var declaration: String {
    guard let bracket = type.firstIndex(of: "["), !type.hasPrefix("__data_loc") else {
      return "\(type) \(name)"
    }
    let bounds = length > 0 ? "[\(length)]" : String(type[bracket...])
    return "\(type[..<bracket]) \(name)\(bounds)"
  }
}
