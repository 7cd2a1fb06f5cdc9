import Runtime

/// A bar that says how much of a recording lies behind, and how long the rest may take.
struct ProgressBar {
  /// The width of the bar at most, and what it has at least, in columns.
  private static let widths = 10...40

  /// How far the run is.
  let report: RunReport
  /// How long it has taken so far, in nanoseconds.
  let age: Int64

  /// Returns the bar for a terminal of `columns` columns, at most one fewer than that.
  func text(columns: Int) -> String {
    let progress = report.progress ?? 0
    let percentage = String(Int(progress * 100))
    let words =
      String(repeating: " ", count: max(0, 3 - percentage.count)) + "\(percentage) %, "
      + "\(report.recordCount) events, \(report.lineCount) lines\(rest)"
    let width = min(Self.widths.upperBound, columns - words.count - 4)
    guard width >= Self.widths.lowerBound else { return String(words.prefix(max(0, columns - 1))) }
    let passed = Int(progress * Double(width))
    let bar = String(repeating: "#", count: passed) + String(repeating: "-", count: width - passed)
    return "[\(bar)] \(words)"
  }

  /// How long the rest takes if it goes on like this; empty as long as too little is known.
  private var rest: String {
    guard let progress = report.progress, progress >= 0.01 else { return "" }
    let seconds = Int(Double(age) / 1e9 * (1 - progress) / progress)
    let remainder = seconds % 60
    return ", \(seconds / 60):\(remainder < 10 ? "0" : "")\(remainder) left"
  }
}
