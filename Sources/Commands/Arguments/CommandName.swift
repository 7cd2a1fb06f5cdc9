/// The name of a command, as the first word of a command line.
enum CommandName: String, CaseIterable, Sendable {
  /// Runs a script; it may be left out.
  case run
  /// Prints system calls.
  case audit
  /// Records the events that a script needs.
  case record
  /// Shows the markers of the kernel.
  case scan
  /// Writes the tapset of the markers.
  case generate
  /// Compares two kernels.
  case diff
  /// Translates scripts for several kernels.
  case check
  /// Tells why a probe point does not resolve.
  case explain
  /// Lays scripts out.
  case format
  /// Answers an editor.
  case languageServer = "language-server"
  /// Prints the manual page.
  case manual
}
