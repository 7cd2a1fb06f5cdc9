/// The colours of diagnostics, as parameters of the terminal's "select graphic rendition" (ECMA-48, 8.3.117).
package struct DiagnosticPalette: Hashable, Sendable {
  /// The colour of the word `error`.
  package var error = "31;1"
  /// The colour of the word `warning`.
  package var warning = "35;1"
  /// The colour of the line of the source; empty for that of all text.
  package var source = ""
  /// The colour of what points at a place in it.
  package var caret = "32;1"

  /// The usual colours.
  package static let usual = DiagnosticPalette()

  /// Creates the usual colours.
  private init() {}

  /// Creates the usual colours with the changes that `text` says, as `error=01;31:caret=01`; `token` is known
  /// and means nothing, since tokens are not named apart. `nil` if the text cannot be read.
  package init?(text: String) {
    guard !text.isEmpty else { return nil }
    for entry in text.split(separator: ":", omittingEmptySubsequences: false) {
      let parts = entry.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2,
        parts[1].utf8.allSatisfy({ $0 == 0x3b || (0x30...0x39).contains($0) })
      else { return nil }
      let code = String(parts[1])
      switch parts[0] {
      case "error": error = code
      case "warning": warning = code
      case "source": source = code
      case "caret": caret = code
      case "token": continue
      default: return nil
      }
    }
  }
}
