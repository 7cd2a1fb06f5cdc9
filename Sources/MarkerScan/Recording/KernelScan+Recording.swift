import CTraceEvent
import KernelDescription

extension KernelScan {
  /// Returns what a recorded trace tells of its kernel: the events whose formats it holds, with the numbers that they
  /// have in it.
  ///
  /// - Parameters:
  ///   - handle: what libtraceevent has read of the recording, a `struct tep_handle`.
  ///   - identity: the kernel's names as far as the recording says them.
  package static func description(
    ofRecordedEvents handle: OpaquePointer, identity: KernelIdentity
  ) -> KernelDescription {
    var builder = KernelDescriptionBuilder(identity: identity)
    var events: [TraceEvent] = []
    let count = Int(tep_get_events_count(handle))
    if let list = tep_list_events(handle, TEP_EVENT_SORT_ID) {
      events = (0..<count).compactMap { index in
        list[index].map { EventFormatParser.event($0.pointee) }
      }
    }
    builder.add(events)
    return builder.description()
  }
}
