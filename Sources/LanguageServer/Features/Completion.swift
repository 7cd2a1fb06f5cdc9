import Diagnostics
import Translator

extension ScriptAnalysis {
  /// How many words one list has at most.
  private static let completionLimit = 500

  /// Returns the words that may be meant at `offset`.
  func completions(at offset: Int) -> CompletionList {
    let candidates = candidates(at: offset)
    let typed = typedText(before: offset)
    let range = document.lines.range(offset - typed.utf8.count..<offset)
    var seen: Set<String> = []
    let fitting = candidates.filter { $0.text.hasPrefix(typed) && seen.insert($0.text).inserted }
    return CompletionList(
      isIncomplete: fitting.count > Self.completionLimit,
      items: fitting.prefix(Self.completionLimit).map { candidate in
        CompletionItem(
          label: candidate.text, kind: candidate.kind, detail: candidate.detail,
          textEdit: TextEdit(range: range, newText: candidate.text))
      })
  }

  /// A word that may be meant.
  private struct Candidate {
    /// The text.
    let text: String
    /// What it is.
    let kind: CompletionItem.Kind
    /// The type or the like.
    var detail: String?
  }

  /// Returns the part of the text before `offset` that a word takes the place of.
  private func typedText(before offset: Int) -> String {
    if case .point(let text) = inspection.expectation(at: offset) {
      return PointCompletion(text).typed
    }
    let word = inspection.word(at: offset)
    guard let word, word.range.lowerBound < offset else {
      return document.source.bytes.prefix(offset).last == UInt8(ascii: "@") ? "@" : ""
    }
    return String(decoding: document.source.bytes[word.range.lowerBound..<offset], as: UTF8.self)
  }

  /// Returns the words that have their place at `offset`.
  private func candidates(at offset: Int) -> [Candidate] {
    switch inspection.expectation(at: offset) {
    case .nothing: return []
    case .declaration:
      return LanguageWords.declarations.map { Candidate(text: $0, kind: .keyword) } + macros
    case .point(let text):
      return PointCompletion(text).words(translator).map { Candidate(text: $0, kind: .event) }
    case .member(let names):
      let members = members(of: names, among: variables(around: offset)) ?? []
      return members.map { Candidate(text: $0.name, kind: .field, detail: $0.type) }
    case .target: return targets(around: offset)
    case .operation:
      return LanguageWords.operators.map { Candidate(text: $0, kind: .operator) } + macros
    case .code:
      return targets(around: offset) + names(around: offset)
        + (LanguageWords.operators.map { Candidate(text: $0, kind: .operator) } + macros)
    }
  }

  /// The macros of the library.
  private var macros: [Candidate] {
    translator.library.macroNames.map { Candidate(text: "@" + $0, kind: .operator) }
  }

  /// Returns the target variables of the probes around `offset`.
  private func targets(around offset: Int) -> [Candidate] {
    let known = variables(around: offset).filter { $0.hasPrefix("$") }.map { variable in
      let parts = variable.split(separator: ":", maxSplits: 1)
      return Candidate(
        text: String(parts[0]), kind: .variable, detail: parts.dropFirst().first.map(String.init))
    }
    let all = inspection.points(around: offset) == nil ? [] : ["$$vars", "$$parms"]
    return known + all.map { Candidate(text: $0, kind: .variable, detail: "string") }
  }

  /// Returns the names that have a meaning in the handler or function around `offset`.
  private func names(around offset: Int) -> [Candidate] {
    var result = inspection.variables(around: offset).map { Candidate(text: $0, kind: .variable) }
    for variable in variables(around: offset) where !variable.hasPrefix("$") {
      let parts = variable.split(separator: ":", maxSplits: 1)
      result.append(
        Candidate(text: String(parts[0]), kind: .variable, detail: parts.last.map(String.init)))
    }
    for symbol in document.source.outline {
      switch symbol.kind {
      case .function: result.append(Candidate(text: symbol.name, kind: .function))
      case .global: result.append(Candidate(text: symbol.name, kind: .variable))
      case .macro, .probe: break
      }
    }
    result += LanguageWords.statements.map { Candidate(text: $0, kind: .keyword) }
    let functions =
      LanguageWords.printers + LanguageWords.intrinsics + translator.library.functionNames
    // Names that start with two underscores are a tapset's own.
    return result
      + functions.filter { !$0.hasPrefix("__") }.map { Candidate(text: $0, kind: .function) }
  }
}
