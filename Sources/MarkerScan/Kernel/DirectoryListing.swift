import Glibc

/// The names of what is in directories.
enum DirectoryListing {
  /// Returns the names of the directories in `path`, seen from `directory`, in byte order.
  ///
  /// - Throws: the error number.
  static func subdirectories(
    of path: String, in directory: Int32 = AT_FDCWD
  ) throws(ErrorNumber) -> [String] {
    try entries(of: path, in: directory) { $0 == UInt8(DT_DIR) }
  }

  /// Returns the names of the files in `path`, in byte order.
  ///
  /// - Throws: the error number.
  static func files(of path: String) throws(ErrorNumber) -> [String] {
    try entries(of: path, in: AT_FDCWD) { $0 != UInt8(DT_DIR) }
  }

  /// Returns `true` iff there is a directory at `path`.
  static func isDirectory(_ path: String) -> Bool { kind(of: path) == S_IFDIR }

  /// Returns `true` iff there is a file at `path`, not a directory or device.
  static func isFile(_ path: String) -> Bool { kind(of: path) == S_IFREG }

  /// Returns the paths of all files below the directory `path`, in byte order; links to directories are not followed.
  static func allFiles(below path: String) -> [String] {
    let files = ((try? files(of: path)) ?? []).map { "\(path)/\($0)" }
    let nested = ((try? subdirectories(of: path)) ?? []).flatMap {
      allFiles(below: "\(path)/\($0)")
    }
    return (files + nested).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Returns what is at `path`, `S_IF…`; 0 if nothing is.
  private static func kind(of path: String) -> mode_t {
    var status = stat()
    return stat(path, &status) == 0 ? status.st_mode & S_IFMT : 0
  }

  /// Returns the names of the entries whose type is wanted, in byte order.
  private static func entries(
    of path: String, in directory: Int32, where isWanted: (UInt8) -> Bool
  ) throws(ErrorNumber) -> [String] {
    let number = openat(directory, path, O_RDONLY | O_CLOEXEC | O_DIRECTORY)
    guard number >= 0 else { throw ErrorNumber(value: errno) }
    guard let stream = fdopendir(number) else {
      close(number)
      throw ErrorNumber(value: ENOMEM)
    }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      guard isWanted(entry.pointee.d_type) else { continue }
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        String(cString: UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self))
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
}
