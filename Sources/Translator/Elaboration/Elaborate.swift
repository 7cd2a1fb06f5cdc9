import Diagnostics
import KernelDescription

/// Returns what `script` means on `kernel`: every name resolved, every type known, every site found.
///
/// `environment` and `macros` are what tapsets are preprocessed with. What is wrong is added to `log`; then the program is not to be used. The tapset files of `library` that
/// the script needs are added to `sources`.
package func elaborate(
  _ script: [SyntaxFile], library: TapsetLibrary, kernel: KernelDescription,
  options: ElaborationOptions, environment: PreprocessorEnvironment,
  macros: MacroTable = MacroTable(), sources: inout SourceMap, log: inout DiagnosticLog
) -> TypedProgram {
  var options = options
  // What the parser could not read may have been the probes.
  if log.hasErrors { options.emptyScript = .allowed }
  options.isGuru = environment.guruMode != 0
  let parser = TapsetParser(environment: environment, macros: macros)
  var elaborator = Elaborator(
    script, library: LibraryReader(library, parser: parser, sources: sources), kernel: kernel,
    options: options)
  let program = elaborator.run()
  sources = elaborator.library.sources
  log.add(contentsOf: elaborator.library.log)
  log.add(contentsOf: elaborator.log.sorted)
  return program
}

extension DiagnosticLog {
  /// The same diagnostics in the order of their places; those without one come last.
  fileprivate var sorted: DiagnosticLog {
    var result = DiagnosticLog()
    let keyed = diagnostics.enumerated().map { order, diagnostic in
      let range = diagnostic.range
      return (
        file: range?.file.index ?? .max, start: range?.start ?? .max, order: order,
        diagnostic: diagnostic
      )
    }
    let sorted = keyed.sorted { ($0.file, $0.start, $0.order) < ($1.file, $1.start, $1.order) }
    for entry in sorted { result.add(entry.diagnostic) }
    return result
  }
}
