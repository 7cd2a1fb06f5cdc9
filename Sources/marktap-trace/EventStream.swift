import CTraceCmd
import CTraceEvent

/// The events of one CPU in one buffer of a trace, in the order of the file, with the next of them at its head.
struct EventStream {
  /// The number of the buffer in the trace.
  let buffer: Int
  /// The CPU.
  let cpu: Int32
  /// Where the first event is, in bytes of what the library has unpacked.
  private let start: UInt64
  /// Where the last event is.
  private let end: UInt64
  /// The next event.
  private(set) var head: UnsafeMutablePointer<tep_record>
  /// When that happened.
  private(set) var time: UInt64

  /// Creates the stream of `cpu` in the buffer numbered `buffer` of `trace`; `nil` if it has no events.
  init?(of cpu: Int32, inBuffer buffer: Int, of trace: OpenTrace) {
    self.buffer = buffer
    self.cpu = cpu
    let handle = trace.buffers[buffer]
    // A buffer may have fewer CPUs than the trace, and of these functions only this one checks that.
    guard let any = tracecmd_read_data(handle, cpu) else { return nil }
    tracecmd_free_record(any)
    guard let last = tracecmd_read_cpu_last(handle, cpu) else { return nil }
    end = last.pointee.offset
    tracecmd_free_record(last)
    guard let first = tracecmd_read_cpu_first(handle, cpu) else { return nil }
    start = first.pointee.offset
    head = first
    time = first.pointee.ts
  }

  /// How many bytes the events have.
  var size: UInt64 { end > start ? end - start : 0 }

  /// How many bytes of them lie behind.
  var passedSize: UInt64 { head.pointee.offset > start ? head.pointee.offset - start : 0 }

  /// `true` iff the next event is to come before that of `other`.
  func precedes(_ other: EventStream) -> Bool {
    (time, buffer, cpu) < (other.time, other.buffer, other.cpu)
  }

  /// Goes on to the event behind the head; returns `false` if that was the last.
  ///
  /// - Throws: `Damage` if more events are there and cannot be read.
  mutating func advance(in trace: OpenTrace) throws(Damage) -> Bool {
    let offset = head.pointee.offset
    tracecmd_free_record(head)
    guard let next = tracecmd_read_data(trace.buffers[buffer], cpu) else {
      guard offset >= end else { throw brokenOff }
      return false
    }
    take(next)
    return true
  }

  /// Gives the head back, and returns where it is.
  func release() -> UInt64 {
    let offset = head.pointee.offset
    tracecmd_free_record(head)
    return offset
  }

  /// Reads the head again, which is at `offset`, now that the file was opened again as `trace`.
  ///
  /// - Throws: `Damage` if it is not there.
  mutating func resume(at offset: UInt64, in trace: OpenTrace) throws(Damage) {
    guard buffer < trace.buffers.count,
      let next = tracecmd_read_at(trace.buffers[buffer], offset, nil)
    else { throw brokenOff }
    take(next)
  }

  /// Makes `record` the head.
  private mutating func take(_ record: UnsafeMutablePointer<tep_record>) {
    head = record
    time = record.pointee.ts
  }

  /// The error that there should be more events.
  private var brokenOff: Damage { Damage(words: "the events of CPU \(cpu) break off") }
}
