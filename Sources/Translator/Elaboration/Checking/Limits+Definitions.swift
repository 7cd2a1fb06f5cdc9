import Diagnostics
import IR

extension Limits {
  /// Creates the limits that `definitions` set, as `-D` gives them.
  init(_ definitions: [ElaborationOptions.Setting], log: inout DiagnosticLog) {
    self.init()
    for definition in definitions {
      guard let limit = Self.limits[definition.name] else { continue }
      if let number = Int(definition.value), limit.range.contains(number) {
        self[keyPath: limit.path] = number
      } else {
        log.add(.badLimit(definition.name, value: definition.value))
      }
    }
    if !definitions.contains(where: { $0.name == "MAXACTION_INTERRUPTIBLE" }) {
      let (product, overflows) = maximumActions.multipliedReportingOverflow(by: 10)
      maximumUserActions = overflows ? .max : product
    }
  }

  /// One limit: where it stands, and what it can be.
  private struct Limit {
    /// Where it stands.
    let path: WritableKeyPath<Limits, Int> & Sendable
    /// What it can be.
    let range: ClosedRange<Int>
  }

  /// The limits by the names that `-D` gives them.
  private static let limits: [String: Limit] = [
    "MAXSTRINGLEN": Limit(path: \.maximumStringLength, range: 8...65_536),
    "MAXACTION": Limit(path: \.maximumActions, range: 1...Int.max),
    "MAXACTION_INTERRUPTIBLE": Limit(path: \.maximumUserActions, range: 1...Int.max),
    "MAXNESTING": Limit(path: \.maximumNesting, range: 1...1_000_000),
    "MAXMAPENTRIES": Limit(path: \.maximumMapEntries, range: 1...Int(Int32.max)),
    "MAXERRORS": Limit(path: \.maximumErrors, range: 0...Int.max),
    "MAXSKIPPED": Limit(path: \.maximumSkipped, range: 0...Int.max),
    "STP_MAX_BUCKETS": Limit(path: \.maximumBuckets, range: 3...65_536),
    "HIST_WIDTH": Limit(path: \.histogramWidth, range: 1...10_000),
    "HIST_ELISION": Limit(path: \.histogramElision, range: -1_000_000...1_000_000),
  ]
}
