import Glibc

/// The processes of the machine.
enum RunningProcesses {
  /// Returns the ids of the processes that run the program `path`, in ascending order; without a slash it is looked
  /// for in `$PATH`.
  static func running(_ path: String) -> [pid_t] {
    guard let file = identity(of: (try? TracedCommand(words: [path]).program()) ?? path) else {
      return []
    }
    let processes = Files.names(in: "/proc").compactMap { pid_t($0) }
    return processes.filter { identity(of: "/proc/\($0)/exe") == file }.sorted()
  }

  /// What tells one file from all others.
  private struct Identity: Hashable {
    /// The number of the device.
    let device: dev_t
    /// The number of the inode.
    let inode: ino_t
  }

  /// Returns the identity of the file `path`; `nil` if there is none.
  private static func identity(of path: String) -> Identity? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    return Identity(device: status.st_dev, inode: status.st_ino)
  }
}
