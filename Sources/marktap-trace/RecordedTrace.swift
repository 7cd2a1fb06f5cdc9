import CTraceCmd
import CTraceEvent
import KernelDescription
import MarkerScan
import TraceStream

/// What a recorded trace says of its kernel, its tasks and its events.
struct RecordedTrace {
  /// The path of the file.
  private let path: String
  /// The events, with the file as it is open now.
  private var events: EventMerge
  /// How many events were lost.
  private var losses: LossStatistics
  /// The recorded kernel.
  private let identity: KernelIdentity

  /// Opens the file `path`.
  ///
  /// - Throws: `Damage` if it cannot be read as a recorded trace of a machine like this one.
  init(_ path: String) throws(Damage) {
    self.path = path
    let trace = try OpenTrace(path)
    identity = Self.identity(of: trace.buffers[0])
    losses = LossStatistics(of: trace)
    events = EventMerge(trace, path: path)
  }

  /// Returns what the recording says of its kernel: `uname` in the order of system, host, release and machine.
  private static func identity(of file: OpaquePointer) -> KernelIdentity {
    let words = tracecmd_get_uname(file).map { String(cString: $0).split(separator: " ") } ?? []
    guard words.count >= 4, let machine = words.last else { return KernelIdentity(release: "0") }
    return KernelIdentity(release: String(words[2]), machine: String(machine))
  }

  /// What the recording tells of its kernel.
  var description: KernelDescription {
    KernelScan.description(ofRecordedEvents: events.trace.events, identity: identity)
  }

  /// The process that was recorded as the target; `nil` if the recording does not tell it, as only those of `marktap record` do.
  var target: Int32? {
    let text = tracecmd_get_cpustats(events.trace.buffers[0]).map { String(cString: $0) } ?? ""
    let line = text.split(separator: "\n").first { $0.hasPrefix(TraceStream.targetWords) }
    return line.flatMap { Int32($0.dropFirst(TraceStream.targetWords.utf8.count)) }
  }

  /// How much lies behind, from 0 to 1.
  var progress: Double { events.progress }

  /// When the next event happened, in nanoseconds of the recording's clock; of the last one, if there are no more.
  var time: UInt64 { events.time }

  /// Returns what the task `number` was called when the recording ended; empty if that is not known.
  func name(ofTask number: Int32) -> [UInt8] {
    guard
      let name = tep_data_comm_from_pid(events.trace.events, number).map({ String(cString: $0) }),
      name != "<...>"
    else { return [] }
    return Array(name.utf8)
  }

  /// Returns the next event in order of time, which stays valid until the one behind it is asked for; `nil` if there are
  /// no more.
  ///
  /// - Throws: `Damage` if there are more, and they cannot be read.
  mutating func next() throws(Damage) -> UnsafePointer<tep_record>? {
    do throws(Damage) { return try events.next() } catch {
      throw Damage(words: "'\(path)' is damaged: \(error.words)")
    }
  }

  /// Returns how many events were lost before `record`, which is the one that came last, as `EventHeader` says it.
  mutating func lost(before record: tep_record) -> UInt32 {
    guard record.missed_events != 0 else { return 0 }
    return losses.take(record.missed_events, buffer: events.buffer, cpu: Int32(record.cpu))
  }
}
