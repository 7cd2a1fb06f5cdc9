import IR
import KernelDescription
import Runtime
import Translator

/// A program that can run over a recorded trace.
package struct ReplayProgram: Sendable {
  /// The program, which is not split.
  private let program: IR.Program
  /// The events that it is about.
  private let events: RecordedEvents

  /// Creates the program `program` for traces of the recorded `kernel`.
  init(_ program: IR.Program, on kernel: KernelDescription) {
    self.program = program
    events = RecordedEvents(of: program, on: kernel)
  }

  /// The events that a recording has to hold for it, with those that tell of tasks, of a `kernel` that has them.
  package func recording(on kernel: KernelDescription, path: String) -> RecordingRequest {
    var wanted = program.probes.compactMap { probe -> RecordingRequest.Event? in
      guard case .event(let site) = probe.site else { return nil }
      return RecordingRequest.Event(system: site.system, name: site.name)
    }
    if program.remembersCalls {
      let entry = RecordedEvents.CallEntry.self
      wanted.append(RecordingRequest.Event(system: entry.system, name: entry.name))
    }
    for source in TaskNewsSource.all
    where !source.isFrequent && kernel.event(system: source.system, name: source.name) != nil {
      wanted.append(RecordingRequest.Event(system: source.system, name: source.name))
    }
    var seen: Set<RecordingRequest.Event> = []
    let events = wanted.filter { seen.insert($0).inserted }
    // What the arguments of system calls are, only the events of the single calls say.
    let describesCalls = events.contains { $0.system == "raw_syscalls" }
    return RecordingRequest(
      events, describedSystems: describesCalls ? ["syscalls"] : [], path: path)
  }

  /// Runs the program over `trace` and returns what happened.
  ///
  /// - Throws: `RunError` if the trace is damaged, or the output cannot be written.
  package func run(
    over trace: RecordedTrace, _ request: RunRequest, observer: RunObserver
  ) throws(RunError) -> RunReport {
    try Replay(of: program, events: events, over: trace, request: request, observer: observer)
      .run()
  }
}

extension Session {
  /// Passes 1 to 3 for a recorded trace: returns the program that runs over it.
  ///
  /// - Throws: `SessionError` if a tapset cannot be read.
  package func replayable() throws(SessionError) -> Translation<ReplayProgram> {
    let kernel = try describedKernel()
    return try lowered().map { program, _, _ in ReplayProgram(program, on: kernel) }
  }
}
