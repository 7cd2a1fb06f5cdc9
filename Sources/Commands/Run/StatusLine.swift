import Glibc
import Runtime

/// One line on the terminal that says how far a run is while its output goes elsewhere.
final class StatusLine {
  /// The time between two changes of the line, in nanoseconds.
  private static let interval: Int64 = 250_000_000

  /// When the line was written last, in nanoseconds of the monotonic clock.
  private var written: Int64 = 0
  /// `true` iff the line is on the terminal.
  private var isShown = false

  /// Where the output of a run goes.
  enum Destination {
    /// To the standard output.
    case standardOutput
    /// To a file.
    case file
  }

  /// Creates the line for a run whose output goes to `destination`; `nil` if nobody would see it, or it would
  /// stand among the output.
  init?(_ destination: Destination) {
    let goesToTerminal = destination == .standardOutput && isatty(STDOUT_FILENO) == 1
    guard isatty(STDERR_FILENO) == 1, !goesToTerminal else { return nil }
  }

  deinit { clear() }

  /// Shows how far the run is, unless that was shown just before.
  func show(_ report: RunReport) {
    let now = Clock.monotonic()
    guard now - written >= Self.interval else { return }
    written = now
    isShown = true
    let share = report.progress.map { "\(Int($0 * 100)) % of the trace, " } ?? ""
    Console.write(
      "\r\u{1b}[K\(share)\(report.recordCount) records read, \(report.lineCount) lines written",
      to: .errors)
  }

  /// Takes the line away.
  func clear() {
    guard isShown else { return }
    isShown = false
    Console.write("\r\u{1b}[K", to: .errors)
  }
}
