import Glibc

/// Where a program's output goes: a file, pipe or terminal behind a large buffer.
///
/// The first write that fails is remembered, and all output from then on is dropped; who runs the program
/// looks at `failure` and ends it.
package final class Output {
  /// Why nothing can be written any more.
  package enum Failure: Hashable, Sendable {
    /// The reader of a pipe has gone away.
    case closedPipe
    /// The system refused.
    case refused(SystemError)
  }

  /// The size of the buffer in bytes: a write of so many costs less than 1 ns a byte.
  private static let capacity = 1 << 16

  /// The file.
  private let descriptor: FileDescriptor
  /// The name of the file, for messages.
  private let name: String
  /// The buffer.
  private let buffer: UnsafeMutableRawPointer
  /// How many bytes of the buffer are used.
  private var used = 0
  /// Why nothing can be written any more; `nil` as long as all went well.
  package private(set) var failure: Failure?
  /// How many line breaks were written.
  package private(set) var lineCount = 0

  /// Creates the output to `descriptor`, which messages call `name`.
  package init(to descriptor: consuming FileDescriptor, name: String) {
    self.descriptor = descriptor
    self.name = name
    buffer = .allocate(byteCount: Self.capacity, alignment: 16)
  }

  /// Creates the output to the standard output.
  ///
  /// - Throws: `SystemError` if there is none.
  package convenience init() throws(SystemError) {
    let copy = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0)
    guard copy >= 0 else { throw .current("write to the standard output") }
    self.init(to: FileDescriptor(owning: copy), name: "the standard output")
  }

  /// Creates the output to the file `path`, which is made or emptied.
  ///
  /// - Throws: `SystemError` if it cannot be written.
  package convenience init(path: String) throws(SystemError) {
    let file = try FileDescriptor(opening: path, flags: O_WRONLY | O_CREAT | O_TRUNC)
    self.init(to: file, name: "'\(path)'")
  }

  deinit { buffer.deallocate() }

  /// Appends `bytes`; they are written when the buffer is full or flushed.
  package func append(_ bytes: UnsafeRawBufferPointer) {
    guard let start = bytes.baseAddress else { return }
    if bytes.count > Self.capacity - used { flush() }
    guard bytes.count <= Self.capacity else {
      write(bytes)
      return
    }
    memcpy(buffer + used, start, bytes.count)
    used += bytes.count
  }

  /// Writes what is in the buffer.
  package func flush() {
    guard used > 0 else { return }
    write(UnsafeRawBufferPointer(start: buffer, count: used))
    used = 0
  }

  /// `true` iff there is something to flush.
  package var isPending: Bool { used > 0 }

  /// Writes `bytes` now, unless something failed before.
  private func write(_ bytes: UnsafeRawBufferPointer) {
    var rest = bytes
    while failure == nil, let start = rest.baseAddress, !rest.isEmpty {
      let count = retrying { Glibc.write(descriptor.number, start, rest.count) }
      if count >= 0 {
        lineCount += Self.lineBreaks(in: UnsafeRawBufferPointer(rebasing: rest[..<count]))
        rest = UnsafeRawBufferPointer(rebasing: rest[count...])
      } else if errno == EAGAIN {
        // Someone made the pipe or terminal non-blocking; wait as a blocking one would.
        var request = pollfd(fd: descriptor.number, events: Int16(POLLOUT), revents: 0)
        poll(&request, 1, -1)
      } else {
        failure =
          errno == EPIPE ? .closedPipe : .refused(.current("write to \(name)"))
      }
    }
  }

  /// Returns the number of line breaks in `bytes`.
  private static func lineBreaks(in bytes: UnsafeRawBufferPointer) -> Int {
    var count = 0
    for byte in bytes where byte == UInt8(ascii: "\n") { count += 1 }
    return count
  }
}
