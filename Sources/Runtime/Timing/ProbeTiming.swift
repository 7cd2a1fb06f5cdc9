/// How long the handler of one probe took.
package struct ProbeTiming: Sendable {
  /// What the kernel measured of the program that runs the kernel half.
  ///
  /// Probes at one place share a program.
  package struct KernelTime: Hashable, Sendable {
    /// How often it ran.
    package let count: Int
    /// How long all runs took together, in nanoseconds.
    package let sum: Int64

    /// The mean, rounded down; 0 if there were no runs.
    package var average: Int64 { count == 0 ? 0 : sum / Int64(count) }
  }

  /// The probe point.
  package let point: String
  /// The place in the script: `file:line:column`.
  package let place: String
  /// The runs in user space.
  package let user: Durations
  /// The runs in the kernel; `nil` if nothing runs there, or the kernel does not say.
  package let kernel: KernelTime?

  /// How often the probe was hit.
  package var hitCount: Int { kernel?.count ?? user.count }
}

/// What `-t` prints at the end: a line for each probe that was hit, in the form of `stap`, with nanoseconds in
/// place of cycles. What runs in the kernel stands in front of what runs in user space.
///
///     ----- probe hit report:
///     begin, (<input>:1:1), hits: 1, ns: 981min/981avg/981max, variance: 0, index: 0
///     kernel.trace("sched:sched_switch"), (<input>:2:1), hits: 70, kernel ns: 212avg, records: 7, ns: …
struct TimingReport {
  /// The times, by number of the probe.
  let timings: [ProbeTiming]

  /// Its text.
  var text: String {
    "----- probe hit report: \n"
      + timings.enumerated().filter { $0.element.hitCount > 0 }
      .map { Self.line($0.element, index: $0.offset) }.joined()
  }

  /// Returns the line of the probe numbered `index`.
  private static func line(_ timing: ProbeTiming, index: Int) -> String {
    var parts = [timing.point, "(\(timing.place))", "hits: \(timing.hitCount)"]
    if let kernel = timing.kernel {
      parts.append("kernel ns: \(kernel.average)avg")
      if timing.user.count > 0 { parts.append("records: \(timing.user.count)") }
    }
    if timing.user.count > 0 {
      let user = timing.user
      parts.append("ns: \(user.minimum)min/\(user.average)avg/\(user.maximum)max")
      parts.append("variance: \(user.variance)")
    }
    parts.append("index: \(index)")
    return parts.joined(separator: ", ") + "\n"
  }
}
