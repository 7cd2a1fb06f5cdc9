import ArgumentParser
import AuditRules
import Diagnostics
import Runtime
import Session

/// The rules of an audit, from files of auditctl(8).
struct AuditRuleFiles: ParsableArguments {
  /// The files, or directories of them.
  @Option(
    name: .customLong("rules"),
    help: ArgumentHelp(
      "Only calls that the audit rules in a file select, or in the files *.rules of a directory; may be repeated.",
      valueName: "path"))
  var paths: [String] = []

  /// Whether the rules are only listed.
  @Flag(
    name: .customLong("list-rules"),
    help: "Print a table of the rules that says how far each is honoured, and end.")
  var onlyListed = false

  /// Checks that the options go together.
  func validate() throws {
    if onlyListed, paths.isEmpty { throw ValidationError("--list-rules needs --rules") }
  }

  /// Reads the rules, and shows what is doubtful; `nil` if there are no files.
  ///
  /// - Throws: `ExitStatus` if a file cannot be read or is wrong, after saying so.
  func parser() throws(ExitStatus) -> RuleParser? {
    if paths.isEmpty { return nil }
    var parser = RuleParser(facts: Self.facts)
    for path in try files() {
      let bytes = try Console.reporting { () throws(SystemError) in try Files.bytes(of: path) }
      parser.read(name: path, bytes: bytes)
    }
    let renderer = DiagnosticRenderer(sources: parser.sources, style: ColorUse.auto.style)
    Console.write(renderer.text(of: parser.log), to: .errors)
    if parser.log.hasErrors { throw .wrongScript }
    return parser
  }

  /// The files, those of a directory in the order of their names.
  private func files() throws(ExitStatus) -> [String] {
    var files: [String] = []
    for path in paths {
      if Files.stamp(of: path)?.isDirectory ?? false {
        files += Files.names(in: path).filter { $0.hasSuffix(".rules") }.map { "\(path)/\($0)" }
      } else {
        files.append(path)
      }
    }
    if files.isEmpty {
      Console.complain("there are no files *.rules in '\(paths.joined(separator: "', '"))'")
      throw .refused
    }
    return files
  }

  /// What rules need to know of this machine.
  private static let facts = RuleFacts(
    user: { Accounts.user($0) }, group: { Accounts.group($0) },
    isDirectory: { Files.stamp(of: $0)?.isDirectory ?? false })

  /// Puts the rules of `parser` into `script`, and returns what they ask for, as the script has it.
  ///
  /// - Throws: `ExitStatus.wrongScript` if they select nothing, after saying so.
  static func apply(
    _ parser: RuleParser, to script: inout ScriptRequest
  ) throws(ExitStatus) -> String {
    let compiled = RuleCompiler(parser.rules).compiled
    guard let points = probePoints(for: compiled.calls) else {
      Console.complain("the rules select no system call; --list-rules says why")
      throw .wrongScript
    }
    script.addedTexts.append(compiled.script)
    script.arguments = points
    return compiled.needsPaths ? "paths" : "rules"
  }

  /// Returns the probe points for the entries and the returns of `calls`; `nil` if there are none.
  private static func probePoints(for calls: CompiledRules.Calls) -> [String]? {
    let names: [String]
    switch calls {
    case .all: names = ["*"]
    case .some(let native, let compatible):
      names = native + (compatible.isEmpty ? [] : ["other"])
    }
    if names.isEmpty { return nil }
    // A kernel need not have each call that the table of numbers has.
    return ["", ".return"].map { suffix in
      names.map { "syscall.\($0)\(suffix) ?" }.joined(separator: ", ")
    }
  }
}
