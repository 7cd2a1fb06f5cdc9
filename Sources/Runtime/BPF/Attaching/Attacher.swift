import Glibc
import IR

/// Attaches the programs of an object, each to the place that its section names.
struct Attacher {
  /// A performance event with the tasks for which it is counted.
  private struct Counter: Hashable {
    /// The event.
    let event: CounterEvent
    /// The tasks.
    let scope: CounterSite.Scope
  }

  /// What came of attaching.
  struct Outcome {
    /// What is attached.
    var attachments: [Attachment] = []
    /// What could not be, in words: some functions of a pattern cannot be probed.
    var omissions: [String] = []
  }

  /// The performance events of the probes, in the order of their programs.
  private let counters: [Counter]
  /// Why the kernel took no program behind a trampoline; `nil` if there are none, or it did.
  private let trampolineRefusal: String?

  /// Creates an attacher of the programs of `program`.
  init(for program: IR.Program, trampolineRefusal: String?) {
    var counters: [Counter] = []
    for probe in program.probes {
      let counter: Counter
      switch probe.site {
      case .profile(let clock): counter = Counter(event: CounterEvent(clock), scope: .system)
      case .counter(let site): counter = Counter(event: CounterEvent(site), scope: site.scope)
      case .begin, .end, .error, .timer, .ticks, .tracepoint, .event, .function, .file, .marker,
        .foreign,
        .never:
        continue
      }
      if !counters.contains(counter) { counters.append(counter) }
    }
    self.counters = counters
    self.trampolineRefusal = trampolineRefusal
  }

  /// Attaches `programs`, in order; `target` is the process that the session is about, or 0.
  ///
  /// - Throws: `RunError` if the kernel refuses one that is not in a function, or all of those. Then none is
  ///   attached.
  func attach(_ programs: [LoadedProgram], target: pid_t) throws(RunError) -> Outcome {
    var outcome = Outcome()
    var counters = self.counters[...]
    var traceFileSystem: TraceFileSystem?
    var functions = FunctionAttaching(trampolineRefusal: trampolineRefusal)
    for program in programs {
      switch ProgramKind(section: program.section) {
      case .typedTracepoint(let name):
        outcome.attachments.append(try .tracepoint(name, program, isTyped: true))
      case .rawTracepoint(let name):
        outcome.attachments.append(try .tracepoint(name, program, isTyped: false))
      case .event(let system, let name):
        if traceFileSystem == nil { traceFileSystem = try TraceFileSystem() }
        guard let id = try traceFileSystem?.eventID(system: system, name: name) else { continue }
        outcome.attachments.append(try .event(id: id, name: "\(system):\(name)", program))
      case .counter:
        guard let counter = counters.popFirst() else {
          throw .damagedObject("the program '\(program.name)' belongs to no probe")
        }
        try attach(program, to: counter, target: target, into: &outcome)
      case .trampoline(let moment, let name):
        functions.attachTrampoline(program, at: moment, of: name)
      case .breakpoint(let moment, let name):
        functions.attachBreakpoint(program, at: moment, of: name)
      case nil: throw .damagedObject("the program '\(program.name)' has no known place")
      }
    }
    try functions.conclude(into: &outcome)
    return outcome
  }

  /// Attaches `program` to `counter`: on every CPU that is on line, or for the processes that it is about.
  private func attach(
    _ program: LoadedProgram, to counter: Counter, target: pid_t, into outcome: inout Outcome
  ) throws(RunError) {
    let places: [CounterPlace]
    switch counter.scope {
    case .system: places = Processors.online.map { .cpu($0) }
    case .target:
      guard target > 0 else { throw .noTarget(program.point) }
      places = [.process(target)]
    case .program(let path):
      let processes = RunningProcesses.running(path)
      places = (processes + (target > 0 ? [target] : [])).map { .process($0) }
      if places.isEmpty {
        outcome.omissions.append("'\(program.point)' counts nothing: no process runs '\(path)'")
      }
    }
    for place in places {
      outcome.attachments.append(try .counter(counter.event, at: place, program))
    }
  }
}
