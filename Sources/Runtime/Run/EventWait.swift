import Glibc

/// Waits for what ends a run or moves it on.
struct EventWait: ~Copyable {
  /// Waits for several descriptors.
  private let poll: EventPoll
  /// Wakes at the time of the next timer.
  private let clock: TimerDescriptor

  /// Creates a wait for records of `engine`, for `signals`, for what is done to `files`, for `standardInput`, for
  /// the end of `process`, for readers of `recorder`, and for what is typed at `monitor`.
  ///
  /// - Throws: `SystemError` if that is not possible.
  init(
    engine: (any Engine)?, signals: borrowing SignalDescriptor, files: SessionFiles?,
    standardInput: StandardInput?, process: GatedProcess?, recorder: FlightRecorder?,
    monitor: (any RunMonitor)?
  ) throws(SystemError) {
    let poll = try EventPoll()
    let clock = try TimerDescriptor()
    if let wakeup = engine?.channel.wakeup {
      // It is reported when the kernel says so, and not for as long as anything is in it.
      try poll.add(wakeup, tag: Readiness.records.rawValue, trigger: .edge)
    }
    try poll.add(signals.descriptor, tag: Readiness.signal.rawValue)
    try poll.add(clock.descriptor, tag: Readiness.timer.rawValue)
    if let files {
      try poll.add(files.requests.descriptor, tag: Readiness.fileRequest.rawValue)
      try poll.add(files.closings, tag: Readiness.fileClosing.rawValue)
    }
    if let standardInput, standardInput.isAwaited {
      try poll.add(standardInput.descriptor, tag: Readiness.standardInput.rawValue)
    }
    if let process { try poll.add(process.descriptor, tag: Readiness.command.rawValue) }
    if let recorder { try poll.add(recorder.listener, tag: Readiness.reader.rawValue) }
    if let monitor { try poll.add(monitor.terminal.input, tag: Readiness.input.rawValue) }
    self.poll = poll
    self.clock = clock
  }

  /// Waits no longer for `standardInput`.
  func forget(_ standardInput: StandardInput) { poll.remove(standardInput.descriptor) }

  /// Waits until something is ready, at most `milliseconds` (for ever if negative) and not beyond `deadline`,
  /// in nanoseconds of the monotonic clock, and returns what is.
  ///
  /// - Throws: `SystemError` if waiting fails.
  func wait(milliseconds: CInt, deadline: Int64?) throws(SystemError) -> Readiness {
    if let deadline { clock.set(to: deadline) }
    var ready: Readiness = []
    try poll.wait(milliseconds: milliseconds) { tag in ready.insert(Readiness(rawValue: tag)) }
    if ready.contains(.timer) { clock.acknowledge() }
    return ready
  }
}
