import Glibc

/// Where a program's output goes: a file, pipe or terminal.
///
/// Whoever prints collects much before it is written here. The first write that fails is remembered, and all
/// output from then on is dropped; who runs the program looks at `failure` and ends it.
package final class Output {
  /// Why nothing can be written any more.
  package enum Failure: Hashable, Sendable {
    /// The reader of a pipe has gone away.
    case closedPipe
    /// The system refused.
    case refused(SystemError)
  }

  /// The file; `nil` if someone else takes the output.
  private var descriptor: FileDescriptor?
  /// Who takes the output in place of a file.
  private let receiver: (any OutputReceiver)?
  /// The name of the file, for messages.
  private var name: String
  /// The files that follow; `nil` if it is always the same.
  private var files: OutputFiles?
  /// How many bytes were written to the file.
  private var size = 0
  /// Why nothing can be written any more; `nil` as long as all went well.
  package private(set) var failure: Failure?
  /// How many line breaks were written.
  package private(set) var lineCount = 0

  /// Creates the output to `descriptor`, which messages call `name`.
  package init(to descriptor: consuming FileDescriptor, name: String) {
    self.descriptor = .some(descriptor)
    self.name = name
    receiver = nil
  }

  /// Creates the output to `receiver`.
  package init(to receiver: any OutputReceiver) {
    self.receiver = receiver
    name = "memory"
  }

  /// Creates the output to the standard output.
  ///
  /// - Throws: `SystemError` if there is none.
  package convenience init() throws(SystemError) {
    let copy = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0)
    guard copy >= 0 else { throw .current("write to the standard output") }
    self.init(to: FileDescriptor(owning: copy), name: "the standard output")
  }

  /// Creates the output to `files`, of which the first one is made or emptied.
  ///
  /// - Throws: `SystemError` if it cannot be written.
  package init(to files: OutputFiles) throws(SystemError) {
    var files = files
    let first = try files.next()
    name = "'\(first.path)'"
    descriptor = .some(first.descriptor)
    self.files = files
    receiver = nil
  }

  /// Goes on in a new file, whose name is that of the first one with a number behind it. What is not written
  /// to a file of its own goes on as it is.
  ///
  /// - Throws: `SystemError` if the file cannot be written; then the present one stays.
  package func switchFile() throws(SystemError) {
    guard let next = try files?.next() else { return }
    name = "'\(next.path)'"
    descriptor = .some(next.descriptor)
    size = 0
  }

  /// Writes `text` now, unless something failed before.
  package func write(_ text: String) {
    var text = text
    text.withUTF8 { write(UnsafeRawBufferPointer($0)) }
  }

  /// Writes `bytes` now, unless something failed before.
  package func write(_ bytes: UnsafeRawBufferPointer) {
    if let limit = files?.rotation?.sizeLimit, size > 0, size + bytes.count > limit {
      do throws(SystemError) { try switchFile() } catch { failure = .refused(error) }
    }
    size += bytes.count
    if let receiver {
      receiver.receive(bytes)
      lineCount += Self.lineBreaks(in: bytes)
    } else if let number = descriptor?.number {
      write(bytes, toFile: number)
    }
  }

  /// Writes `bytes` to the file `number`, unless something failed before.
  private func write(_ bytes: UnsafeRawBufferPointer, toFile number: CInt) {
    var rest = bytes
    while failure == nil, let start = rest.baseAddress, !rest.isEmpty {
      let count = retrying { Glibc.write(number, start, rest.count) }
      if count >= 0 {
        lineCount += Self.lineBreaks(in: UnsafeRawBufferPointer(rebasing: rest[..<count]))
        rest = UnsafeRawBufferPointer(rebasing: rest[count...])
      } else if errno == EAGAIN {
        // Someone made the pipe or terminal non-blocking; wait as a blocking one would.
        var request = pollfd(fd: number, events: Int16(POLLOUT), revents: 0)
        poll(&request, 1, -1)
      } else {
        failure = errno == EPIPE ? .closedPipe : .refused(.current("write to \(name)"))
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
