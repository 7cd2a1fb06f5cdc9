import CTraceCmd
import TraceStream

/// How many events were lost, as the recorded machine has counted them when the recording ended.
///
/// Where events are missing, the kernel writes their number behind the last event of the page, and only if there is room
/// (`ring_buffer_read_page` in kernel/trace/ring_buffer.c). The statistics of the CPU have it in any case, all gaps together: what
/// is left of that is told at the first gap without a number, and nothing at those behind it.
struct LossStatistics {
  /// A buffer of one CPU.
  private struct Place: Hashable {
    /// The number of the buffer in the trace.
    let buffer: Int
    /// The CPU.
    let cpu: Int32
  }

  /// How many events were lost and have not been told yet.
  private var untold: [Place: Int64] = [:]
  /// Where all has been told.
  private var told: Set<Place> = []

  /// Reads the statistics of `trace`.
  init(of trace: OpenTrace) {
    guard let text = tracecmd_get_cpustats(trace.buffers[0]) else { return }
    var place = Place(buffer: 0, cpu: 0)
    for line in String(cString: text).split(separator: "\n") {
      let words = line.split(separator: ":", maxSplits: 1)
      guard words.count == 2 else { continue }
      let value = words[1].drop { $0 == " " }
      switch words[0] {
      case "Buffer":
        // Buffers stand in the order of their instances, behind that of the whole machine, which has no name here.
        place = Place(buffer: place.buffer + 1, cpu: 0)
      case "CPU": place = Place(buffer: place.buffer, cpu: Int32(value) ?? -1)
      case "overrun", "dropped events":
        // What a damaged file says may be any number.
        let sum = untold[place, default: 0].addingReportingOverflow(Int64(value) ?? 0)
        if !sum.overflow { untold[place] = sum.partialValue }
      default: continue
      }
    }
  }

  /// Takes note that `missed` events are missing on `cpu` in the buffer numbered `buffer`, or some that nobody counted there if
  /// that is negative. Returns how many are to be told, as `EventHeader` says it.
  mutating func take(_ missed: Int64, buffer: Int, cpu: Int32) -> UInt32 {
    let place = Place(buffer: buffer, cpu: cpu)
    if told.contains(place) { return 0 }
    let unknown = TraceStream.EventHeader.unknownLoss
    guard missed < 0 else {
      untold[place]? &-= missed
      return UInt32(min(missed, Int64(unknown) - 1))
    }
    guard let rest = untold[place], rest > 0 else { return unknown }
    told.insert(place)
    return UInt32(min(rest, Int64(unknown) - 1))
  }
}
