import Diagnostics

extension Diagnostic {
  /// A probe point has none of the known forms.
  static func pointMismatch(
    _ component: PointComponent, suggestions: [String]
  ) -> Diagnostic {
    Diagnostic(
      .error, id: "probe-point-mismatch",
      "probe point mismatch: no probe point has '\(component.text)' here", at: component.range,
      notes: suggestions.isEmpty
        ? [] : ["similar: \(suggestions.map { "'\($0)'" }.joined(separator: ", "))"])
  }

  /// A probe point ends too early.
  static func pointTruncated(_ component: PointComponent, followers: [String]) -> Diagnostic {
    Diagnostic(
      .error, id: "probe-point-truncated",
      "probe point truncated: '\(component.text)' must be followed by more", at: component.range,
      notes: ["it can be followed by \(followers.map { "'\($0)'" }.joined(separator: ", "))"])
  }

  /// Something follows a whole probe point.
  static func invalidSuffix(_ component: PointComponent) -> Diagnostic {
    Diagnostic(
      .error, id: "invalid-suffix", "invalid suffix '\(component.text)' for this probe point",
      at: component.range)
  }

  /// A pattern matches nothing.
  static func noPointMatches(_ point: PointPattern) -> Diagnostic {
    Diagnostic(
      .error, id: "no-match", "no probe point matches '\(point.text)'", at: point.range)
  }

  /// A known kind of probe point names nothing.
  static func pointError(
    _ error: PointError, at component: PointComponent, from source: EventSource
  ) -> Diagnostic {
    switch error {
    case .noMatch(_, let name, let similar) where source == .recording:
      return RecordingDiagnostics.noEvent(named: name, similar: similar, at: component.range)
    case .noFunctions where source == .recording:
      return RecordingDiagnostics.noFunctions(at: component.range)
    case .noMatch(let kind, let name, let similar):
      let isPattern = name.contains { "*?[".contains($0) }
      let message =
        isPattern ? "no \(kind) matches '\(name)'" : "no \(kind) is named '\(name)'"
      return Diagnostic(
        .error, id: "unknown-\(kind)", message, at: component.range,
        notes: similar.count > 1
          ? ["similar: \(similar.map { "'\($0)'" }.joined(separator: ", "))"] : [],
        suggestion: similar.first.map { "did you mean '\($0)'?" })
    case .invalidArgument(let message):
      return Diagnostic(.error, id: "invalid-probe-argument", message, at: component.range)
    case .unavailable(let what, let id, let reason):
      return Diagnostic(
        .error, id: id, "\(what) is not available on this engine", at: component.range,
        notes: [reason].compactMap { $0 })
    case .noFunctions:
      return Diagnostic(
        .error, id: "no-functions", "the functions of this kernel are not known",
        at: component.range, notes: ["its types in BTF could not be read, or it has none"])
    case .notExported(let name):
      return Diagnostic(
        .error, id: "unknown-export", "no function '\(name)' is known to be exported",
        at: component.range,
        notes: ["Linux 6.4 and later do not tell which functions are; leave '.exported' out"])
    case .noTarget:
      return Diagnostic(
        .error, id: "no-target-process", "'\(component.text)' is about the process of the session",
        at: component.range, suggestion: "start one with -c or name one with -x")
    case .noSourceLines(let name):
      return Diagnostic(
        .error, id: "no-source-lines",
        "'\(name)' names a place in a source file, and BTF knows no files and no lines",
        at: component.range, notes: ["give the name of a function alone"])
    }
  }

  /// A marker has other formats than the one that a probe point asks for.
  static func noMarkerFormat(
    _ component: PointComponent, of name: String, formats: [String]
  ) -> Diagnostic {
    let known = Set(formats).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.prefix(5)
    return Diagnostic(
      .error, id: "unknown-marker-format", "no marker '\(name)' has this format",
      at: component.range,
      notes: ["it has \(known.map { PointArgument.text($0).text }.joined(separator: ", "))"])
  }

  /// An alias leads back to itself.
  static func aliasLoop(_ point: PointPattern) -> Diagnostic {
    Diagnostic(
      .error, id: "alias-loop", "the alias '\(point.text)' leads back to itself", at: point.range)
  }
}
