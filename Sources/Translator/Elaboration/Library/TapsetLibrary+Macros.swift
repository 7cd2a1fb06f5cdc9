import Diagnostics

extension TapsetLibrary {
  /// Returns the macros of the library's `.stpm` files, which are added to `sources`.
  ///
  /// Later files hide the macros of earlier ones. What is wrong with the files goes into `log`.
  package func macros(
    environment: PreprocessorEnvironment, sources: inout SourceMap, log: inout DiagnosticLog
  ) -> MacroTable {
    var table = MacroTable()
    for file in 0..<catalog.fileCount where catalog.fileName(of: file).hasSuffix(".stpm") {
      let id = sources.add(catalog.source(ofFile: file))
      table.add(
        contentsOf: parseMacros(id, in: sources, environment: environment, log: &log))
    }
    return table
  }
}
