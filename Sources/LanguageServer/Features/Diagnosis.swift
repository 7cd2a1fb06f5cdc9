import Diagnostics

extension ScriptAnalysis {
  /// What is wrong with the document, as an editor shows it.
  var diagnostics: [EditorDiagnostic] {
    let (log, sources) = findings
    return log.diagnostics.map { diagnostic(for: $0, in: sources) }
  }

  /// Returns how an editor shows `diagnostic`, whose places are in `sources`.
  private func diagnostic(
    for diagnostic: Diagnostic, in sources: SourceMap
  ) -> EditorDiagnostic {
    var message = diagnostic.message
    if let suggestion = diagnostic.suggestion { message += ": \(suggestion)" }
    for note in diagnostic.notes { message += "\nnote: \(note)" }
    var related = diagnostic.labels.map { label in
      EditorDiagnostic.Related(
        location: location(of: label.range, in: sources), message: label.text)
    }
    var bytes = 0..<0
    if let place = diagnostic.range {
      if isDocument(place.file, in: sources) {
        bytes = Int(place.start)..<Int(place.end)
      } else {
        // It is in a tapset that the script draws on.
        let here = EditorDiagnostic.Related(
          location: location(of: place, in: sources), message: "it is here")
        related.insert(here, at: 0)
      }
    }
    return EditorDiagnostic(
      range: document.lines.range(bytes),
      severity: level(of: diagnostic), code: diagnostic.id,
      message: message, relatedInformation: related)
  }

  /// Returns how bad an editor calls `diagnostic`.
  private func level(of diagnostic: Diagnostic) -> EditorDiagnostic.Level {
    // Arguments are given when a script is run, not when it is written.
    if diagnostic.id == Self.missingArgument { return .information }
    return diagnostic.severity == .error ? .error : .warning
  }

  /// Returns whether `file` of `sources` is the document.
  private func isDocument(_ file: SourceFileID, in sources: SourceMap) -> Bool { file.index == 0 }

  /// Returns the place `range`, which is in a file of `sources`.
  private func location(of range: SourceRange, in sources: SourceMap) -> Location {
    let bytes = Int(range.start)..<Int(range.end)
    if isDocument(range.file, in: sources) {
      return Location(uri: document.uri, range: document.lines.range(bytes))
    }
    return location(of: bytes, in: sources[range.file])
  }

  /// Returns the place of `bytes` in the file `source` of a tapset.
  func location(of bytes: Range<Int>, in source: SourceText) -> Location {
    Location(
      uri: FileAddress.uri(of: source.name),
      range: document.lines.sameEncoding(source).range(bytes))
  }
}
