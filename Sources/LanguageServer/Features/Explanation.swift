import Translator

extension ScriptAnalysis {
  /// Returns what there is to say of the word at `offset`; `nil` if there is none, or nothing.
  func hover(at offset: Int) -> Hover? {
    guard let word = inspection.word(at: offset), let text = explanation(of: word, at: offset)
    else {
      return nil
    }
    return Hover(contents: .init(value: text), range: document.lines.range(word.range))
  }

  /// Returns what there is to say of `word`; `nil` if nothing is known.
  private func explanation(of word: ScriptInspection.Word, at offset: Int) -> String? {
    switch word.role {
    case .keyword: return nil
    case .function: return declaration(of: word).map(Self.text) ?? Self.builtIn(word.text)
    case .operation: return declaration(of: word).map(Self.text)
    case .variable: return explanation(ofVariable: word, at: offset)
    case .target:
      let variable = variables(around: offset).first { $0.hasPrefix(word.text + ":") }
      return variable.map(Self.code)
    case .member(let names):
      let member = members(of: names, among: variables(around: offset))?.first {
        $0.name == word.text
      }
      return member.map { Self.code("\($0.type) \($0.name)") }
    case .component(let point): return explanation(ofPoint: point)
    }
  }

  /// Returns the type of the variable `word`, and where it comes from.
  private func explanation(ofVariable word: ScriptInspection.Word, at offset: Int) -> String? {
    let meaning = meaning
    if let meaning {
      let bodies =
        meaning.probes.map { ($0.range, $0.locals) }
        + meaning.functions.map { ($0.range, $0.locals) }
      for (range, locals) in bodies
      where range.file.index == 0 && range.start <= offset && offset <= range.end {
        if let local = locals.first(where: { $0.name == word.text }) {
          return Self.code(local.listing)
        }
      }
      if let global = meaning.globals.first(where: { $0.name == word.text }) {
        let comment = declaration(of: word)?.comment.map { "\n\n" + $0 } ?? ""
        return Self.code("global \(global.listing)") + comment
      }
    }
    if let variable = variables(around: offset).first(where: { $0.hasPrefix(word.text + ":") }) {
      return Self.code(variable)
    }
    return declaration(of: word).map(Self.text)
  }

  /// Returns what a handler of `point` can use.
  private func explanation(ofPoint point: String) -> String? {
    let variables = variables(ofPoints: point)
    let comment = translator.library.declarations(ofAlias: point).first?.comment
    guard !variables.isEmpty || comment != nil else { return nil }
    return ([Self.code(point)] + [comment].compactMap(\.self) + variables.map { "- `\($0)`" })
      .joined(separator: "\n\n")
  }

  /// Returns what a reader sees of `declaration`.
  private static func text(of declaration: LibraryDeclaration) -> String {
    code(declaration.head) + (declaration.comment.map { "\n\n" + $0 } ?? "")
  }

  /// Returns what is known of the built-in function `name`; `nil` if there is none.
  private static func builtIn(_ name: String) -> String? {
    LanguageWords.signature(ofIntrinsic: name).map(code)
  }

  /// Returns `text` as code.
  private static func code(_ text: String) -> String { "```systemtap\n\(text)\n```" }
}
