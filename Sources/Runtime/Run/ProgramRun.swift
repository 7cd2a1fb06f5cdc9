import Glibc
import IR

/// One run of a program, from its `begin` probes to its `end` probes.
///
/// The order of things is SystemTap's: `begin` probes run before anything is attached; the command starts when
/// all is attached; records are handled in the order in which the kernel halves sent them; what the kernel
/// halves sent before the end is handled before the `end` probes run.
final class ProgramRun {
  /// How far the reader is put ahead of other threads, as the audit daemon does by default: on a busy machine
  /// records would be lost while it waits for its turn. The command has been started before and gains nothing.
  private static let priorityBoost: CInt = 4

  /// The program.
  let decoder: ProgramDecoder
  /// The kernel halves; `nil` if there are none.
  let engine: (any Engine)?
  /// The program, without functions.
  private var program: IR.Program { decoder.outline }
  /// How it is to be run.
  private let request: RunRequest
  /// Who listens.
  let observer: RunObserver
  /// Where the output goes.
  private let output: Output
  /// What keeps the output for those who connect; `nil` if it is written.
  private let recorder: FlightRecorder?
  /// What measures handlers; `nil` if nothing does.
  let times: HandlerTimes?
  /// Which probes are on.
  var switches: ProbeSwitches
  /// When the run was prepared, in nanoseconds of the monotonic clock.
  let start = Clock.monotonic()
  /// When the monitor shows the run next; it does at once.
  var nextView: Int64 = 0
  /// The signals that end it.
  private let signals: SignalDescriptor
  /// What runs the user halves.
  private(set) var handlers: UserHalves?
  /// How far the run has come, and what has happened.
  private(set) var progress: RunProgress

  /// Prepares the run of the program that `decoder` reads, whose kernel halves are loaded as `engine`.
  ///
  /// - Throws: `RunError` if the output cannot be opened.
  init(
    of decoder: ProgramDecoder, engine: (any Engine)?, request: RunRequest, observer: RunObserver
  ) throws(RunError) {
    self.decoder = decoder
    self.engine = engine
    self.request = request
    let files = request.outputFiles
    let recordingSize = request.recordingSize
    let recorder = try RunError.wrapping { () throws(SystemError) in
      try recordingSize.map { (size) throws(SystemError) in try FlightRecorder(capacity: size) }
    }
    self.recorder = recorder
    let listener = recorder.map(observer.telling) ?? observer
    self.observer = listener
    progress = RunProgress(decoder.outline.limits, request: request, observer: listener)
    let count = decoder.outline.probes.count
    let isMeasured = request.timing == .told || observer.monitor != nil
    times = isMeasured ? HandlerTimes(probeCount: count) : nil
    switches = ProbeSwitches(probeCount: count)
    output = try RunError.wrapping { () throws(SystemError) in
      if let files { return try Output(to: files) }
      let receiver: (any OutputReceiver)? = recorder ?? observer.monitor
      if let receiver { return Output(to: receiver) }
      return try Output()
    }
    signals = try RunError.wrapping { () throws(SystemError) in
      try SignalDescriptor(of: [SIGINT, SIGTERM, SIGHUP] + (files == nil ? [] : [SIGUSR2]))
    }
    // A reader of the output that has gone away is noticed where it is written.
    signal(SIGPIPE, SIG_IGN)
    // So is a file that may not grow any more.
    signal(SIGXFSZ, SIG_IGN)
  }

  /// Runs the program to its end and returns what happened.
  ///
  /// - Throws: `RunError` if it cannot be run, or its output cannot be written. Nothing stays attached.
  func run() throws(RunError) -> RunReport {
    var process: GatedProcess?
    if let command = request.command {
      process = try GatedProcess(command, mask: signals.inheritedMask)
    }
    guard hasRoomForHistograms() else { return try completeReport(process) }
    let target = process?.id ?? request.target ?? 0
    engine?.channel.setProcesses(target: target, own: getpid())
    handlers = try UserHalves(
      of: decoder, engine: engine, output: output, observer: observer, times: times,
      target: Int64(target), options: request.options)
    handlers?.didWrite = { [engine] in engine?.channel.release() }
    keepSequence()
    defer { engine?.detach() }
    let priority = Priority.raise(by: Self.priorityBoost)
    defer { Priority.restore(priority) }
    runProbes(\.beginning)
    if progress.state == .running { try observe(process) }
    // Detaching may take the kernel longer than all before, and whoever waits for the output need not wait for that.
    engine?.channel.setStopped(true)
    handlers?.flush()
    engine?.detach()
    drain()
    finish()
    return try completeReport(process)
  }

  /// Returns `true` iff no histogram has more buckets than the limit allows, and says so otherwise.
  private func hasRoomForHistograms() -> Bool {
    let most = program.limits.maximumBuckets
    let excess = program.globals.first { $0.histograms.contains { $0.bucketCount > most } }
    guard let excess else { return true }
    observer.receive(
      .warning("histogram: Number of buckets must be between 1 and \(most - 2); STP_MAX_BUCKETS"))
    progress.take(
      .failed("there is no room for the histograms of global variable '\(excess.name)'"))
    return false
  }

  // MARK: While it runs

  /// Attaches the kernel halves, lets the command go, and handles what comes until the run is to end.
  private func observe(_ process: GatedProcess?) throws(RunError) {
    let engine = self.engine
    let program = self.program
    let files = try RunError.wrapping { () throws(SystemError) in try SessionFiles(of: program) }
    if let files { observer.receive(.detail("files of 'procfs' probes are in \(files.directory)")) }
    let input = StandardInput(of: program)
    let wait = try RunError.wrapping { () throws(SystemError) in
      try EventWait(
        engine: engine, signals: signals, files: files, standardInput: input, process: process,
        recorder: recorder, monitor: observer.monitor)
    }
    if times != nil { measureKernelHalves() }
    for omission in try engine?.attach() ?? [] { observer.receive(.warning(omission)) }
    var schedule = RunSchedule(of: program, timeLimit: request.timeLimit)
    try process?.open()
    observer.begin?()
    while progress.state == .running {
      engine?.channel.noteAwake()
      let isBusy = readRecords()
      runDueTimers(&schedule)
      guard progress.state == .running else { return }
      let maySleep = engine?.channel.prepareToSleep() ?? true
      if maySleep { handlers?.flush() }
      checkOutput()
      checkLosses()
      progress.report.lineCount = output.lineCount
      observer.watch?(progress.report)
      let isReading = input?.readUnlessAwaited(handle) ?? false
      let isBehind = recorder?.serve() ?? false
      let viewed = try attendMonitor()
      guard progress.state == .running else { return }
      let milliseconds = schedule.sleep(
        afterRecords: isBusy || isBehind || isReading, hasEngine: engine != nil || isBehind)
      let deadline = [schedule.nextDeadline, viewed].compactMap { $0 }.min()
      let ready = try RunError.wrapping { () throws(SystemError) in
        try wait.wait(milliseconds: maySleep ? milliseconds : 0, deadline: deadline)
      }
      // A signal that is left behind would end the process when it is no longer read.
      if ready.contains(.signal), let signal = signals.next() { take(signal: signal) }
      if ready.contains(.fileClosing) { files?.takeContents(handle) }
      if ready.contains(.fileRequest) { files?.answerRequests(handle) }
      if let input, ready.contains(.standardInput), !input.read(handle) { wait.forget(input) }
      if ready.contains(.command) { end() }
    }
  }

  /// Runs the probe numbered `probe`, which is about a file with `content`, and returns what is in the file then.
  private func handle(_ probe: Int, _ content: [UInt8]) -> [UInt8] {
    guard progress.state == .running, let result = handlers?.run(probe: probe, content: content)
    else {
      return []
    }
    progress.take(result.outcome)
    return result.content
  }

  /// Handles the records that are there now; returns `true` iff there were any.
  private func readRecords() -> Bool {
    guard let engine, let handlers else { return false }
    let before = progress.report.recordCount
    _ = readBatch(of: engine, by: handlers)
    return progress.report.recordCount > before
  }

  /// Handles the records that `engine` has sent by now by `handlers`. They stay in its buffer until the text that was made of
  /// them is written, so that whoever kills the tool makes it lose no more than that buffer holds.
  private func readBatch(of engine: any Engine, by handlers: UserHalves) -> RingBuffer.Outcome {
    var count = 0
    defer { progress.report.recordCount += count }
    return engine.channel.readBatch(
      { record in
        count += 1
        return handle(record, by: handlers)
      }, isWritten: { handlers.isFlushed }, write: { handlers.flush() })
  }

  /// Runs the timers that are due, in order of time; ends the run if its time is over.
  private func runDueTimers(_ schedule: inout RunSchedule) {
    let now = Clock.monotonic()
    while progress.state == .running, let probe = schedule.nextDue(at: now) {
      if switches.runs(probe) { run(probe) }
    }
    if schedule.isOver(at: now) { end() }
  }

  /// Does what `signal` asks for: another file for the output, or the end of the run.
  private func take(signal: CInt) {
    guard signal == SIGUSR2 else { return end() }
    handlers?.flush()
    do throws(SystemError) {
      try output.switchFile()
    } catch { observer.receive(.warning(error.description)) }
  }

  /// Ends the run as it should end, unless it ends already.
  func end() { progress.end() }

  /// Ends the run if nobody takes its output.
  private func checkOutput() {
    output.attend()
    if output.failure != nil { end() }
  }

  /// Keeps the number of the last event, each time before events are written.
  private func keepSequence() {
    guard let file = request.sequence, let handlers else { return }
    handlers.willWrite = { [unowned handlers] in
      if let number = handlers.number(ofGlobal: file.global) { file.keep(number, .open) }
    }
  }

  /// Takes note that the run has come to its end, and all is written.
  private func closeSequence() {
    guard let file = request.sequence, let handlers, output.failure == nil else { return }
    if let number = handlers.number(ofGlobal: file.global) { file.keep(number, .closed) }
  }

  /// Ends the run as an error does if more records were lost than `MAXSKIPPED` allows.
  private func checkLosses() {
    let limit = program.limits.maximumSkipped
    guard limit < .max, progress.state == .running, request.handlerErrors == .reported,
      let count = handlers?.lostRecordCount, count > limit
    else { return }
    progress.report.errorCount += 1
    observer.receive(.error("MAXSKIPPED exceeded: \(count) records were lost"))
    progress.state = .failing
  }

  // MARK: At its end

  /// Handles all that the kernel halves sent before they were detached, unless the run ended from within.
  private func drain() {
    guard let engine, let handlers, !handlers.isExitRequested else { return }
    while progress.state == .ending,
      case .readBatch = readBatch(of: engine, by: handlers)
    {
      // The first signal asked for this; the second one cannot wait.
      if let signal = signals.next(), signal != SIGUSR2 { progress.state = .aborting }
      checkOutput()
    }
  }

  /// Runs the probes of the end, and prints what is to be printed there.
  private func finish() {
    if progress.state == .ending {
      runProbes(\.ending)
    }
    if progress.state == .failing {
      runProbes(\.failing)
    }
    if progress.state == .ending, request.unreadGlobals == .printed { handlers?.printGlobals() }
    handlers?.flush()
    if request.timing == .told {
      output.write(TimingReport(timings: timings).text)
    }
    recorder?.finish()
    finishOutput()
  }

  /// Writes what waits for its file, and says what cannot be written.
  private func finishOutput() {
    output.finish()
    if output.failure != nil, output.missingLineCount > 0 {
      observer.receive(.warning("\(output.missingLineCount) lines could not be written"))
    }
    closeSequence()
  }

  /// Returns the report, complete.
  ///
  /// - Throws: `RunError.output` if output was lost.
  private func completeReport(_ process: GatedProcess?) throws(RunError) -> RunReport {
    if case .refused(let error)? = output.failure { throw .output(error) }
    let losses = engine?.losses ?? []
    progress.report.losses = RunReport.Loss.merged(of: program, losses)
    progress.report.misses = RunReport.Loss.merged(engine?.misses ?? [])
    progress.report.skippedRunCount = engine?.skippedRunCount ?? 0
    progress.report.lineCount = output.lineCount
    progress.report.commandEnding = process?.endingIfOver()
    return progress.report
  }

  // MARK: Handlers

  /// Handles one record by `handlers`; returns `false` iff no more should be.
  private func handle(_ record: UnsafeRawBufferPointer, by handlers: UserHalves) -> Bool {
    if times != nil, !isOn(probeOf: record) { return true }
    let outcome = handlers.run(on: record)
    if case .done = outcome { return true }
    progress.take(outcome)
    return progress.state == .running || progress.state == .ending && !handlers.isExitRequested
  }

  /// Runs the probes for whose site `priority` returns a number, the least first.
  private func runProbes(_ priority: (Site) -> Int64?) {
    let before = progress.state
    for probe in program.probes(inOrderOf: priority) where progress.state == before {
      run(probe)
    }
  }

  /// Runs the probe numbered `probe`.
  private func run(_ probe: Int) {
    if let outcome = handlers?.run(probe: probe) { progress.take(outcome) }
  }
}
