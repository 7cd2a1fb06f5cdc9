import CBPF
import CLinux
import Glibc
import IR

/// A program at its place; it leaves when this goes out of use.
package final class Attachment {
  /// What holds the program there: a link, or a performance event.
  private let descriptor: FileDescriptor
  /// The probe point of which the kernel counts the hits that it missed; `nil` if it does not.
  let countedPoint: String?

  /// Takes over what holds a program in place.
  private init(_ descriptor: consuming FileDescriptor, countedPoint: String? = nil) {
    self.descriptor = descriptor
    self.countedPoint = countedPoint
  }

  /// How many hits of a breakpoint ran no program, because too many calls were under way or another breakpoint was
  /// being handled; 0 before Linux 6.7, which does not tell.
  var missedCount: Int {
    guard countedPoint != nil else { return 0 }
    var facts = LinkFacts()
    var size = UInt32(MemoryLayout<LinkFacts>.size)
    guard bpf_obj_get_info_by_fd(descriptor.number, &facts, &size) == 0 else { return 0 }
    return facts.eventKind == LinkFacts.breakpoint || facts.eventKind == LinkFacts.returnBreakpoint
      ? Int(facts.missed) : 0
  }

  /// Attaches `program` to the tracepoint `name`.
  ///
  /// - Throws: `RunError` if there is none, or the kernel refuses.
  static func tracepoint(
    _ name: String, _ program: LoadedProgram, isTyped: Bool
  ) throws(RunError) -> Attachment {
    // A typed program knows its tracepoint; the kernel wants to hear no name then.
    let number = bpf_raw_tracepoint_open(isTyped ? nil : name, program.descriptor.number)
    guard number >= 0 else {
      if number == -ENOENT { throw .missingMarker(name) }
      throw RunError(refusal: SystemError("attach to the tracepoint '\(name)'", code: -number))
    }
    return Attachment(FileDescriptor(owning: number))
  }

  /// Attaches `program` to the trace event numbered `id`, which messages call `name`.
  ///
  /// - Throws: `RunError` if the kernel refuses.
  static func event(
    id: Int, name: String, _ program: LoadedProgram
  ) throws(RunError) -> Attachment {
    var attributes = perf_event_attr()
    attributes.type = PERF_TYPE_TRACEPOINT.rawValue
    attributes.config = UInt64(id)
    attributes.sample_period = 1
    // Programs belong to the event itself: one CPU's counter stands for those of all.
    return try counter(&attributes, cpu: 0, program, name: "the event '\(name)'")
  }

  /// Attaches `program` to a counter of `place`.
  ///
  /// - Throws: `RunError` if the machine has no such counter, or the kernel refuses.
  static func counter(
    _ event: CounterEvent, at place: CounterPlace, _ program: LoadedProgram
  ) throws(RunError) -> Attachment {
    var attributes = perf_event_attr()
    attributes.type = event.type
    attributes.config = event.configuration
    switch event.rate {
    case .frequency(let hertz):
      attributes.freq = 1
      attributes.sample_freq = UInt64(max(1, hertz))
    case .period(let count): attributes.sample_period = UInt64(max(1, count))
    }
    let name = "the performance event of type \(event.type), configuration \(event.configuration)"
    do throws(RunError) {
      switch place {
      case .cpu(let cpu): return try counter(&attributes, cpu: cpu, program, name: name)
      case .process(let process):
        // What the process starts belongs to it.
        attributes.inherit = 1
        return try counter(&attributes, process: process, cpu: -1, program, name: name)
      }
    } catch .refused(let error) where [ENOENT, ENODEV, EOPNOTSUPP].contains(error.code) {
      throw .missingCounter(name)
    }
  }

  /// Attaches `program` behind the trampoline of the function that it was loaded for.
  ///
  /// - Throws: `RunError` if the kernel refuses.
  static func trampoline(_ program: LoadedProgram) throws(RunError) -> Attachment {
    let number = bpf_raw_tracepoint_open(nil, program.descriptor.number)
    guard number >= 0 else {
      throw RunError(refusal: SystemError("attach '\(program.point)'", code: -number))
    }
    return Attachment(FileDescriptor(owning: number))
  }

  /// Attaches `program` to a breakpoint at the start of the function `name`, or where it has returned.
  ///
  /// `type` is that of such performance events on this machine.
  ///
  /// - Throws: `RunError` if the kernel refuses.
  static func breakpoint(
    _ moment: FunctionSite.Moment, _ name: String, type: UInt32, _ program: LoadedProgram
  ) throws(RunError) -> Attachment {
    var attributes = perf_event_attr()
    attributes.type = type
    // Bit 0 asks for the return; see /sys/bus/event_source/devices/kprobe/format/retprobe.
    attributes.config = moment == .return ? 1 : 0
    guard let text = strdup(name) else { throw .system(.current("attach '\(program.point)'")) }
    defer { free(text) }
    attributes.kprobe_func = UInt64(UInt(bitPattern: text))
    let event = try event(&attributes, cpu: 0, name: "'\(program.point)'")
    // Only a link tells how many hits were missed; there are none to events before Linux 5.15.
    let link = bpf_link_create(program.descriptor.number, event.number, BPF_PERF_EVENT, nil)
    if link >= 0 {
      return Attachment(FileDescriptor(owning: link), countedPoint: program.point)
    }
    return try attachment(of: program, to: event, name: "'\(program.point)'")
  }

  /// Opens the performance event that `attributes` say and attaches `program` to it.
  private static func counter(
    _ attributes: inout perf_event_attr, process: pid_t = -1, cpu: Int, _ program: LoadedProgram,
    name: String
  ) throws(RunError) -> Attachment {
    let event = try event(&attributes, process: process, cpu: cpu, name: name)
    return try attachment(of: program, to: event, name: name)
  }

  /// Opens the performance event that `attributes` say.
  private static func event(
    _ attributes: inout perf_event_attr, process: pid_t = -1, cpu: Int, name: String
  ) throws(RunError) -> FileDescriptor {
    attributes.size = UInt32(MemoryLayout<perf_event_attr>.size)
    let number = marktap_perf_event_open(
      &attributes, process, CInt(cpu), -1, UInt(PERF_FLAG_FD_CLOEXEC))
    guard number >= 0 else { throw RunError(refusal: .current("attach to \(name)")) }
    return FileDescriptor(owning: number)
  }

  /// Attaches `program` to `event` by the event itself.
  private static func attachment(
    of program: LoadedProgram, to event: consuming FileDescriptor, name: String
  ) throws(RunError) -> Attachment {
    guard marktap_perf_event_set_bpf(event.number, program.descriptor.number) == 0,
      marktap_perf_event_enable(event.number) == 0
    else { throw RunError(refusal: .current("attach to \(name)")) }
    return Attachment(event)
  }
}

/// A performance event, as the kernel numbers them, and how often it fires.
struct CounterEvent: Hashable {
  /// `perf_event_attr.type`.
  let type: UInt32
  /// `perf_event_attr.config`.
  let configuration: UInt64
  /// How often it fires.
  let rate: CounterSite.Rate

  /// Creates the event of `site`.
  init(_ site: CounterSite) {
    type = UInt32(truncatingIfNeeded: site.type)
    configuration = UInt64(bitPattern: site.configuration)
    rate = site.rate
  }

  /// Creates the event that ticks as `clock` does.
  init(_ clock: ProfileClock) {
    type = PERF_TYPE_SOFTWARE.rawValue
    configuration = UInt64(PERF_COUNT_SW_CPU_CLOCK.rawValue)
    switch clock {
    case .frequency(let hertz): rate = .frequency(hertz: hertz)
    case .period(let nanoseconds): rate = .period(nanoseconds)
    }
  }
}

/// Where a performance event is counted.
enum CounterPlace: Hashable {
  /// On one CPU, for all tasks.
  case cpu(Int)
  /// On all CPUs, for a process and those that it starts.
  case process(pid_t)
}
