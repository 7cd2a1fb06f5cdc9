import Diagnostics
import Glibc
import Runtime
import Session
import Translator

/// Carries a script to its end and says what happened.
struct ScriptRunner {
  /// What is said of doubtful code.
  enum Warnings {
    /// It is shown.
    case shown
    /// Nothing is said.
    case hidden
    /// It counts as wrong.
    case errors
  }

  /// How many diagnostics are shown without `-v`: a mistake in a tapset may be found in hundreds of places.
  private static let diagnosticLimit = 20

  /// What is to be translated.
  let script: ScriptRequest
  /// How it is to be run.
  let request: RunRequest
  /// Whether lost records are an error.
  let lossTolerance: LossTolerance
  /// How much is said of the work itself.
  let verbosity: Verbosity
  /// What is said of doubtful code.
  let warnings: Warnings
  /// What the cache is used for.
  var cacheUse = Cache.Use.full
  /// How diagnostics are written.
  var style = ColorUse.auto.style
  /// The directory that is kept; `nil` if none is.
  var keeping: KeptDirectory?
  /// The name that the object gets if it is delivered; `nil` to leave it in the cache.
  var objectName: String?

  /// Where the run goes on.
  var stage = Stage.foreground
  /// What shows the run on the terminal; `nil` if nothing does.
  var monitor: MonitorScreen?

  /// The trace that the script runs over; `nil` if it runs on this kernel.
  var trace: RecordedTrace?

  /// `false` iff nothing that the script prints is a time of day.
  var printsDates = true

  /// What tells that the run has begun in the background; `nil` if it is not there.
  var readiness: BackgroundProcess.Readiness?

  /// Where a run goes on.
  enum Stage: Hashable {
    /// In the process that was started.
    case foreground
    /// In another one, behind the back of whoever started it.
    case background
  }

  /// Whether lost records are an error.
  enum LossTolerance {
    /// They are told.
    case lenient
    /// They are an error.
    case strict
  }

  /// Translates and runs the script.
  ///
  /// - Throws: `ExitStatus` unless all was done, after saying why.
  func run() throws(ExitStatus) {
    let first = try session()
    if let trace { return try replay(first, over: trace) }
    let (session, refusals) = first.remembering()
    for refusal in refusals { warn(refusal) }
    guard try Console.reporting({ () throws(SessionError) in try session.isForRunningKernel() })
    else {
      warn("kernel release/architecture mismatch with host forces last-pass 4.")
      try ObjectDelivery(self).deliver(as: objectName)
      return
    }
    let object = try object(of: session)
    switch stage {
    case .foreground: try run(object, of: session)
    case .background:
      guard let readiness = try startInBackground() else { return }
      var runner = self
      runner.readiness = readiness
      try runner.run(object, of: session)
    }
  }

  /// Runs `object`, made of the script of `session`.
  ///
  /// - Throws: `ExitStatus` unless all went well.
  private func run(_ object: BuiltObject, of session: Session) throws(ExitStatus) {
    say("Pass 5: starting run.", ofPass: 5)
    let began = Stopwatch()
    defer { monitor?.close() }
    let report: RunReport
    do throws(RunError) {
      report = try FinishedObject(object.file).run(request, observer: observer)
    } catch {
      guard case .rejected(let rejection) = error,
        case let message = rejection.description
          + "; its handler runs in user space instead, for which each event costs a record",
        let eased = try? session.eased(after: rejection, message: message)
      else { return try Console.reporting(verbosity[5]) { () throws(RunError) in throw error } }
      if verbosity[5] > 0 { Console.write(rejection.log, to: .errors) }
      warn(message)
      return try run(try self.object(of: eased), of: eased)
    }
    monitor?.close()
    say("Pass 5: run completed in \(began.text).", ofPass: 5)
    try conclude(report)
  }

  /// Runs the script of `session` over `trace`.
  ///
  /// - Throws: `ExitStatus` unless all went well.
  private func replay(_ session: Session, over trace: RecordedTrace) throws(ExitStatus) {
    let program = try replayable(in: session)
    say("Pass 5: starting run over '\(trace.path)'.", ofPass: 5)
    let report = try Console.reporting { () throws(RunError) in
      try program.run(over: trace, request, observer: observer)
    }
    try conclude(report)
  }

  /// Returns the program of the script that runs over recorded traces, after saying what the translation had to say.
  ///
  /// - Throws: `ExitStatus` if there is none.
  func replayable() throws(ExitStatus) -> ReplayProgram { try replayable(in: session()) }

  /// Returns the program of the script of `session` that runs over recorded traces.
  private func replayable(in session: Session) throws(ExitStatus) -> ReplayProgram {
    let translation = try Console.reporting { () throws(SessionError) in try session.replayable() }
    guard let program = translation.value else { throw failure(of: translation, in: session) }
    show(translation)
    if warnings == .errors, !translation.log.diagnostics.isEmpty { throw .wrongScript }
    return program
  }

  /// Returns the session of the script.
  ///
  /// As for `stap`, a directory for temporary files has to be there, whether the script needs it or not.
  ///
  /// - Throws: `ExitStatus` if the script cannot be read.
  func session() throws(ExitStatus) -> Session {
    let teller = PassTeller(verbosity)
    try Console.reporting { () throws(SystemError) in try Files.checkTemporaryDirectory() }
    var script = script
    if let trace {
      script.recordedKernel = try Console.reporting { () throws(RunError) in try trace.kernel() }
    }
    return try Console.reporting { () throws(SessionError) in
      try Session(script, cache: .ofUser(for: cacheUse), observer: teller.tell)
    }
  }

  /// Returns the object of the script of `session`, after saying what the translation had to say.
  ///
  /// - Throws: `ExitStatus` if there is none.
  func object(of session: Session) throws(ExitStatus) -> BuiltObject {
    let translation = try Console.reporting { () throws(SessionError) in try session.built() }
    guard let object = translation.value else { throw failure(of: translation, in: session) }
    if !object.warnings.isEmpty, warnings != .hidden {
      Console.write(object.warnings, to: .errors)
      if warnings == .errors { throw .wrongScript }
    }
    try keeping?.keep(object, of: session)
    return object
  }

  /// Returns the status for a script that could not be translated, after saying why.
  ///
  /// Where not all of the kernel could be read, the script may be right, and the world is to blame.
  func failure<Value>(of translation: Translation<Value>, in session: Session) -> ExitStatus {
    show(translation)
    let omissions = session.omissions
    for omission in omissions { Console.complain(omission.description) }
    if let trace {
      Console.write(
        "note: '\(trace.path)' holds \(trace.eventKindCount) kinds of events; "
          + "'marktap record -o <file>' with the script records those that it needs\n", to: .errors)
    }
    let (pass, name) = session.failedPass
    Console.write("Pass \(pass): \(name) failed.\n", to: .errors)
    return omissions.isEmpty ? .wrongScript : .refused
  }

  /// Shows what a translation had to say: the first of it, unless more is asked to be said.
  func show<Value>(_ translation: Translation<Value>) {
    let renderer = DiagnosticRenderer(sources: translation.sources, style: style)
    let wanted = translation.log.diagnostics.filter {
      $0.severity == .error || warnings != .hidden
    }
    let shown = wanted.prefix(verbosity.saysSomething ? wanted.count : Self.diagnosticLimit)
    for diagnostic in shown { Console.write(renderer.text(of: diagnostic), to: .errors) }
    if shown.count < wanted.count {
      Console.write(
        "\(wanted.count - shown.count) more are not shown; -v shows them\n", to: .errors)
    }
  }

  /// Says how the run ended.
  ///
  /// - Throws: `ExitStatus` unless all went well.
  private func conclude(_ report: RunReport) throws(ExitStatus) {
    var report = report
    report.hasNoDate = report.hasNoDate && printsDates
    for warning in report.warnings { warn(warning) }
    if report.errorCount > 0 {
      warn("the run exited with status: \(ExitStatus.wrongScript.rawValue)")
      Console.write("Pass 5: run failed.\n", to: .errors)
      throw .wrongScript
    }
    if lossTolerance == .strict, report.lostCount > 0 { throw .refused }
  }

  /// Says that something is worth knowing, unless that is not wanted.
  private func warn(_ text: String) { if warnings != .hidden { show(.warning(text)) } }

  /// Shows what a run says beside its output; in the background that goes to the log of the system.
  private func show(_ message: RunMessage) {
    if readiness?.isTold ?? false { SystemLog.warn(message.text) } else { Console.show(message) }
  }

  /// Says something of the work of the pass numbered `pass`, if that is wanted.
  private func say(_ text: String, ofPass pass: Int) {
    if verbosity[pass] > 0 { Console.write(text + "\n", to: .errors) }
  }

  /// What the line on the terminal is about.
  private var statusSubject: StatusLine.Subject {
    if trace != nil { return .replay }
    return request.outputFiles == nil ? .run : .runIntoFile
  }

  /// Who listens to the run.
  private var observer: RunObserver {
    let isQuiet = monitor != nil || stage == .background
    let status = isQuiet ? nil : StatusLine(statusSubject)
    let warnings = self.warnings
    let verbosity = self.verbosity[5]
    var said: Set<RunMessage> = []
    var observer = RunObserver(
      receive: { message in
        if case .warning = message {
          if warnings == .hidden { return }
          // A warning that a script repeats is shown once.
          if verbosity == 0, said.count < 1024, !said.insert(message).inserted { return }
        }
        if case .detail = message, verbosity == 0 { return }
        status?.clear()
        show(message)
      },
      watch: status.map { line in { report in line.show(report) } })
    if trace != nil, let status { observer.makeRoom = { status.clear() } }
    observer.monitor = monitor
    if let readiness { observer.begin = { readiness.tell() } }
    return observer
  }
}
