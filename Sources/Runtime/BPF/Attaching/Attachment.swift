import CBPF
import CLinux
import Glibc

/// A program at its place; it leaves when this goes out of use.
package final class Attachment {
  /// What holds the program there: a link, or a performance event.
  private let descriptor: FileDescriptor

  /// Takes over what holds a program in place.
  private init(_ descriptor: consuming FileDescriptor) { self.descriptor = descriptor }

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

  /// Attaches `program` to a clock of the CPU numbered `cpu`.
  ///
  /// - Throws: `RunError` if the kernel refuses.
  static func clock(
    _ rate: ClockRate, cpu: Int, _ program: LoadedProgram
  ) throws(RunError) -> Attachment {
    var attributes = perf_event_attr()
    attributes.type = PERF_TYPE_SOFTWARE.rawValue
    attributes.config = UInt64(PERF_COUNT_SW_CPU_CLOCK.rawValue)
    switch rate {
    case .frequency(let hertz):
      attributes.freq = 1
      attributes.sample_freq = hertz
    case .period(let nanoseconds): attributes.sample_period = nanoseconds
    }
    return try counter(&attributes, cpu: cpu, program, name: "the clock of CPU \(cpu)")
  }

  /// Opens the performance event that `attributes` say and attaches `program` to it.
  private static func counter(
    _ attributes: inout perf_event_attr, cpu: Int, _ program: LoadedProgram, name: String
  ) throws(RunError) -> Attachment {
    attributes.size = UInt32(MemoryLayout<perf_event_attr>.size)
    let number = marktap_perf_event_open(
      &attributes, -1, CInt(cpu), -1, UInt(PERF_FLAG_FD_CLOEXEC))
    guard number >= 0 else { throw RunError(refusal: .current("attach to \(name)")) }
    let descriptor = FileDescriptor(owning: number)
    guard marktap_perf_event_set_bpf(number, program.descriptor.number) == 0,
      marktap_perf_event_enable(number) == 0
    else { throw RunError(refusal: .current("attach to \(name)")) }
    return Attachment(descriptor)
  }
}

/// How often a clock ticks.
enum ClockRate: Hashable {
  /// So many times a second.
  case frequency(UInt64)
  /// Once in so many nanoseconds.
  case period(UInt64)
}
