/// The timer probes of a program and when each is due.
package struct TimerQueue {
  /// One timer.
  private struct Timer {
    /// The number of the probe.
    let probe: Int
    /// The time between two runs, in nanoseconds.
    let period: Int64
    /// By how much the time between two runs varies, in nanoseconds.
    let randomization: Int64
    /// When it is due, in nanoseconds of the monotonic clock.
    var deadline: Int64
  }

  /// The timers, in order of their probes.
  private var timers: [Timer] = []

  /// Creates a queue without timers.
  package init() {}

  /// `true` iff there are no timers.
  package var isEmpty: Bool { timers.isEmpty }

  /// Adds a timer that runs the probe numbered `probe` every `period` nanoseconds, plus or minus a
  /// random share of `randomization`, counted from `now`.
  package mutating func add(probe: Int, period: Int64, randomization: Int64, now: Int64) {
    var timer = Timer(
      probe: probe, period: max(1, period), randomization: randomization, deadline: 0)
    timer.deadline = now + Self.interval(of: timer)
    timers.append(timer)
  }

  /// When the next timer is due, in nanoseconds of the monotonic clock; `nil` if there are none.
  package var nextDeadline: Int64? { timers.map(\.deadline).min() }

  /// Returns the number of the probe that has been due for the longest time at `now`, and sets its timer
  /// anew; `nil` if none is due.
  ///
  /// Runs that were missed are not made up for: a program that is slower than its timer still gets to its
  /// records.
  package mutating func nextDue(at now: Int64) -> Int? {
    guard let index = timers.indices.min(by: { timers[$0].deadline < timers[$1].deadline }),
      timers[index].deadline <= now
    else { return nil }
    let next = timers[index].deadline + Self.interval(of: timers[index])
    timers[index].deadline = next > now ? next : now + Self.interval(of: timers[index])
    return timers[index].probe
  }

  /// Returns the time to the next run of `timer`, in nanoseconds.
  private static func interval(of timer: Timer) -> Int64 {
    guard timer.randomization > 0 else { return timer.period }
    return max(1, timer.period + .random(in: -timer.randomization...timer.randomization))
  }
}
