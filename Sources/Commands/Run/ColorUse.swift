import Diagnostics
import Glibc
import Runtime

/// Where diagnostics are coloured.
enum ColorUse: String {
  /// Nowhere.
  case never
  /// On a terminal.
  case auto
  /// Everywhere.
  case always

  /// How diagnostics are written to the standard error.
  ///
  /// `$MARKTAP_COLORS` changes the colours, as `$SYSTEMTAP_COLORS` does for `stap`; where it is empty or cannot
  /// be read, there are none.
  var style: DiagnosticRenderer.Style {
    guard self == .always || self == .auto && isatty(Console.Stream.errors.rawValue) == 1 else {
      return .plain
    }
    guard let text = getenv("MARKTAP_COLORS").map({ String(cString: $0) }) else {
      return .colored(.usual)
    }
    return DiagnosticPalette(text: text).map { .colored($0) } ?? .plain
  }
}
