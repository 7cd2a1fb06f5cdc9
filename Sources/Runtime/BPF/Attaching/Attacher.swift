import Glibc
import IR

/// Attaches the programs of an object, each to the place that its section names.
struct Attacher {
  /// The clocks of the probes at ticks, in the order of their programs.
  private let clocks: [ProfileClock]

  /// Creates an attacher of the programs of `program`.
  init(for program: IR.Program) {
    var clocks: [ProfileClock] = []
    for probe in program.probes {
      if case .profile(let clock) = probe.site, !clocks.contains(clock) { clocks.append(clock) }
    }
    self.clocks = clocks
  }

  /// Attaches `programs`, in order; if one cannot be, none is.
  ///
  /// - Throws: `RunError` if the kernel refuses.
  func attach(_ programs: [LoadedProgram]) throws(RunError) -> [Attachment] {
    var attachments: [Attachment] = []
    var clocks = self.clocks[...]
    var traceFileSystem: TraceFileSystem?
    for program in programs {
      switch ProgramKind(section: program.section) {
      case .typedTracepoint(let name):
        attachments.append(try .tracepoint(name, program, isTyped: true))
      case .rawTracepoint(let name):
        attachments.append(try .tracepoint(name, program, isTyped: false))
      case .event(let system, let name):
        if traceFileSystem == nil { traceFileSystem = try TraceFileSystem() }
        guard let id = try traceFileSystem?.eventID(system: system, name: name) else { continue }
        attachments.append(try .event(id: id, name: "\(system):\(name)", program))
      case .clock:
        guard let clock = clocks.popFirst() else {
          throw .damagedObject("the program '\(program.name)' belongs to no probe")
        }
        attachments += try attach(program, to: clock)
      case nil: throw .damagedObject("the program '\(program.name)' has no known place")
      }
    }
    return attachments
  }

  /// Attaches `program` to `clock` on every CPU that is on line.
  private func attach(
    _ program: LoadedProgram, to clock: ProfileClock
  ) throws(RunError) -> [Attachment] {
    let rate: ClockRate =
      switch clock {
      case .frequency(let hertz): .frequency(UInt64(max(1, hertz)))
      case .period(let nanoseconds): .period(UInt64(max(1, nanoseconds)))
      }
    var attachments: [Attachment] = []
    for cpu in Processors.online { attachments.append(try .clock(rate, cpu: cpu, program)) }
    return attachments
  }
}
