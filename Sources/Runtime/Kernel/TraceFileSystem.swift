import Glibc

/// The tracefs of the running kernel.
///
/// Nothing is mounted: where no tracefs is, it is reached, given the right to mount, by a mount that exists only as
/// a descriptor and vanishes with it.
package final class TraceFileSystem {
  /// The root directory.
  let root: FileDescriptor

  /// Opens the tracefs, at its usual places or by itself; `access` says what a mount of its own would allow.
  ///
  /// - Throws: `RunError.noTracefs` if there is none and this process may not reach it.
  package init(_ access: MappedMemory.Access = .readOnly) throws(RunError) {
    for usual in ["/sys/kernel/tracing", "/sys/kernel/debug/tracing"]
    where Glibc.access("\(usual)/events", F_OK) == 0 {
      do throws(SystemError) {
        root = try FileDescriptor(opening: usual, flags: O_RDONLY | O_DIRECTORY)
      } catch { throw .system(error) }
      return
    }
    do throws(SystemError) { root = try Self.detachedMount(access) } catch { throw .noTracefs }
  }

  /// Returns the bytes of the file `file` of the event `system:name`.
  ///
  /// - Throws: `RunError` if the event does not exist or the file cannot be read.
  package func bytes(
    of file: String, system: String, name: String
  ) throws(RunError) -> [UInt8] {
    let path = "events/\(system)/\(name)/\(file)"
    do throws(SystemError) {
      return try FileDescriptor(opening: path, in: root).readAll(of: path)
    } catch {
      if error.code == ENOENT { throw .missingMarker("\(system):\(name)") }
      throw .system(error)
    }
  }

  /// Returns the number of the event `system:name`.
  ///
  /// - Throws: `RunError` if there is none.
  package func eventID(system: String, name: String) throws(RunError) -> Int {
    let bytes = try bytes(of: "id", system: system, name: name)
    let text = String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    guard let id = Int(text) else { throw .missingMarker("\(system):\(name)") }
    return id
  }

  /// Returns the bytes of the file `path` below the root.
  ///
  /// - Throws: `SystemError` if it cannot be read.
  func bytes(of path: String) throws(SystemError) -> [UInt8] {
    try FileDescriptor(opening: path, in: root).readAll(of: path)
  }

  /// Returns the names of the events of `system`, in byte order.
  func eventNames(ofSystem system: String) -> [String] {
    guard let directory = try? FileDescriptor(opening: "events/\(system)", in: root) else {
      return []
    }
    let path = "/proc/self/fd/\(directory.number)"
    return Files.names(in: path).filter { Files.stamp(of: "\(path)/\($0)")?.isDirectory == true }
  }

  /// Returns the root of a mount that no path leads to.
  private static func detachedMount(
    _ access: MappedMemory.Access
  ) throws(SystemError) -> FileDescriptor {
    let attempt = "open tracefs"
    let number = fsopen("tracefs", UInt32(FSOPEN_CLOEXEC))
    guard number >= 0 else { throw .current(attempt) }
    let context = FileDescriptor(owning: number)
    guard fsconfig(context.number, UInt32(FSCONFIG_CMD_CREATE.rawValue), nil, nil, 0) == 0 else {
      throw .current(attempt)
    }
    let root = fsmount(
      context.number, UInt32(FSMOUNT_CLOEXEC), access == .readOnly ? UInt32(MOUNT_ATTR_RDONLY) : 0)
    guard root >= 0 else { throw .current(attempt) }
    return FileDescriptor(owning: root)
  }
}
