import Diagnostics
import Testing

@testable import Translator

/// A script, what it parses to, and what is wrong with it.
struct ParsedScript {
  /// The tree.
  let tree: SyntaxFile
  /// What is wrong.
  let log: DiagnosticLog
  /// The script.
  let sources: SourceMap

  /// Parses `text`.
  init(
    _ text: String, environment: PreprocessorEnvironment = .test, macros: MacroTable = MacroTable()
  ) {
    self.init(bytes: Array(text.utf8), environment: environment, macros: macros)
  }

  /// Parses `bytes`.
  init(
    bytes: [UInt8], environment: PreprocessorEnvironment = .test,
    macros: MacroTable = MacroTable()
  ) {
    var sources = SourceMap()
    var log = DiagnosticLog()
    let file = sources.add(SourceText(name: "script.stp", bytes: bytes))
    tree = parse(file, in: sources, environment: environment, macros: macros, log: &log)
    self.log = log
    self.sources = sources
  }

  /// The diagnostics as a terminal shows them.
  var messages: String { DiagnosticRenderer(sources: sources).text(of: log) }

  /// What `-p1` prints, without the two lines in front.
  var printed: String {
    TreePrinter.text(of: tree, named: "script.stp").split(
      separator: "\n", omittingEmptySubsequences: false
    ).dropFirst(2).joined(separator: "\n")
  }

  /// The text that `range` covers.
  func text(of range: SourceRange) -> String {
    let bytes = sources[range.file].bytes
    return String(decoding: bytes[Int(range.start)..<Int(range.end)], as: UTF8.self)
  }
}

extension PreprocessorEnvironment {
  /// The environment of tests.
  static let test = PreprocessorEnvironment(
    kernelRelease: "6.1.0-56-amd64", configuration: ["CONFIG_SMP": "y", "CONFIG_HZ": "250"])

  /// The environment of tests of what only guru mode allows.
  static let guru = PreprocessorEnvironment(kernelRelease: "6.1.0-56-amd64", guruMode: 1)
}

/// Returns `expression`, parsed as the only statement of a probe.
func parsedExpression(
  _ text: String, sourceLocation: SourceLocation = #_sourceLocation
) throws -> Expression {
  let script = ParsedScript("probe begin { \(text) }")
  #expect(script.messages == "", sourceLocation: sourceLocation)
  let probe = try #require(script.tree.probes.first, sourceLocation: sourceLocation)
  #expect(probe.body.statements.count == 1, sourceLocation: sourceLocation)
  guard case .expression(let expression) = probe.body.statements.first else {
    struct NoExpression: Error {}
    throw NoExpression()
  }
  return expression
}

/// Returns what `text`, a sequence of statements, is printed as inside a probe, without the braces.
func printedStatements(
  _ text: String, sourceLocation: SourceLocation = #_sourceLocation
) -> String {
  let script = ParsedScript("probe begin { \(text) }", environment: .guru)
  #expect(script.messages == "", sourceLocation: sourceLocation)
  return script.printed.split(separator: "\n").dropFirst().dropLast().joined(separator: "\n")
}

/// Returns all of `value` but its places as text, by reflection, so that trees can be compared.
func shape(of value: Any) -> String {
  if value is SourceRange || value is SourceFileID { return "" }
  let mirror = Mirror(reflecting: value)
  if mirror.children.isEmpty { return String(describing: value) }
  let children = mirror.children.map { "\($0.label ?? "")=\(shape(of: $0.value))" }
  return "\(mirror.subjectType)(\(children.joined(separator: " ")))"
}
