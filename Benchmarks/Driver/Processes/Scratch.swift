import Glibc

/// A directory of the driver's own, which is gone when the driver ends.
final class Scratch {
  /// The path of the directory.
  let path: String

  /// Makes the directory under TMPDIR, or else in memory, so that tracers do not wait for a disk.
  ///
  /// - Throws: `BenchmarkError` if it cannot be made.
  init() throws(BenchmarkError) {
    let memory = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp"
    let parent = getenv("TMPDIR").map { String(cString: $0) } ?? memory
    var template = Array("\(parent)/marktap-bench.XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw .current("make a directory in '\(parent)'") }
    // The template ends with a NUL, so there is a base address.
    path = template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
  }

  deinit { Self.remove(path) }

  /// Returns the path of `name` in the directory.
  func path(of name: String) -> String { "\(path)/\(name)" }

  /// Removes the file or directory `path` with all that is in it, and follows no link.
  static func remove(_ path: String) {
    if unlink(path) == 0 || errno != EISDIR { return }
    for name in TextFile.names(in: path) { remove("\(path)/\(name)") }
    rmdir(path)
  }
}
