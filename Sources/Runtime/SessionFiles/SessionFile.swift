import CLinux
import Glibc

/// One path of a session: who opens it waits until the session has seen to it.
///
/// A write lease on the file (see `F_SETLEASE` in fcntl(2)) holds up everybody who opens it, and tells the session.
/// So a reader finds what the handler said for this very reading, and a writer an empty file. Whoever waited gets
/// that file for himself: another one takes its place before he goes on, so that the next one waits, too.
final class SessionFile {
  /// What somebody who waits for the file wants.
  enum Request: Hashable {
    /// To read it.
    case read
    /// To write it, and perhaps to read it, too.
    case write
  }

  /// The path.
  private let path: String
  /// The permissions.
  private let permissions: mode_t
  /// The file that stands at the path; whoever opens it waits.
  private var present: LeasedFile
  /// The files that somebody has got, and why.
  private var granted: [(file: LeasedFile, request: Request)] = []

  /// Makes the file `path` with `permissions`.
  ///
  /// - Throws: `SystemError` if it cannot be made or held.
  init(_ path: String, permissions: mode_t) throws(SystemError) {
    self.path = path
    self.permissions = permissions
    present = try LeasedFile(path, permissions: permissions)
  }

  deinit { unlink(path) }

  /// What somebody who waits for the file wants; `nil` if nobody waits.
  var request: Request? { present.request }

  /// How many files somebody has got that are not known to be closed.
  var grantedCount: Int { granted.count }

  /// Lets whoever waits for the file go on, who finds `bytes` in it.
  ///
  /// - Throws: `SystemError` if no other file can take its place; he goes on all the same.
  func answer(_ request: Request, _ bytes: [UInt8]) throws(SystemError) {
    let answered = present
    answered.write(bytes)
    defer { answered.giveLeaseBack() }
    let next = "\(path).next"
    present = try LeasedFile(next, permissions: permissions)
    granted.append((answered, request))
    rename(next, path)
  }

  /// Returns what was written to files that have been closed since, which are gone then.
  func takeContents() -> [[UInt8]] {
    var contents: [[UInt8]] = []
    granted.removeAll { file, request in
      // Who can take a lease is the only one who has it open.
      guard file.takeLease() else { return false }
      if request == .write { contents.append(file.contents) }
      return true
    }
    return contents
  }
}

/// A file with a lease on it.
private final class LeasedFile {
  /// The file.
  private let descriptor: FileDescriptor

  /// Makes the file `path` with `permissions`, and takes the lease.
  ///
  /// - Throws: `SystemError` if that is not possible; then there is no file.
  init(_ path: String, permissions: mode_t) throws(SystemError) {
    let number = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, permissions)
    guard number >= 0 else { throw .current("make the file '\(path)'") }
    descriptor = FileDescriptor(owning: number)
    // The mask of the process shall not count.
    guard fchmod(number, permissions) == 0, takeLease() else {
      let error = SystemError.current("hold the file '\(path)'")
      unlink(path)
      throw error
    }
  }

  /// Makes whoever opens the file wait; `false` if somebody has it open.
  func takeLease() -> Bool { marktap_set_lease(descriptor.number, CInt(F_WRLCK)) == 0 }

  /// Lets whoever waits go on.
  func giveLeaseBack() { _ = marktap_set_lease(descriptor.number, CInt(F_UNLCK)) }

  /// What somebody who waits for the file wants; `nil` if nobody waits.
  var request: SessionFile.Request? {
    // What is to become of the lease tells who breaks it.
    switch marktap_lease(descriptor.number) {
    case CInt(F_RDLCK): .read
    case CInt(F_UNLCK): .write
    default: nil
    }
  }

  /// Puts `bytes` into the file.
  func write(_ bytes: [UInt8]) {
    _ = bytes.withUnsafeBytes { pwrite(descriptor.number, $0.baseAddress, $0.count, 0) }
  }

  /// What is in the file.
  var contents: [UInt8] {
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = pread(descriptor.number, &piece, piece.count, off_t(bytes.count)),
      count > 0
    {
      bytes += piece.prefix(count)
    }
    return bytes
  }
}
