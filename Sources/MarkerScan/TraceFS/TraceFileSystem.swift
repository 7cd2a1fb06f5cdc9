import Glibc

/// The tracefs of the running kernel, open for reading.
///
/// Nothing is ever attached to the mount tree: where tracefs is mounted already, it is used there; where it
/// is not, and the process may, it is reached through a mount that exists only as a file descriptor.
struct TraceFileSystem: ~Copyable {
  /// The root directory.
  let root: FileDescriptor

  /// What the root directory is called in messages.
  let path: String

  /// Opens the tracefs of the running kernel.
  ///
  /// - Throws: `ScanError.traceFSAbsent` or `.traceFSUnreadable`.
  static func open() throws(ScanError) -> TraceFileSystem {
    let mounts = (try? FileDescriptor(reading: "/proc/self/mounts").readAll()) ?? []
    var failure: ScanError?
    for path in mountPoints(in: String(decoding: mounts, as: UTF8.self)) {
      do {
        return try TraceFileSystem(at: path)
      } catch {
        failure = failure ?? error
      }
    }
    do {
      return try TraceFileSystem(root: detachedMount(), path: "tracefs")
    } catch {
      throw failure ?? .traceFSAbsent(errorNumber: error.value)
    }
  }

  /// Opens the tracefs, or a copy of its files, at `path`.
  ///
  /// - Throws: `ScanError.traceFSUnreadable` if its directory of events can not be read.
  init(at path: String) throws(ScanError) {
    do {
      let root = try FileDescriptor(reading: path, flags: O_DIRECTORY)
      _ = try FileDescriptor(reading: "events", in: root.number, flags: O_DIRECTORY)
      self.init(root: root, path: path)
    } catch {
      throw .traceFSUnreadable(path: "\(path)/events", errorNumber: error.value)
    }
  }

  /// Takes over an open root directory.
  private init(root: consuming FileDescriptor, path: String) {
    self.root = root
    self.path = path
  }

  /// Returns where tracefs is to be found, by the text of `/proc/self/mounts`: its own mounts first, then
  /// those under a debugfs.
  static func mountPoints(in mounts: String) -> [String] {
    var own: [String] = []
    var inherited: [String] = []
    for line in mounts.split(separator: "\n") {
      let words = line.split(separator: " ")
      guard words.count > 2 else { continue }
      let path = unescaped(words[1])
      if words[2] == "tracefs" { own.append(path) }
      if words[2] == "debugfs" { inherited.append("\(path)/tracing") }
    }
    return own + inherited
  }

  /// Returns a path of `/proc/self/mounts`, where blanks and the like are three octal digits.
  private static func unescaped(_ path: Substring) -> String {
    var bytes: [UInt8] = []
    var rest = path.utf8[...]
    while let byte = rest.first {
      let digits = rest.dropFirst().prefix(3)
      if byte == UInt8(ascii: "\\"), digits.count == 3,
        let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 8)
      {
        bytes.append(value)
        rest = rest.dropFirst(4)
      } else {
        bytes.append(byte)
        rest = rest.dropFirst()
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Returns the root of a tracefs that no path leads to and that vanishes with its descriptor.
  ///
  /// - Throws: the error number, `EPERM` without the right to mount.
  private static func detachedMount() throws(ErrorNumber) -> FileDescriptor {
    let context = fsopen("tracefs", UInt32(FSOPEN_CLOEXEC))
    guard context >= 0 else { throw ErrorNumber(value: errno) }
    let owner = FileDescriptor(owning: context)
    guard fsconfig(owner.number, UInt32(FSCONFIG_CMD_CREATE.rawValue), nil, nil, 0) == 0 else {
      throw ErrorNumber(value: errno)
    }
    let attributes = UInt32(MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOEXEC)
    let mount = fsmount(owner.number, UInt32(FSMOUNT_CLOEXEC), attributes)
    guard mount >= 0 else { throw ErrorNumber(value: errno) }
    return FileDescriptor(owning: mount)
  }
}
