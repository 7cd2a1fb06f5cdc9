import CTraceEvent
import TraceStream

/// An event as it is in a trace.
struct RecordedEvent {
  /// What the tool is told of it.
  let header: TraceStream.EventHeader
  /// The record; valid as long as the library keeps it.
  let bytes: UnsafeRawBufferPointer

  /// Creates the event of `record`, before which `lost` events were lost; `nil` if it is too short for the common fields of
  /// all events.
  init?(_ record: tep_record, lost: UInt32) {
    guard let data = record.data, record.size >= 8 else { return nil }
    bytes = UnsafeRawBufferPointer(start: data, count: Int(record.size))
    header = TraceStream.EventHeader(
      time: record.ts, size: UInt32(record.size), cpu: UInt32(truncatingIfNeeded: record.cpu),
      lost: lost)
  }

  /// The number of the kind of event: `common_type` (include/linux/trace_events.h).
  var number: Int { Int(bytes.loadUnaligned(as: UInt16.self)) }

  /// The thread that it happened in: `common_pid`.
  var task: Int32 { bytes.loadUnaligned(fromByteOffset: 4, as: Int32.self) }

  /// How many events were lost before it, as `EventHeader` says it.
  var lost: UInt32 { header.lost }
}
