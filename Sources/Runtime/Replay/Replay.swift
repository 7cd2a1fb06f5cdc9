import Glibc
import IR

/// One run of a program over a recorded trace, from its `begin` probes to its `end` probes.
///
/// Handlers run whole, in the interpreter, in order of the time that the events happened at; timers are due in that
/// time, too.
package final class Replay {
  /// The program.
  private let program: IR.Program
  /// The events that it is about.
  private let events: RecordedEvents
  /// The trace.
  private let trace: RecordedTrace
  /// How it is to be run.
  private let request: RunRequest
  /// Who listens.
  private let observer: RunObserver
  /// Where the output goes.
  private let output: Output
  /// What measures handlers; `nil` if nothing does.
  private let times: HandlerTimes?
  /// The world.
  private let environment: RecordedEnvironment
  /// The tasks as they are at the present event.
  private let tasks: RecordedTasks
  /// What runs the handlers.
  private let handlers: UserHalves
  /// How many events the recording lacks.
  private let losses: Losses
  /// The signals that end it.
  private let signals: SignalDescriptor
  /// When what was printed was written last, in nanoseconds of the monotonic clock.
  private var flushed = Clock.monotonic()
  /// How far the run has come, and what has happened.
  private var progress: RunProgress

  /// How many events a recording lacks.
  private final class Losses {
    /// How many were counted.
    var count = 0
    /// How often some were lost that nobody counted.
    var unknownCount = 0
  }

  /// Before this, in nanoseconds since 1970, lies no date of a recording, but the uptime of its machine: ten years.
  private static let oldestDate: Int64 = 10 * leap

  /// What is no time without events but a leap of the clock, in nanoseconds: a year.
  private static let leap: Int64 = 365 * 86_400 * 1_000_000_000

  /// The time between two looks at which what was printed is written, in nanoseconds.
  private static let flushInterval: Int64 = 100_000_000

  /// How many events are replayed before signals and the output are looked at.
  private static let sliceLength = 4096

  /// Prepares the run of `program`, which was not split, over `trace`.
  ///
  /// - Throws: `RunError` if the output cannot be opened.
  package init(
    of program: IR.Program, events: RecordedEvents, over trace: RecordedTrace, request: RunRequest,
    observer: RunObserver
  ) throws(RunError) {
    self.program = program
    self.events = events
    self.trace = trace
    self.request = request
    self.observer = observer
    progress = RunProgress(program.limits, request: request, observer: observer)
    times = request.timing == .told ? HandlerTimes(probeCount: program.probes.count) : nil
    output = try RunError.wrapping { () throws(SystemError) in
      if let files = request.outputFiles { return try Output(to: files) }
      return try Output()
    }
    signals = try RunError.wrapping { () throws(SystemError) in
      try SignalDescriptor(of: [SIGINT, SIGTERM, SIGHUP])
    }
    signal(SIGPIPE, SIG_IGN)
    let losses = Losses()
    self.losses = losses
    tasks = RecordedTasks(of: trace)
    environment = RecordedEnvironment(
      target: Int64(request.target ?? trace.target ?? 0), tasks: tasks)
    handlers = UserHalves(
      Interpreter(program, environment: environment), output: output, observer: observer,
      times: times, located: { program },
      losses: { [RunReport.Loss(point: "the recording", count: losses.count)] })
    handlers.willWrite = observer.makeRoom
  }

  /// Runs the program to its end and returns what happened.
  ///
  /// - Throws: `RunError` if the trace is damaged or the output cannot be written; what was printed before is written.
  package func run() throws(RunError) -> RunReport {
    progress.report.hasNoDate =
      (1..<Self.oldestDate).contains(trace.time) && program.asks(for: .gettimeofday_ns)
    try trace.request(events.numbers)
    environment.time = trace.time
    runProbes(\.beginning)
    handlers.keepOrderOfGlobals()
    var damage: RunError?
    do throws(RunError) { try replay() } catch { damage = error }
    environment.leave()
    progress.end()
    finish()
    if case .refused(let error)? = output.failure { throw .output(error) }
    if let damage { throw damage }
    progress.report.lineCount = output.lineCount
    return progress.report
  }

  /// Replays all events.
  private func replay() throws(RunError) {
    var schedule = RunSchedule(
      of: program, timeLimit: request.timeLimit, now: environment.time)
    var untilLook = Self.sliceLength
    while progress.state == .running {
      switch try trace.next() {
      case .event(let event):
        guard passes(to: event.time, by: &schedule) else { return }
        replay(event)
        untilLook -= 1
      case .pause:
        guard passes(to: trace.time, by: &schedule) else { return }
        untilLook = 0
      case .end:
        _ = passes(to: trace.time, by: &schedule)
        return
      }
      if untilLook == 0 {
        untilLook = Self.sliceLength
        look()
      }
    }
  }

  /// Lets the time pass to `time`, with the timers that are due; returns `false` if the run is over.
  private func passes(to time: Int64, by schedule: inout RunSchedule) -> Bool {
    if time - environment.time > Self.leap {
      // Timers do not catch up with what nobody lived through.
      schedule = RunSchedule(of: program, timeLimit: request.timeLimit, now: time)
    }
    runTimers(&schedule, before: time)
    environment.time = max(environment.time, time)
    return progress.state == .running && !schedule.isOver(at: time)
  }

  /// Runs the probes at `event`, and takes note of what it tells of tasks.
  private func replay(_ event: RecordedTrace.Event) {
    switch event.lost {
    case .count(let count): losses.count += count
    case .unknown: losses.unknownCount += 1
    }
    let number = event.number
    let news = events.news(in: number)
    if let news { tasks.note(news, in: event.record, by: event.task) }
    if let entry = events.callEntry, entry.number == number {
      tasks.noteCall(of: event.task, in: event.record, at: entry.offset)
    }
    environment.time = event.time
    environment.enter(event.record, task: event.task, cpu: event.cpu)
    for probe in events.probes(at: number) where progress.state == .running {
      progress.report.recordCount += 1
      run(probe)
    }
    environment.leave()
    if let news { tasks.note(news.laterNamings, in: event.record) }
  }

  /// Runs the timers that are due before `time`, each at its own.
  private func runTimers(_ schedule: inout RunSchedule, before time: Int64) {
    while progress.state == .running, let deadline = schedule.nextDeadline, deadline <= time {
      guard let probe = schedule.nextDue(at: deadline) else { return }
      environment.time = deadline
      run(probe)
      // Between two events there may be very many.
      if signals.next() != nil { progress.end() }
    }
  }

  /// Looks at signals, writes what was printed a moment ago, and shows how far the run is.
  private func look() {
    if signals.next() != nil || output.failure != nil { progress.end() }
    let now = Clock.monotonic()
    if now - flushed >= Self.flushInterval {
      flushed = now
      handlers.flush()
    }
    progress.report.lineCount = output.lineCount
    progress.report.progress = trace.progress
    // What is shown beside the output must not stand in one of its lines.
    if handlers.endsLine { observer.watch?(progress.report) }
  }

  /// Runs the probes of the end, and prints what is to be printed there.
  private func finish() {
    if progress.state == .ending {
      runProbes(\.ending)
    }
    if progress.state == .failing {
      runProbes(\.failing)
    }
    if progress.state == .ending, request.unreadGlobals == .printed { handlers.printGlobals() }
    handlers.flush()
    if let times {
      observer.makeRoom?()
      output.write(TimingReport(timings: times.timings(of: program, kernel: [])).text)
    }
    progress.report.hasNoEvents = progress.report.recordCount == 0 && events.areWanted
    progress.report.missingEventCount = losses.count
    progress.report.uncountedGapCount = losses.unknownCount
  }

  /// Runs the probes for whose site `priority` returns a number, the least first.
  private func runProbes(_ priority: (Site) -> Int64?) {
    let before = progress.state
    for probe in program.probes(inOrderOf: priority) where progress.state == before {
      run(probe)
    }
  }

  /// Runs the handler of the probe numbered `probe`.
  private func run(_ probe: Int) { progress.take(handlers.run(handlerOf: probe)) }
}
