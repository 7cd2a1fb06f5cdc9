import CLinux
import Glibc

/// Keeps the last output of a run in memory, and hands it to those who connect: what is kept first, and then what
/// comes.
///
///     oldest kept byte           `written`
///          v                        v
///     +----+------------------------+
///     | …  |          ring          |        positions count all bytes since the start
///     +----+------------------------+
///
/// It listens at an abstract socket, of which nothing is left when the process ends, however it ends.
package final class FlightRecorder: OutputReceiver {
  /// Someone who has connected.
  private final class Reader {
    /// The connection.
    let descriptor: FileDescriptor
    /// The position up to which it has seen the output.
    var position: Int
    /// `true` iff it has gone away.
    var isGone = false

    /// Creates a reader that has seen the output up to `position`.
    init(_ descriptor: consuming FileDescriptor, position: Int) {
      self.descriptor = descriptor
      self.position = position
    }
  }

  /// The size of one message at most.
  private static let messageSize = 1 << 15
  /// How long readers are waited for at the end, in nanoseconds.
  private static let patience: Int64 = 2_000_000_000

  /// Where others connect.
  let listener: FileDescriptor
  /// The output that is kept, as far as there has been any.
  private var ring: [UInt8] = []
  /// The size of the ring in bytes.
  private let capacity: Int
  /// How many bytes of output there were since the start.
  private var written = 0
  /// Those who have connected.
  private var readers: [Reader] = []
  /// What is sent is put together here.
  private var message: [UInt8] = []

  /// Keeps up to `capacity` bytes for those who know the id of this process.
  ///
  /// - Throws: `SystemError` if nobody could connect.
  package init(capacity: Int) throws(SystemError) {
    self.capacity = capacity
    let number = marktap_local_socket(RecorderConnection.name(ofProcess: getpid()), 0)
    guard number >= 0 else { throw .current("listen for those who want to read the recording") }
    listener = FileDescriptor(owning: number)
  }

  /// Keeps `bytes`, or the last of them.
  package func receive(_ bytes: UnsafeRawBufferPointer) {
    guard bytes.count < capacity else { return replaceAll(by: bytes) }
    var rest = bytes[...]
    while !rest.isEmpty {
      // Until the ring is full, the place is its end.
      let place = written % capacity
      let part = rest.prefix(capacity - place)
      if place == ring.count {
        ring += part
      } else {
        ring.replaceSubrange(place..<place + part.count, with: part)
      }
      written += part.count
      rest = rest.dropFirst(part.count)
    }
  }

  /// Keeps the last of `bytes`, which leave room for nothing else.
  private func replaceAll(by bytes: UnsafeRawBufferPointer) {
    written += bytes.count
    let kept = bytes.suffix(capacity)
    let head = kept.prefix(capacity - written % capacity)
    ring = Array(kept.dropFirst(head.count)) + head
  }

  /// Takes note of a message that a run has for whoever reads it.
  func receive(_ message: RunMessage) {
    var line = Array((message.text + "\n").utf8)
    line.withUnsafeMutableBytes { receive(UnsafeRawBufferPointer($0)) }
  }

  /// Lets those in who wait, and sends everyone what is new, as far as that is possible without waiting;
  /// returns `true` iff someone has not seen all yet.
  @discardableResult
  func serve() -> Bool {
    admit()
    for reader in readers { send(to: reader) }
    readers.removeAll(where: \.isGone)
    return readers.contains { $0.position < written }
  }

  /// Sends what is left, and waits for slow readers, but not for long.
  func finish() {
    let end = Clock.monotonic() + Self.patience
    while serve(), Clock.monotonic() < end { usleep(1000) }
  }

  /// Lets those in who wait: only the user who runs this, and root.
  private func admit() {
    while true {
      let number = accept(listener.number, nil, nil)
      guard number >= 0 else { return }
      let descriptor = FileDescriptor(owning: number)
      let user = marktap_peer_user(number)
      guard user == 0 || user == Int(geteuid()) else { continue }
      readers.append(Reader(descriptor, position: max(0, written - capacity)))
    }
  }

  /// Sends `reader` what it has not seen, as far as that is possible without waiting.
  private func send(to reader: Reader) {
    let oldest = max(0, written - capacity)
    if reader.position < oldest {
      let words =
        "WARNING: \(oldest - reader.position) bytes were overwritten before they were read\n"
      reader.position = oldest
      message = Array(words.utf8)
      guard sendMessage(to: reader) else { return }
    }
    while reader.position < written {
      let start = reader.position % capacity
      let count = min(written - reader.position, Self.messageSize, capacity - start)
      message = Array(ring[start..<start + count])
      guard sendMessage(to: reader) else { return }
      reader.position += count
    }
  }

  /// Sends `message`; `false` if the reader takes nothing now, or has gone.
  private func sendMessage(to reader: Reader) -> Bool {
    let flags = CInt(MSG_DONTWAIT | MSG_NOSIGNAL)
    let number = reader.descriptor.number
    let count = retrying { Glibc.send(number, message, message.count, flags) }
    if count < 0, errno != EAGAIN { reader.isGone = true }
    return count >= 0
  }
}

extension RunMessage {
  /// The message as it stands among the output.
  package var text: String {
    switch self {
    case .error(let text): "ERROR: \(text)"
    case .warning(let text): "WARNING: \(text)"
    case .note(let text), .detail(let text): text
    }
  }
}
