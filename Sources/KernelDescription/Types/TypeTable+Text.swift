extension TypeTable {
  /// Returns the C type as text, such as `struct task_struct*`, `unsigned int` or `char[16]`.
  package func text(of id: TypeID) -> String { text(of: id, depth: 0) }

  /// Returns the text of a type met at `depth` levels.
  private func text(of id: TypeID, depth: Int) -> String {
    guard depth < 64 else { return "?" }
    switch self[id] {
    case .void: return "void"
    case .integer(let name, _, _): return Self.customarySpelling(name)
    case .floating(let name, _), .alias(let name, _): return name
    case .pointer(let target): return pointerText(to: target, depth: depth + 1)
    case .array(let element, let count):
      return arrayText(of: element, count: count, depth: depth + 1)
    case .aggregate(let kind, let name, _), .forward(let kind, let name):
      return name.isEmpty ? "\(kind.keyword) {…}" : "\(kind.keyword) \(name)"
    case .enumeration(let name, _, _): return name.isEmpty ? "enum {…}" : "enum \(name)"
    case .qualified(let qualifier, let target):
      return qualifiedText(qualifier, target, depth: depth + 1)
    case .function: return "void ()"
    }
  }

  /// Returns the text of a pointer to `target`.
  private func pointerText(to target: TypeID, depth: Int) -> String {
    if case .function = self[target] { return "void (*)()" }
    let text = text(of: target, depth: depth)
    // The star of a pointer to an array or a function stands within the text.
    if let star = text.range(of: "(*") { return text.replacing(star, with: "(**") }
    if let bracket = text.firstIndex(of: "[") {
      return "\(text[..<bracket]) (*)\(text[bracket...])"
    }
    return "\(text)*"
  }

  /// Returns the text of an array; of a nested one, the outer count comes first.
  private func arrayText(of element: TypeID, count: Int, depth: Int) -> String {
    let text = text(of: element, depth: depth)
    let bound = count == 0 ? "[]" : "[\(count)]"
    if let star = text.range(of: "(*") { return text.replacing(star, with: "(*\(bound)") }
    guard let bracket = text.firstIndex(of: "[") else { return text + bound }
    return "\(text[..<bracket])\(bound)\(text[bracket...])"
  }

  /// Returns the text of a type with a qualifier: before it, or behind the star of a pointer.
  private func qualifiedText(_ qualifier: TypeQualifier, _ target: TypeID, depth: Int) -> String {
    let text = text(of: target, depth: depth)
    guard let keyword = qualifier.keyword else { return text }
    if case .pointer = self[target] { return "\(text) \(keyword)" }
    return "\(keyword) \(text)"
  }

  /// Returns the usual spelling of an integer that compilers describe by all its words.
  private static func customarySpelling(_ name: String) -> String {
    switch name {
    case "long unsigned int": "unsigned long"
    case "long int": "long"
    case "long long unsigned int": "unsigned long long"
    case "long long int": "long long"
    case "short unsigned int": "unsigned short"
    case "short int": "short"
    case "_Bool": "bool"
    default: name
    }
  }
}

extension String {
  /// Returns where `part` first stands; nil if nowhere.
  fileprivate func range(of part: String) -> Range<Index>? {
    var start = startIndex
    while start < endIndex {
      if self[start...].hasPrefix(part) { return start..<index(start, offsetBy: part.count) }
      start = index(after: start)
    }
    return nil
  }

  /// Returns the text with `range` replaced.
  fileprivate func replacing(_ range: Range<Index>, with text: String) -> String {
    "\(self[..<range.lowerBound])\(text)\(self[range.upperBound...])"
  }
}
