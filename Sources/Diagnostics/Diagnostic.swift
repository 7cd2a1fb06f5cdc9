/// How bad a diagnostic is.
package enum Severity: String, Sendable {
  /// Nothing is built.
  case error
  /// Something is built, but perhaps not what was meant.
  case warning
}

/// One thing that is wrong with, or odd about, a script.
///
/// Wording is made in the `…Diagnostics.swift` file of each stage: lower case, no full stop, names in
/// single quotes; what is so, then how to mend it.
package struct Diagnostic: Sendable, Equatable {
  /// A second place that belongs to the diagnostic.
  package struct Label: Sendable, Equatable {
    /// The place.
    package let range: SourceRange
    /// What is to be said of it.
    package let text: String

    /// Creates a label that says `text` of `range`.
    package init(_ text: String, at range: SourceRange) {
      self.range = range
      self.text = text
    }
  }

  /// How bad it is.
  package let severity: Severity
  /// The stable name of this kind of diagnostic, such as `unknown-tracepoint`.
  package let id: String
  /// One sentence.
  package let message: String
  /// The place, or `nil` if the whole script is meant.
  package let range: SourceRange?
  /// Further places.
  package var labels: [Label]
  /// Further sentences.
  package var notes: [String]
  /// What the user may have meant, shown behind the caret.
  package var suggestion: String?

  /// Creates a diagnostic.
  package init(
    _ severity: Severity, id: String, _ message: String, at range: SourceRange?,
    labels: [Label] = [], notes: [String] = [], suggestion: String? = nil
  ) {
    self.severity = severity
    self.id = id
    self.message = message
    self.range = range
    self.labels = labels
    self.notes = notes
    self.suggestion = suggestion
  }

  /// Returns the same diagnostic, about `range`.
  package func moved(to range: SourceRange) -> Diagnostic {
    Diagnostic(
      severity, id: id, message, at: range, labels: labels, notes: notes, suggestion: suggestion)
  }
}

/// The diagnostics of one translation, in the order in which they were found.
package struct DiagnosticLog: Sendable {
  /// The diagnostics, without exact repetitions.
  package private(set) var diagnostics: [Diagnostic] = []

  /// Creates an empty log.
  package init() {}

  /// `true` iff at least one error was logged.
  package var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }

  /// Adds `diagnostic` unless the same one is there.
  package mutating func add(_ diagnostic: Diagnostic) {
    if !diagnostics.contains(diagnostic) { diagnostics.append(diagnostic) }
  }

  /// Adds all of `other`.
  package mutating func add(contentsOf other: DiagnosticLog) {
    for diagnostic in other.diagnostics { add(diagnostic) }
  }
}
