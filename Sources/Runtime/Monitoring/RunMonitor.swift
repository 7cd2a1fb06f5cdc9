/// What whoever watches a run asks for.
package enum MonitorRequest: Hashable, Sendable {
  /// The run is to end.
  case end
  /// No probe is to run until `resume`.
  case pause
  /// All probes are to run.
  case resume
  /// The probe with this number is to run if it does not, and the other way round.
  case toggle(Int)
  /// All globals are to have their first values.
  case resetGlobals
}

/// How a run is at one moment.
package struct RunSnapshot {
  /// A probe.
  package struct ProbeState {
    /// How long its handlers took.
    package let timing: ProbeTiming
    /// `true` iff it runs.
    package let isOn: Bool
  }

  /// How long it has run, in nanoseconds.
  package let age: Int64
  /// What has happened.
  package let report: RunReport
  /// How many records were lost.
  package let lostCount: Int
  /// The probes.
  package let probes: [ProbeState]
  /// The globals with their values, in lines as they print themselves at the end.
  package let globals: String
}

/// Shows a run to someone, and says what they ask for. It takes the output, too, unless that goes to a file.
package protocol RunMonitor: OutputReceiver {
  /// Where it is shown, and where is typed.
  var terminal: Terminal { get }
  /// The time between two snapshots, in nanoseconds.
  var interval: Int64 { get }
  /// Returns what has been asked for since the last time.
  func requests() -> [MonitorRequest]
  /// Shows `snapshot`.
  func show(_ snapshot: RunSnapshot)
}
