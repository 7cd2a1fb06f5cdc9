import Glibc

/// The log of the system; see syslog(3).
package enum SystemLog {
  /// Writes `text` as a warning of this tool.
  package static func warn(_ text: String) {
    text.withCString { text in withVaList([text]) { vsyslog(LOG_WARNING, "marktap: %s", $0) } }
  }
}
