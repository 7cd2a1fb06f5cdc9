import IR

/// When a run has something to do although nothing has come.
struct RunSchedule {
  /// How long the reader sleeps at most while records arrive, in milliseconds.
  private static let shortestSleep: CInt = 10
  /// How long it sleeps at most when none have arrived for a while: what a person takes for at once.
  private static let longestSleep: CInt = 50

  /// The timers.
  private var timers = TimerQueue()
  /// When the run is over, in nanoseconds of the monotonic clock; `nil` if nothing says so.
  private let end: Int64?
  /// How long to sleep next.
  private var sleep = RunSchedule.shortestSleep

  /// Creates the schedule of a run of `program` that starts at `now` and takes at most `timeLimit` nanoseconds.
  init(of program: IR.Program, timeLimit: Int64?, now: Int64 = Clock.monotonic()) {
    end = timeLimit.map { now + $0 }
    for (index, probe) in program.probes.enumerated() {
      guard let interval = probe.site.timerInterval else { continue }
      timers.add(
        probe: index, period: interval.period, randomization: interval.randomization, now: now)
    }
  }

  /// When something is due next, in nanoseconds of the monotonic clock; `nil` if nothing is.
  var nextDeadline: Int64? { [timers.nextDeadline, end].compactMap { $0 }.min() }

  /// Returns the number of the probe of the timer that has been due for longest at `now`; `nil` if none is.
  mutating func nextDue(at now: Int64) -> Int? { timers.nextDue(at: now) }

  /// Returns `true` iff the run is over at `now`.
  func isOver(at now: Int64) -> Bool { end.map { $0 <= now } ?? false }

  /// Returns how long a reader may sleep, in milliseconds, when it has just read records or not; for ever,
  /// as a negative number, if there is nothing to be read.
  mutating func sleep(afterRecords isBusy: Bool, hasEngine: Bool) -> CInt {
    guard hasEngine else { return -1 }
    sleep = isBusy ? Self.shortestSleep : min(2 * sleep, Self.longestSleep)
    return sleep
  }
}

extension Site {
  /// How often the probe of a timer runs on this machine, and by how much that varies, in nanoseconds; `nil` if it is at
  /// no timer.
  fileprivate var timerInterval: (period: Int64, randomization: Int64)? {
    switch self {
    case .timer(let nanoseconds, let randomization): (nanoseconds, randomization)
    case .ticks(let count, let randomization):
      (
        count * ExecutionEnvironment.tickLength,
        randomization * ExecutionEnvironment.tickLength
      )
    case .begin, .end, .error, .never, .profile, .tracepoint, .event, .function, .counter, .file,
      .marker, .foreign:
      nil
    }
  }
}
