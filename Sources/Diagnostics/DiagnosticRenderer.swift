/// Turns diagnostics into the text that a terminal shows.
///
///     switch.stp:3:20: error: no tracepoint is named 'sched_swich' [unknown-tracepoint]
///        3 | probe kernel.trace("sched_swich") {
///          |                    ^~~~~~~~~~~~~ did you mean 'sched_switch'?
package struct DiagnosticRenderer: Sendable {
  /// The files that diagnostics point into.
  private let sources: SourceMap
  /// How the text is coloured.
  private let style: Style

  /// Whether escape sequences for colours are written.
  package enum Style: Hashable, Sendable {
    /// No escape sequences.
    case plain
    /// These colours.
    case colored(DiagnosticPalette)
  }

  /// Creates a renderer for diagnostics that point into `sources`.
  package init(sources: SourceMap, style: Style = .plain) {
    self.sources = sources
    self.style = style
  }

  /// Returns the text of all diagnostics in `log`, each with its line break.
  package func text(of log: DiagnosticLog) -> String {
    log.diagnostics.map(text(of:)).joined()
  }

  /// Returns the text of `diagnostic`, with a line break at its end.
  package func text(of diagnostic: Diagnostic) -> String {
    var lines = [headline(of: diagnostic)]
    if let range = diagnostic.range {
      lines += excerpt(of: range, remark: diagnostic.suggestion)
    }
    for label in diagnostic.labels {
      lines.append("\(sources.description(of: label.range.position)): note: \(label.text)")
      lines += excerpt(of: label.range, remark: nil)
    }
    lines += diagnostic.notes.map { "note: \($0)" }
    return lines.map { $0 + "\n" }.joined()
  }

  /// Returns place, severity, message and name of `diagnostic`.
  private func headline(of diagnostic: Diagnostic) -> String {
    let place = diagnostic.range.map { sources.description(of: $0.position) + ": " } ?? ""
    let severity = painted(
      "\(diagnostic.severity.rawValue):", diagnostic.severity == .error ? \.error : \.warning)
    return "\(place)\(severity) \(diagnostic.message) [\(diagnostic.id)]"
  }

  /// Returns the line where `range` starts, and the line under it that marks the range.
  private func excerpt(of range: SourceRange, remark: String?) -> [String] {
    let file = sources[range.file]
    let place = file.lineAndColumn(at: Int(range.start))
    let line = file.text(ofLine: place.line)
    let lead = line.utf8.prefix(place.column - 1)
    let length = max(1, min(Int(range.end - range.start), line.utf8.count - place.column + 1))
    // Tabs are kept so that the caret stands below its column whatever the terminal's tab width is.
    let padding = String(
      decoding: lead.compactMap { byte -> UInt8? in
        if byte == UInt8(ascii: "\t") { return byte }
        return byte & 0xc0 == 0x80 ? nil : UInt8(ascii: " ")
      }, as: UTF8.self)
    let marker = painted("^" + String(repeating: "~", count: length - 1), \.caret)
    let number = String(place.line)
    let gutter = String(repeating: " ", count: max(0, 4 - number.utf8.count)) + number
    let blank = String(repeating: " ", count: gutter.utf8.count)
    return [
      "\(gutter) | \(painted(line, \.source))",
      "\(blank) | \(padding)\(marker)\(remark.map { " " + $0 } ?? "")",
    ]
  }

  /// Returns `text` in the colour `color` of the palette, if there is one.
  private func painted(_ text: String, _ color: KeyPath<DiagnosticPalette, String>) -> String {
    guard case .colored(let palette) = style, !palette[keyPath: color].isEmpty else { return text }
    return "\u{1b}[\(palette[keyPath: color])m\(text)\u{1b}[0m"
  }
}
