import Diagnostics
import Translator

/// What the translator makes of a document.
struct ScriptAnalysis: Sendable {
  /// The translator.
  let translator: ScriptTranslator
  /// The document.
  let document: Document
  /// What stands where.
  let inspection: ScriptInspection

  /// Prepares to look at `document`.
  init(_ document: Document, _ translator: ScriptTranslator) {
    self.document = document
    self.translator = translator
    inspection = ScriptInspection(document.source)
  }

  /// What is found wrong on the way to two halves, and the files that it is found in; the document is the first.
  var findings: (log: DiagnosticLog, sources: SourceMap) {
    let parsed = translator.parsed([document.source])
    // What arguments would say is not known here.
    if parsed.log.diagnostics.contains(where: { $0.id == Self.missingArgument }) {
      return (parsed.log, parsed.sources)
    }
    let halves = translator.halved(translator.lowered(translator.elaborated(parsed)))
    return (halves.log, halves.sources)
  }

  /// The name of the diagnostic for a script argument that is not given.
  static let missingArgument = "missing-argument"

  /// What the script means; `nil` if it is wrong.
  var meaning: TypedProgram? { translator.elaborated(translator.parsed([document.source])).value }

  /// The variables of the probes around `offset`, as `name:type`: those of the first site of each probe point.
  func variables(around offset: Int) -> [String] {
    guard let points = inspection.points(around: offset) else { return [] }
    return variables(ofPoints: points)
  }

  /// The variables of `points`, as `name:type`.
  func variables(ofPoints points: String) -> [String] {
    let probe = SourceText(name: document.source.name, text: "probe \(points) { }")
    let program = translator.elaborated(translator.parsed([probe])).value
    var seen: Set<String> = []
    return (program?.probes.prefix(8) ?? []).flatMap(\.variables).filter {
      seen.insert($0).inserted
    }
  }

  /// Returns the type that `names` lead to, the first of which is that of one of `variables`, as the kernel
  /// spells it, and its members; `nil` if they lead nowhere.
  func members(of names: [String], among variables: [String]) -> [(name: String, type: String)]? {
    guard let first = names.first,
      let variable = variables.first(where: { $0.hasPrefix("\(first):") })
    else { return nil }
    let types = translator.kernel.types
    guard var id = types.type(spelled: String(variable.dropFirst(first.count + 1)))?.base else {
      return nil
    }
    for name in names.dropFirst() {
      guard let member = types.member(name, of: id) else { return nil }
      id = member.type
      while let target = types.target(of: id) { id = target }
    }
    return types.memberNames(of: id).map { name in
      (name, types.member(name, of: id).map { types.text(of: $0.type) } ?? "")
    }
  }
}
