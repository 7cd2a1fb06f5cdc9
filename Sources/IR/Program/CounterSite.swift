/// A performance event of the kernel, as `perf_event_open(2)` describes it, and how often it fires.
package struct CounterSite: Hashable, Sendable {
  /// How often a handler runs.
  package enum Rate: Hashable, Sendable {
    /// Each time that the event has been counted so often.
    case period(Int64)
    /// About so many times a second.
    case frequency(hertz: Int64)
  }

  /// The tasks for which the event is counted.
  package enum Scope: Hashable, Sendable {
    /// All tasks, on every CPU.
    case system
    /// The tasks that run the program of this path.
    case program(String)
    /// The command of the session, or the process that it is about.
    case target
  }

  /// `perf_event_attr.type`.
  package let type: Int64
  /// `perf_event_attr.config`.
  package let configuration: Int64
  /// How often a handler runs.
  package let rate: Rate
  /// The tasks for which the event is counted.
  package let scope: Scope

  /// Creates a site.
  package init(type: Int64, configuration: Int64, rate: Rate, scope: Scope) {
    self.type = type
    self.configuration = configuration
    self.rate = rate
    self.scope = scope
  }
}
