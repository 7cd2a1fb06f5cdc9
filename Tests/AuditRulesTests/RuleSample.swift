import AuditRules
import Diagnostics

/// Rules of a machine that is the same everywhere.
enum RuleSample {
  /// Its users, groups and directories.
  static let facts = RuleFacts(
    user: { ["root": 0, "chrony": 106, "alice": 1000][$0] },
    group: { ["root": 0, "wheel": 10][$0] },
    isDirectory: { $0.hasSuffix(".d") || $0.hasSuffix("/") })

  /// Returns the parser that has read `text`.
  static func parser(_ text: String) -> RuleParser {
    var parser = RuleParser(facts: facts)
    parser.read(name: "sample.rules", bytes: Array(text.utf8))
    return parser
  }

  /// Returns what is wrong with `text`, as it is shown.
  static func diagnostics(of text: String) -> String {
    let parser = parser(text)
    return DiagnosticRenderer(sources: parser.sources).text(of: parser.log)
  }

  /// Returns what is wrong with `text`, the table of its rules, and unless something is wrong the script.
  static func outcome(of text: String) -> String {
    let parser = parser(text)
    let compiled = RuleCompiler(parser.rules).compiled
    var parts = [DiagnosticRenderer(sources: parser.sources).text(of: parser.log)]
    parts.append(RuleListing(parser).text)
    if !parser.log.hasErrors {
      parts.append("calls: \(compiled.calls)\n")
      parts.append(compiled.script)
    }
    return parts.filter { !$0.isEmpty }.joined(separator: "\n")
  }
}
