import Diagnostics
import Translator

extension ScriptAnalysis {
  /// Returns where the word at `offset` is declared; `nil` if it is not, or in no file.
  func definition(at offset: Int) -> [Location] {
    guard let word = inspection.word(at: offset) else { return [] }
    return declarations(of: word).compactMap { declaration in
      let name = declaration.range(of: word.name) ?? declaration.range
      if declaration.source.name == document.source.name {
        return Location(uri: document.uri, range: document.lines.range(name))
      }
      // Files that are made of the kernel's description are nowhere on disk.
      guard declaration.source.name.hasPrefix("/") else { return nil }
      return location(of: name, in: declaration.source)
    }
  }

  /// Returns the declaration of `word` that comes first.
  func declaration(of word: ScriptInspection.Word) -> LibraryDeclaration? {
    declarations(of: word).first
  }

  /// Returns the declarations of `word`: those of the document, else those of the library.
  private func declarations(of word: ScriptInspection.Word) -> [LibraryDeclaration] {
    let own = document.source.declarations(of: word.name)
    if !own.isEmpty { return own }
    switch word.role {
    case .function: return translator.library.declarations(ofFunction: word.name)
    case .variable: return translator.library.declarations(ofGlobal: word.name)
    case .operation: return translator.library.declarations(ofMacro: word.name)
    case .component(let point): return translator.library.declarations(ofAlias: point)
    case .target, .member, .keyword: return []
    }
  }

  /// The declarations of the document.
  var symbols: [DocumentSymbol] {
    document.source.outline.map { symbol in
      DocumentSymbol(
        name: symbol.name, kind: Self.kind(of: symbol.kind),
        range: document.lines.range(symbol.range),
        selectionRange: document.lines.range(symbol.head))
    }
  }

  /// Returns what an editor calls a declaration of `kind`.
  private static func kind(of kind: OutlineItem.Kind) -> DocumentSymbol.Kind {
    switch kind {
    case .function: .function
    case .global: .variable
    case .macro: .constant
    case .probe: .event
    }
  }
}

extension ScriptInspection.Word {
  /// What declarations call it: a probe point by its text, an operator without its sign.
  fileprivate var name: String {
    switch role {
    case .component(let point): point
    case .operation: String(text.dropFirst())
    case .function, .variable, .target, .member, .keyword: text
    }
  }
}
