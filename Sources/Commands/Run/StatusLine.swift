import Glibc
import Runtime

/// One line on the terminal that says how far a run is.
///
/// It is there between two pieces of output; whoever writes one takes it away before.
final class StatusLine {
  /// The time between two changes of the line, in nanoseconds.
  private static let interval: Int64 = 250_000_000

  /// When the line was made, in nanoseconds of the monotonic clock.
  private let begun = Clock.monotonic()
  /// When the line was written last, on the same clock.
  private var written: Int64
  /// `true` iff the line is on the terminal.
  private var isShown = false

  /// What the line is about.
  enum Subject {
    /// A run of this kernel, whose output goes to the standard output.
    case run
    /// One whose output goes to a file.
    case runIntoFile
    /// A replay, which knows how much is still to come.
    case replay
  }

  /// Creates the line for `subject`; `nil` if nobody would see it, or it would stand among the output of a live run.
  init?(_ subject: Subject) {
    let isAmongOutput = subject == .run && isatty(STDOUT_FILENO) == 1
    let isPlain = getenv("TERM").map { String(cString: $0) == "dumb" } ?? false
    guard isatty(STDERR_FILENO) == 1, !isPlain, !isAmongOutput else { return nil }
    // What is over at once needs no line.
    written = begun
  }

  deinit { clear() }

  /// Shows how far the run is, unless that was shown just before.
  func show(_ report: RunReport) {
    let now = Clock.monotonic()
    guard now - written >= Self.interval else { return }
    written = now
    isShown = true
    let bar = ProgressBar(report: report, age: now - begun)
    let text =
      report.progress == nil
      ? "\(report.recordCount) records read, \(report.lineCount) lines written"
      : bar.text(columns: Terminal.size(of: STDERR_FILENO).columns)
    Console.write("\r\u{1b}[K\(text)", to: .errors)
  }

  /// Takes the line away.
  func clear() {
    guard isShown else { return }
    isShown = false
    Console.write("\r\u{1b}[K", to: .errors)
  }
}
