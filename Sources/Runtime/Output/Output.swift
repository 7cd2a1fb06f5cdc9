import Glibc

/// Where a program's output goes: a file, pipe or terminal.
///
/// Whoever prints collects much before it is written here, in pieces of whole lines. A regular file that cannot grow,
/// because the disk is full or a limit is reached, is tried again and again, while what is printed waits in a spool;
/// what has no room there is dropped and counted. Otherwise the first write that fails is remembered, and all output from
/// then on is dropped; who runs the program looks at `failure` and ends it.
package final class Output {
  /// Why nothing can be written any more.
  package enum Failure: Hashable, Sendable {
    /// The reader of a pipe has gone away.
    case closedPipe
    /// The system refused.
    case refused(SystemError)
  }

  /// How long a file that cannot grow is left alone, in nanoseconds.
  private static let retryInterval: Int64 = 200_000_000

  /// The file; `nil` if someone else takes the output.
  private var descriptor: FileDescriptor?
  /// Who takes the output in place of a file.
  private let receiver: (any OutputReceiver)?
  /// The name of the file, for messages.
  private var name: String
  /// The files that follow; `nil` if it is always the same.
  private var files: OutputFiles?
  /// How many bytes the file has.
  private var size = 0
  /// When the file was begun, in nanoseconds of the monotonic clock.
  private var begun = Clock.monotonic()
  /// When the file is tried again, on the same clock; `nil` if it can be written.
  private var nextTry: Int64?
  /// Why it cannot.
  private var hindrance: SystemError?
  /// What waits for the file.
  private var spool: Spool
  /// When the file was made to reach the disk last, on the same clock.
  private var synchronized = Clock.monotonic()
  /// Whether something was written since.
  private var isUnsynchronized = false
  /// Why nothing can be written any more; `nil` as long as all went well.
  package private(set) var failure: Failure?
  /// How many line breaks were written.
  package private(set) var lineCount = 0

  /// Creates the output to `descriptor`, which messages call `name`.
  package init(to descriptor: consuming FileDescriptor, name: String) {
    self.descriptor = .some(descriptor)
    self.name = name
    receiver = nil
    spool = Spool(limit: 0)
  }

  /// Creates the output to `receiver`.
  package init(to receiver: any OutputReceiver) {
    self.receiver = receiver
    name = "memory"
    spool = Spool(limit: 0)
  }

  /// Creates the output to the standard output.
  ///
  /// - Throws: `SystemError` if there is none.
  package convenience init() throws(SystemError) {
    let copy = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0)
    guard copy >= 0 else { throw .current("write to the standard output") }
    self.init(to: FileDescriptor(owning: copy), name: "the standard output")
  }

  /// Creates the output to `files`, of which the first one is made or emptied, or continued.
  ///
  /// - Throws: `SystemError` if it cannot be written.
  package init(to files: OutputFiles) throws(SystemError) {
    var files = files
    let first = try files.next()
    name = "'\(first.path)'"
    size = first.size
    descriptor = .some(first.descriptor)
    spool = Spool(limit: files.spoolSize)
    self.files = files
    receiver = nil
  }

  /// Goes on in a new file, whose name is that of the first one with a number behind it. What is not written
  /// to a file of its own goes on as it is.
  ///
  /// - Throws: `SystemError` if the file cannot be written; then the present one stays.
  package func switchFile() throws(SystemError) {
    guard let next = try files?.next() else { return }
    if files?.synchronization != .never { synchronize() }
    name = "'\(next.path)'"
    size = next.size
    begun = Clock.monotonic()
    descriptor = .some(next.descriptor)
  }

  /// Writes `text` now, unless something failed before.
  package func write(_ text: String) {
    var text = text
    text.withUTF8 { write(UnsafeRawBufferPointer($0)) }
  }

  /// Writes `bytes` now, unless something failed before; or lets them wait for their file.
  package func write(_ bytes: UnsafeRawBufferPointer) {
    if let receiver {
      receiver.receive(bytes)
      lineCount += bytes.lineBreakCount
      return
    }
    if nextTry != nil { retry(at: Clock.monotonic()) }
    if nextTry != nil { return spool.take(bytes) }
    rotate(for: bytes.count)
    let written = writeNow(bytes)
    if nextTry != nil {
      spool.take(UnsafeRawBufferPointer(rebasing: bytes[written...]), isRest: true)
    }
    if files?.synchronization == .always { synchronize() }
  }

  /// Does what is due at `now`, in nanoseconds of the monotonic clock: tries a file again that could not be written,
  /// starts another one, and makes it reach the disk.
  package func attend(at now: Int64 = Clock.monotonic()) {
    if nextTry != nil { retry(at: now) }
    guard let files, nextTry == nil else { return }
    if let age = files.rotation?.ageLimit, size > 0, now - begun >= age { switchOrFail() }
    if case .interval(let interval) = files.synchronization, now - synchronized >= interval {
      synchronize()
    }
  }

  /// Writes what waits, for the last time; what cannot be written is a failure.
  package func finish() {
    if nextTry != nil { retry(at: .max) }
    if let hindrance, nextTry != nil { failure = .refused(hindrance) }
    if let files, files.synchronization != .never { synchronize() }
  }

  /// `true` iff the file cannot be written now.
  package var isStalled: Bool { nextTry != nil }

  /// How many lines wait for the file, or were dropped and not told.
  package var missingLineCount: Int { spool.lineCount + spool.droppedLineCount }

  /// Returns how many lines were dropped since this was asked last; none as long as the file cannot be written.
  package func takeDroppedLineCount() -> Int { isStalled ? 0 : spool.takeDroppedLineCount() }

  // MARK: Files

  /// Goes on in another file if `count` bytes would make the present one too large, or it is too old.
  private func rotate(for count: Int) {
    guard let rotation = files?.rotation, size > 0 else { return }
    let isTooLarge = rotation.sizeLimit.map { size + count > $0 } ?? false
    let isTooOld = rotation.ageLimit.map { Clock.monotonic() - begun >= $0 } ?? false
    if isTooLarge || isTooOld { switchOrFail() }
  }

  /// Goes on in another file; if there can be none, nothing is written any more.
  private func switchOrFail() {
    do throws(SystemError) { try switchFile() } catch { failure = .refused(error) }
  }

  /// Makes what was written reach the disk.
  private func synchronize() {
    synchronized = Clock.monotonic()
    guard isUnsynchronized, let number = descriptor?.number else { return }
    isUnsynchronized = false
    _ = retrying { fdatasync(number) }
  }

  /// Tries to write what waits, unless that was tried a moment before `now`.
  private func retry(at now: Int64) {
    guard let due = nextTry, now >= due else { return }
    nextTry = nil
    spool.drain { writeNow($0) }
    if files?.synchronization == .always { synchronize() }
  }

  // MARK: Writing

  /// Writes `bytes` to the file, and returns how many were written; all unless it cannot be.
  private func writeNow(_ bytes: UnsafeRawBufferPointer) -> Int {
    guard let number = descriptor?.number else { return bytes.count }
    var rest = bytes
    while failure == nil, nextTry == nil, let start = rest.baseAddress, !rest.isEmpty {
      let count = retrying { Glibc.write(number, start, rest.count) }
      if count >= 0 {
        lineCount += UnsafeRawBufferPointer(rebasing: rest[..<count]).lineBreakCount
        size += count
        isUnsynchronized = true
        rest = UnsafeRawBufferPointer(rebasing: rest[count...])
      } else if errno == EAGAIN {
        // Someone made the pipe or terminal non-blocking; wait as a blocking one would.
        var request = pollfd(fd: number, events: Int16(POLLOUT), revents: 0)
        poll(&request, 1, -1)
      } else {
        refuse(errno, by: number)
      }
    }
    return bytes.count - rest.count
  }

  /// Takes note that the file `number` could not be written, because of the error `code`.
  private func refuse(_ code: CInt, by number: CInt) {
    let error = SystemError("write to \(name)", code: code)
    if code == EPIPE {
      failure = .closedPipe
    } else if files != nil, [ENOSPC, EDQUOT, EFBIG, EIO].contains(code), Self.isRegular(number) {
      hindrance = error
      nextTry = Clock.monotonic() + Self.retryInterval
    } else {
      failure = .refused(error)
    }
  }

  /// `true` iff the file `number` is a regular one, which may have room again.
  private static func isRegular(_ number: CInt) -> Bool {
    var status = stat()
    return fstat(number, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }
}
