import KernelDescription

/// The alias that makes a trace event a marker.
struct MarkerAlias {
  /// The event.
  let event: TraceEvent

  /// The declaration.
  var text: String {
    let count = event.fields.count
    let bindings = FieldBindings(fields: event.fields).lines.map { "  \($0)\n" }.joined()
    return """
      /// \(event.name): \(count) argument\(count == 1 ? "" : "s")
      probe kernel.mark("\(event.name)").format("\(event.markerFormat)") = kernel.event("\(event.qualifiedName)")
      {
      \(bindings)}

      """
  }
}

extension EventField {
  /// What a script sees, then the kernel's type: `string, char[16]`.
  var remark: String {
    switch shape {
    case .text, .dynamicText, .pointedText: "string, \(typeText)"
    case .array(_, let count): "array of \(count), \(typeText)"
    case .dynamicArray: "array, \(typeText)"
    case .bytes: "\(size) bytes, \(typeText)"
    case .integer, .pointer: typeText
    }
  }
}
