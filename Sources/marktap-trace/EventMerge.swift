import CTraceCmd
import CTraceEvent

/// The events of all CPUs and buffers of a trace, one after the other in order of time.
///
/// The library keeps what it has unpacked or mapped of a file as long as that is open. So the file is opened again after every
/// `windowSize` bytes, and read on from where it was: memory stays where it is, however long the file is.
struct EventMerge {
  /// How many bytes are read before the file is opened again, which takes as long as reading some MiB.
  private static let windowSize = 64 << 20
  /// How many bytes an event has at most: the largest part of a buffer that events are written to as a whole, 128 pages
  /// (`ring_buffer_subbuf_order_set` in kernel/trace/ring_buffer.c, since Linux 6.8).
  private static let maximumLength = 128 << 12

  /// The path of the file.
  private let path: String
  /// The file, as it is open now.
  private(set) var trace: OpenTrace
  /// What is still to be read, as a heap: the stream with the next event first, and none before its parent.
  private var streams: [EventStream]
  /// How many bytes of events there are.
  private let size: UInt64
  /// How many bytes have been read since the file was opened.
  private var windowPosition = 0
  /// How many bytes lie behind in the streams that have ended.
  private var endedSize: UInt64 = 0
  /// When the event happened that comes next, or has just been given out; of the last one, if there are no more.
  private(set) var time: UInt64 = 0
  /// `true` iff the head of the first stream has been given out.
  private var isTaken = false

  /// Starts to read the events of `trace`, the file `path`.
  init(_ trace: OpenTrace, path: String) {
    self.trace = trace
    self.path = path
    streams = trace.buffers.indices.flatMap { buffer in
      (0..<max(0, tracecmd_cpus(trace.buffers[buffer]))).compactMap { cpu in
        EventStream(of: cpu, inBuffer: buffer, of: trace)
      }
    }
    size = streams.reduce(0) { $0 + $1.size }
    streams.sort { $0.precedes($1) }
    time = streams.first?.time ?? 0
  }

  /// How much lies behind, from 0 to 1.
  var progress: Double {
    let passed = streams.reduce(endedSize) { $0 + $1.passedSize }
    return size > 0 ? min(1, Double(passed) / Double(size)) : 0
  }

  /// Returns the next event, which stays valid until the one behind it is asked for; `nil` if there are no more.
  ///
  /// - Throws: `Damage` if there are more, and they cannot be read.
  mutating func next() throws(Damage) -> UnsafePointer<tep_record>? {
    if isTaken { try advance() }
    guard let first = streams.first else { return nil }
    let length = Int(first.head.pointee.size)
    guard length <= Self.maximumLength else {
      throw Damage(words: "there is an event of \(length) bytes")
    }
    isTaken = true
    time = first.time
    windowPosition += Int(first.head.pointee.record_size)
    return UnsafePointer(first.head)
  }

  /// The number of the buffer that the event is in which was given out last.
  var buffer: Int { streams[0].buffer }

  /// Goes on to the event behind the present one.
  private mutating func advance() throws(Damage) {
    isTaken = false
    let first = streams[0].size
    if try !streams[0].advance(in: trace) {
      endedSize += first
      streams.swapAt(0, streams.count - 1)
      streams.removeLast()
    }
    sink()
    if windowPosition >= Self.windowSize { try reopen() }
  }

  /// Brings the first stream to its place in the heap.
  private mutating func sink() {
    var place = 0
    while true {
      var child = 2 * place + 1
      guard child < streams.count else { return }
      if child + 1 < streams.count, streams[child + 1].precedes(streams[child]) { child += 1 }
      guard streams[child].precedes(streams[place]) else { return }
      streams.swapAt(place, child)
      place = child
    }
  }

  /// Opens the file again, so that the library lets go of what was read.
  private mutating func reopen() throws(Damage) {
    windowPosition = 0
    let offsets = streams.map { $0.release() }
    trace.close()
    trace = try OpenTrace(path)
    for (index, offset) in offsets.enumerated() {
      try streams[index].resume(at: offset, in: trace)
    }
  }
}
