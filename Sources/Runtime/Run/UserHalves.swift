import CRecordABI
import IR

/// The handlers of a program as they run in user space: the user halves of records, or, in a replay, whole handlers.
/// What they print goes to the output, in large pieces.
final class UserHalves {
  /// How a handler ended, as far as the run cares.
  enum Outcome {
    /// It came to its end.
    case done
    /// It called `exit()`.
    case exit
    /// It called `abort()`.
    case abort
    /// It failed; the words say why and where.
    case failed(String)
  }

  /// How much is printed before it is written.
  private static let pieceSize = 1 << 16

  /// What handlers ask of the world.
  private let environment: ExecutionEnvironment
  /// What runs them.
  private let interpreter: Interpreter
  /// Returns the program with the places of the script, which are needed once something fails.
  private let located: () -> IR.Program
  /// The words of failures.
  private lazy var messages = RuntimeMessages(located())
  /// Where the output goes.
  private let output: Output
  /// Who listens.
  private let observer: RunObserver
  /// Returns what records have been lost so far, by probe point.
  private let losses: () -> [RunReport.Loss]
  /// How many handlers have failed since losses were asked for last.
  private var newFailureCount = 0
  /// Those that handlers have been told of.
  private var toldLosses: [RunReport.Loss] = []
  /// What is to be done before something is written; `nil` if nothing is.
  var willWrite: (() -> Void)?
  /// What is to be done when all that was printed has been written; `nil` if nothing is.
  var didWrite: (() -> Void)?
  /// `true` iff what was written last ended a line.
  private(set) var endsLine = true
  /// What measures the handlers; `nil` if nothing does.
  private let times: HandlerTimes?
  /// What handlers have started.
  private let commands = ShellCommands()

  /// Prepares the user halves of the program that `decoder` reads, whose kernel halves are loaded as `engine`.
  ///
  /// - Throws: `RunError` if a map does not fit the program.
  convenience init(
    of decoder: ProgramDecoder, engine: (any Engine)?, output: Output, observer: RunObserver,
    times: HandlerTimes?, target: Int64, options: [String: String]
  ) throws(RunError) {
    let environment = ExecutionEnvironment(target: target, options: options)
    environment.system = LiveSystem()
    environment.code = engine?.code
    var globals: KernelMapGlobals?
    if let engine { globals = try KernelMapGlobals(of: decoder.outline, in: engine) }
    self.init(
      Interpreter(decoder, environment: environment, kernel: globals), output: output,
      observer: observer, times: times,
      located: { decoder.located },
      losses: { RunReport.Loss.merged(of: decoder.outline, engine?.losses ?? []) })
  }

  /// Prepares the handlers that `interpreter` runs.
  ///
  /// - Parameters:
  ///   - located: returns the program with the places of the script.
  ///   - losses: returns what records have been lost so far, by probe point.
  init(
    _ interpreter: Interpreter, output: Output, observer: RunObserver, times: HandlerTimes?,
    located: @escaping () -> IR.Program, losses: @escaping () -> [RunReport.Loss]
  ) {
    self.interpreter = interpreter
    environment = interpreter.environment
    self.output = output
    self.observer = observer
    self.times = times
    self.located = located
    self.losses = losses
    environment.listener = self
  }

  /// `true` iff some handler has ended the run, so that no further one is to run.
  var isExitRequested: Bool { interpreter.isExitRequested }

  /// Runs the user half that `record` is for, or takes note of the failure that it tells.
  func run(on record: UnsafeRawBufferPointer) -> Outcome {
    guard record.count >= MemoryLayout<marktap_record_header>.size else { return malformed }
    let number = record.loadUnaligned(as: marktap_record_header.self).probe
    if number & MARKTAP_FAILURE_BIT != 0 { return failure(in: record) }
    let probe = Int(number)
    // Without a closure, which would cost each record a reference that is counted.
    guard let times else {
      return outcome(of: interpreter.runUserHalf(ofProbe: probe, on: record), inProbe: probe)
    }
    return outcome(
      of: times.measuring(probe) { interpreter.runUserHalf(ofProbe: probe, on: record) },
      inProbe: probe)
  }

  /// Runs the user half of the probe numbered `probe`, which has no records.
  func run(probe: Int) -> Outcome {
    outcome(ofProbe: probe) { interpreter.runUserHalf(ofProbe: probe) }
  }

  /// Runs the whole handler of the probe numbered `probe`, which was not split.
  func run(handlerOf probe: Int) -> Outcome {
    outcome(ofProbe: probe) { interpreter.runHandler(ofProbe: probe) }
  }

  /// Runs the user half of the probe numbered `probe`, which is about a file with `content`, and returns what is in
  /// the file then.
  func run(probe: Int, content: [UInt8]) -> (outcome: Outcome, content: [UInt8]) {
    environment.fileContent = content
    let outcome = run(probe: probe)
    return (outcome, environment.fileContent)
  }

  /// `true` iff all that has been printed is written.
  var isFlushed: Bool { interpreter.output.count == 0 }

  /// Writes what has been printed.
  func flush() {
    let printed = interpreter.output
    guard printed.count > 0 else { return }
    willWrite?()
    output.write(printed)
    endsLine = printed.last == UInt8(ascii: "\n")
    interpreter.clearOutput()
    didWrite?()
  }

  /// Prints the globals that nothing reads.
  func printGlobals() {
    flush()
    willWrite?()
    listing(of: \.printsAtEnd).withUnsafeBytes { output.write($0) }
  }

  /// Returns the values of those globals that `isListed` is true for, in lines.
  func listing(of isListed: (Global) -> Bool) -> [UInt8] {
    interpreter.program.globals.enumerated().flatMap { index, global -> [UInt8] in
      guard isListed(global) else { return [] }
      let elements = interpreter.globals.elements(of: GlobalID(index))
      return GlobalListing(of: global, elements: elements).text
    }
  }

  /// Leaves the elements of all globals in the order in which handlers that run in user space have made them.
  func keepOrderOfGlobals() { interpreter.globals.keepOrder() }

  /// Gives all globals their first values.
  func resetGlobals() { interpreter.globals.resetAll() }

  /// Runs `handler`, of the probe numbered `probe`, and returns what its ending means for the run.
  private func outcome(ofProbe probe: Int, _ handler: () -> Interpreter.Outcome) -> Outcome {
    outcome(of: times?.measuring(probe, handler) ?? handler(), inProbe: probe)
  }

  /// Returns what `ending` of the handler of the probe numbered `probe` means for the run.
  private func outcome(of ending: Interpreter.Outcome, inProbe probe: Int) -> Outcome {
    if interpreter.output.count >= Self.pieceSize { flush() }
    switch ending {
    case .completed: return interpreter.isExitRequested ? .exit : .done
    case .aborted: return .abort
    case .failed(let failure): return .failed(text(of: failure, inProbe: probe))
    case .malformed: return malformed
    }
  }

  /// Returns the failure of a kernel half that `record` tells.
  private func failure(in record: UnsafeRawBufferPointer) -> Outcome {
    guard record.count >= MemoryLayout<marktap_failure_record>.size else { return malformed }
    let told = record.loadUnaligned(as: marktap_failure_record.self)
    guard let kind = Failure.Kind(rawValue: told.kind) else { return malformed }
    let words = record.dropFirst(MemoryLayout<marktap_failure_record>.size)
      .prefix(Int(told.header.tail))
    let failure = Failure(
      kind, operand: told.operand, text: Array(words), location: LocationID(Int(told.location)))
    return .failed(
      text(of: failure, inProbe: Int(told.header.probe & ~UInt32(MARKTAP_FAILURE_BIT))))
  }

  /// Returns the words for `failure` of the probe numbered `probe`.
  private func text(of failure: Failure, inProbe probe: Int) -> String {
    flush()
    newFailureCount += 1
    return String(decoding: messages.text(of: failure, inProbe: probe), as: UTF8.self)
  }

  /// What a record means that no kernel half of the program sends.
  private var malformed: Outcome { .failed("a record is damaged") }
}

extension UserHalves: HandlerListener {
  /// How many records have been lost so far, of all probes.
  var lostRecordCount: Int { losses().reduce(0) { $0 + $1.count } }

  /// Returns what has been lost since this was asked last; nothing while the output cannot be written, which would be
  /// lost itself.
  func takeNewLosses() -> [(name: String, count: Int)] {
    flush()
    if output.isStalled { return [] }
    let present = losses()
    let told = Dictionary(uniqueKeysWithValues: toldLosses.map { ($0.point, $0.count) })
    toldLosses = present
    var news = present.map { (name: $0.point, count: $0.count - (told[$0.point] ?? 0)) }
    news.append((name: "output", count: output.takeDroppedLineCount()))
    news.append((name: "handlers that failed", count: newFailureCount))
    newFailureCount = 0
    return news.filter { $0.count > 0 }
  }

  /// Returns the value of the global `name`; `nil` if there is none, or it is no number.
  func number(ofGlobal name: String) -> Int64? {
    guard let index = interpreter.program.globals.firstIndex(where: { $0.name == name }),
      case .value(.long(let value))? = interpreter.globals.elements(of: GlobalID(index)).first?
        .element
    else { return nil }
    return value
  }

  /// Hands a message on to who listens to the run.
  func receive(_ message: HandlerMessage) {
    // What was printed before stands before, where both go to the same terminal.
    flush()
    switch message {
    case .warning(let text): observer.receive(.warning(String(decoding: text, as: UTF8.self)))
    case .note(let text): observer.receive(.note(String(decoding: text, as: UTF8.self)))
    case .command(let line):
      let line = String(decoding: line, as: UTF8.self)
      attempt { () throws(RunError) in try commands.start(line) }
    case .nextFile:
      attempt { () throws(RunError) in
        try RunError.wrapping { () throws(SystemError) in try output.switchFile() }
      }
    case .kernelLog(let level, let text):
      attempt { () throws(RunError) in
        try RunError.wrapping { () throws(SystemError) in
          try KernelMessages().log(text, level: level)
        }
      }
    case .kernelTrace(let text):
      attempt { () throws(RunError) in
        try RunError.wrapping { () throws(SystemError) in try KernelMessages().trace(text) }
      }
    }
  }

  /// Does what a handler wants of the system; if that fails, the run goes on with a warning.
  private func attempt(_ body: () throws(RunError) -> Void) {
    do throws(RunError) { try body() } catch { observer.receive(.warning("\(error)")) }
  }

  /// Writes what a handler that goes on for long has printed.
  func receive(_ output: UnsafeRawBufferPointer) {
    willWrite?()
    self.output.write(output)
    endsLine = output.last == UInt8(ascii: "\n")
  }
}
