import CLinux
import Glibc

/// One file of a session: who opens it waits until the session has seen to it.
///
/// A write lease on the file (see `F_SETLEASE` in fcntl(2)) holds up everybody who opens it, and tells the session.
/// So a reader finds what the handler said for this very reading, and a writer an empty file. While the file is
/// open there is no lease; the next one is taken when it is closed.
final class SessionFile {
  /// What somebody who waits for the file wants.
  enum Request: Hashable {
    /// To read it.
    case read
    /// To write it, and perhaps to read it, too.
    case write
  }

  /// The path.
  let path: String
  /// The file.
  private let descriptor: FileDescriptor
  /// `true` iff whoever opens the file will wait.
  private var isLeased = false

  /// Makes the file `path` with `permissions`.
  ///
  /// - Throws: `SystemError` if it cannot be made or held.
  init(_ path: String, permissions: mode_t) throws(SystemError) {
    self.path = path
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

  deinit { unlink(path) }

  /// Makes the next one who opens the file wait; `false` if somebody has it open.
  @discardableResult
  func takeLease() -> Bool {
    if isLeased { return true }
    isLeased = marktap_set_lease(descriptor.number, CInt(F_WRLCK)) == 0
    return isLeased
  }

  /// What somebody who waits for the file wants; `nil` if nobody waits.
  var request: Request? {
    guard isLeased else { return nil }
    // What is to become of the lease tells who breaks it.
    switch marktap_lease(descriptor.number) {
    case CInt(F_RDLCK): return .read
    case CInt(F_UNLCK): return .write
    default: return nil
    }
  }

  /// Puts `bytes` into the file in the place of what is there, and lets whoever waits go on.
  func answer(_ bytes: [UInt8]) {
    ftruncate(descriptor.number, 0)
    _ = bytes.withUnsafeBytes { pwrite(descriptor.number, $0.baseAddress, $0.count, 0) }
    isLeased = false
    _ = marktap_set_lease(descriptor.number, CInt(F_UNLCK))
  }

  /// Returns what is in the file, and empties it.
  func takeContents() -> [UInt8] {
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = pread(descriptor.number, &piece, piece.count, off_t(bytes.count))
      guard count > 0 else { break }
      bytes += piece.prefix(count)
    }
    ftruncate(descriptor.number, 0)
    return bytes
  }
}
