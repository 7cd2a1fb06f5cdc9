import KernelDescription

/// Gives the fields of system call events the width and sign of their C types.
///
/// The kernel declares each argument eight bytes wide and unsigned, whatever its type; what the system call
/// takes are the lower bytes.
struct ArgumentWidths {
  /// The size in bytes and the sign of types by their names.
  private let scalars: [String: ScalarType]

  /// Creates widths from the kernel's own types; C's types need not be among them.
  init(types: [String: ScalarType]) { scalars = types }

  /// Returns the event with the fields of the arguments as wide as their types.
  func corrected(_ event: TraceEvent) -> TraceEvent {
    var event = event
    for index in event.fields.indices.dropFirst() {
      guard case .integer = event.fields[index].shape,
        let scalar = scalar(spelled: event.fields[index].typeText),
        scalar.size <= event.fields[index].size
      else { continue }
      event.fields[index].size = scalar.size
      event.fields[index].isSigned = scalar.isSigned
    }
    return event
  }

  /// Returns the type that a declaration spells.
  private func scalar(spelled text: String) -> ScalarType? {
    let words = text.split(separator: " ").filter { $0 != "const" }
    switch words.first {
    case "enum": return ScalarType(size: 4, isSigned: false)
    case "unsigned":
      let size = words.contains("long") ? 8 : words.contains("short") ? 2 : 4
      return ScalarType(size: words.contains("char") ? 1 : size, isSigned: false)
    case "int": return ScalarType(size: 4, isSigned: true)
    case "long": return ScalarType(size: 8, isSigned: true)
    case let name?: return scalars[String(name)]
    case nil: return nil
    }
  }
}
