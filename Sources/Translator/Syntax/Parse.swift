import Diagnostics

/// Returns what `file` of `sources` declares; with a `range` only what those bytes, which begin and end between
/// declarations, declare.
///
/// What is wrong goes into `log`, in the order of the file; what could be read is returned all the same. Macros
/// that the file defines hide those of `macros` and are seen by this file only.
package func parse(
  _ file: SourceFileID, range: Range<Int>? = nil, in sources: SourceMap,
  environment: PreprocessorEnvironment, macros: MacroTable, log: inout DiagnosticLog
) -> SyntaxFile {
  var lexer = Lexer(file, range: range, in: sources, arguments: environment.arguments)
  lexer.run()
  var preprocessor = Preprocessor(lexer.tokens, environment: environment, library: macros)
  var tokens = preprocessor.run()
  // Before version 3.0 `private` is a name like others; tapsets are written in the present language.
  if !environment.hasLanguage(of: "3.0"), !sources[file].isTapset {
    for index in tokens.indices where tokens[index].is(.private) {
      tokens[index].kind = .identifier(Keyword.private.rawValue)
    }
  }
  var parser = Parser(
    tokens, of: file, in: sources, environment: environment,
    macros: [macros, preprocessor.macros])
  var tree = parser.parseFile()
  tree.usedArguments = lexer.usedArguments
  tree.namesArguments = tokens.contains(where: \.namesArguments)
  log.add(contentsOf: sorted(preprocessor.log, parser.log))
  let isScript = range == nil && !sources[file].isTapset
  if isScript, tokens.count == 1, preprocessor.log.diagnostics.isEmpty {
    log.add(SyntaxDiagnostics.emptyScript())
  }
  return tree
}

/// Returns the macros that `file` of `sources`, a library of macros, defines.
///
/// What is wrong goes into `log`. Such a file has nothing but definitions.
package func parseMacros(
  _ file: SourceFileID, in sources: SourceMap, environment: PreprocessorEnvironment,
  macros: MacroTable = MacroTable(), log: inout DiagnosticLog
) -> MacroTable {
  var lexer = Lexer(file, in: sources, arguments: environment.arguments)
  lexer.run()
  var preprocessor = Preprocessor(lexer.tokens, environment: environment, library: macros)
  let rest = preprocessor.run()
  log.add(contentsOf: preprocessor.log)
  if let first = rest.first, rest.count > 1 {
    log.add(SyntaxDiagnostics.expected("'@define'", found: first))
  }
  return preprocessor.macros
}

/// Warns of script arguments that none of `files` uses.
package func warnOfUnusedArguments(
  _ arguments: ScriptArguments, in files: [SyntaxFile], log: inout DiagnosticLog
) {
  guard !files.contains(where: \.namesArguments) else { return }
  for number in arguments.words.indices.map({ $0 + 1 })
  where !files.contains(where: { $0.usedArguments.contains(number) }) {
    log.add(SyntaxDiagnostics.unusedArgument(number))
  }
}

extension Token {
  /// `true` iff it is the name of a global that tells of the script's arguments: `argc`, `argv` or `argv_1`.
  fileprivate var namesArguments: Bool {
    guard case .identifier(let name) = kind, name.hasPrefix("arg") else { return false }
    return name == "argc" || name == "argv" || Int(name.dropFirst("argv_".count)) != nil
  }
}

/// Returns the diagnostics of `first` and `second`, in the order of their places.
private func sorted(_ first: DiagnosticLog, _ second: DiagnosticLog) -> DiagnosticLog {
  var result = DiagnosticLog()
  let all = first.diagnostics + second.diagnostics
  let order = all.indices.sorted {
    (all[$0].range?.start ?? 0, $0) < (all[$1].range?.start ?? 0, $1)
  }
  for index in order { result.add(all[index]) }
  return result
}
