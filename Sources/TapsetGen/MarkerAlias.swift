import KernelDescription

/// The alias that makes something of a kernel a marker.
struct MarkerAlias {
  /// The name.
  private let name: String

  /// The format.
  private let format: String

  /// The module that has the marker; nil for the kernel image.
  private let module: String?

  /// The built-in probe point that the marker stands for.
  private let point: String

  /// The lines that give the arguments their names.
  private let bindings: [String]

  /// How many arguments there are.
  private let argumentCount: Int

  /// Makes `event`, which `module` has, a marker.
  init(event: TraceEvent, module: String?) {
    self.init(
      name: event.name, format: event.markerFormat, module: module,
      point: "kernel.event(\(quoted(event.qualifiedName)))",
      bindings: FieldBindings(fields: event.fields).lines, argumentCount: event.fields.count)
  }

  /// Makes `marker`, of a kernel whose pointers have `wordSize` bytes, what scripts call a marker.
  init(marker: CompiledMarker, wordSize: Int) {
    let arguments = marker.parsedFormat(wordSize: wordSize).arguments
    let owner = marker.module.map { "module(\(quoted($0)))" } ?? "kernel"
    self.init(
      name: marker.name, format: marker.format, module: marker.module,
      point: "\(owner).marker(\(quoted(marker.name))).format(\(quoted(marker.format)))",
      bindings: arguments.enumerated().map { index, argument in
        "$arg\(index + 1) = $\(argument.name ?? "arg\(index + 1)")  // \(argument.typeText)"
      }, argumentCount: arguments.count)
  }

  /// Creates an alias.
  private init(
    name: String, format: String, module: String?, point: String, bindings: [String],
    argumentCount: Int
  ) {
    self.name = name
    self.format = format
    self.module = module
    self.point = point
    self.bindings = bindings
    self.argumentCount = argumentCount
  }

  /// The declaration. A marker of a module has two names, since the kernel has those of its modules too.
  var text: String {
    let marker = "mark(\(quoted(name))).format(\(quoted(format)))"
    let ofModule = module.map { "\n  = module(\(quoted($0))).\(marker)" } ?? ""
    return """
      /// \(name): \(argumentCount) argument\(argumentCount == 1 ? "" : "s")
      probe kernel.\(marker)\(ofModule) = \(point)
      {
      \(bindings.map { "  \($0)\n" }.joined())}

      """
  }
}

/// Returns `text` as a string of the script language.
func quoted(_ text: String) -> String {
  var result = "\""
  for character in text.unicodeScalars {
    switch character {
    case "\"", "\\":
      result.append("\\")
      result.unicodeScalars.append(character)
    case _ where character.value < 0x20 || character.value == 0x7f:
      let digits = String(character.value, radix: 8)
      result += "\\" + String(repeating: "0", count: 3 - digits.count) + digits
    default: result.unicodeScalars.append(character)
    }
  }
  return result + "\""
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
