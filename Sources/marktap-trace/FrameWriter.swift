import Glibc
import TraceStream

/// Writes frames to a pipe.
final class FrameWriter {
  /// The pipe.
  private let descriptor: Int32
  /// The events that wait for their frame.
  private var batch: [UInt8] = []
  /// How much of the recording lies behind, from 0 to 1.
  var progress = 0.0
  /// When that part of it ends, in nanoseconds of its clock.
  var time: UInt64 = 0
  /// `true` iff nobody reads the pipe any more.
  private(set) var isClosed = false

  /// Creates a writer to `descriptor`.
  init(_ descriptor: Int32) {
    self.descriptor = descriptor
    batch.reserveCapacity(2 * TraceStream.batchSize)
  }

  /// Writes a frame.
  func write(_ kind: TraceStream.FrameKind, _ bytes: [UInt8] = []) {
    flush()
    send(kind, bytes)
  }

  /// Writes the name of a task.
  func write(name: [UInt8], ofTask number: Int32) {
    write(.taskName, withUnsafeBytes(of: number) { Array($0) } + name)
  }

  /// Puts `event` into the present frame, and writes that when it is full.
  func append(_ event: RecordedEvent) {
    withUnsafeBytes(of: event.header) { batch.append(contentsOf: $0) }
    batch.append(contentsOf: event.bytes)
    for _ in event.bytes.count..<TraceStream.padded(event.bytes.count) { batch.append(0) }
    if batch.count >= TraceStream.batchSize { flush() }
  }

  /// Writes the present frame of events, if there are any.
  func flush() {
    guard !batch.isEmpty else { return }
    send(.events, batch)
    batch.removeAll(keepingCapacity: true)
  }

  /// Writes a frame now.
  private func send(_ kind: TraceStream.FrameKind, _ bytes: [UInt8]) {
    let frame = TraceStream.Frame(kind, size: bytes.count, progress: progress, time: time)
    withUnsafeBytes(of: frame) { send($0) }
    bytes.withUnsafeBytes { send($0) }
  }

  /// Writes `bytes` now, unless nobody reads them.
  private func send(_ bytes: UnsafeRawBufferPointer) {
    var rest = bytes[...]
    while !rest.isEmpty, !isClosed {
      let part = UnsafeRawBufferPointer(rebasing: rest)
      let count = Glibc.write(descriptor, part.baseAddress, part.count)
      if count > 0 { rest = rest.dropFirst(count) } else if errno != EINTR { isClosed = true }
    }
  }
}
