import Translator

/// What a probe point that is being written can become.
struct PointCompletion {
  /// The point up to the component that is being written.
  private let head: String
  /// What is there of that component, or of the string in its parentheses.
  let typed: String
  /// `true` iff a string is being written.
  private let isInString: Bool

  /// Takes `text`, the point so far, apart.
  init(_ text: String) {
    // The parts of a group share what is in front of it.
    var head = ""
    var rest = text[...]
    while let brace = rest.lastIndex(of: "{") {
      let inside = rest[rest.index(after: brace)...]
      head = String(rest[..<brace])
      rest = inside.split(separator: ",", omittingEmptySubsequences: false).last ?? ""
      break
    }
    let point = rest.drop { $0 == " " || $0 == "\n" || $0 == "\t" }
    var isInString = false
    var start = point.startIndex
    for index in point.indices {
      if point[index] == "\"" {
        isInString.toggle()
        start = point.index(after: index)
      } else if point[index] == ".", !isInString {
        start = point.index(after: index)
      }
    }
    self.isInString = isInString
    self.head = head + point[..<start]
    typed = String(point[start...])
  }

  /// Returns the words that can stand at the end, without duplicates.
  func words(_ translator: ScriptTranslator) -> [String] {
    isInString ? names(translator) : components(translator)
  }

  /// Returns the strings that can stand in the last parentheses.
  private func names(_ translator: ScriptTranslator) -> [String] {
    switch head {
    case "kernel.trace(\"":
      return translator.kernel.tracepoints.map { point in
        point.system.map { "\($0):\(point.name)" } ?? point.name
      }
    case "kernel.tracepoint(\"": return translator.kernel.tracepointNames.map(\.self)
    case "kernel.mark(\"":
      let declared = translator.library.aliasNames.filter { $0.hasPrefix(head) }
        .map { $0.dropFirst(head.count).prefix { $0 != "\"" } }.map(String.init)
      return declared
        + translator.kernel.eventNames.map { $0.split(separator: ":").last.map(String.init) ?? $0 }
    default: return []
    }
  }

  /// Returns the components that can follow.
  private func components(_ translator: ScriptTranslator) -> [String] {
    var result: [String] = []
    var seen: Set<String> = []
    for form in LanguageWords.pointForms + translator.library.aliasNames where form.hasPrefix(head)
    {
      var component = form.dropFirst(head.count).prefix { $0 != "." && $0 != "\"" }
      if form.dropFirst(head.count).dropFirst(component.count).first == "\"" { component += "\"" }
      let text = String(component)
      if !text.isEmpty, seen.insert(text).inserted { result.append(text) }
    }
    return result
  }
}
