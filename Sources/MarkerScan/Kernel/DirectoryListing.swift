import Glibc

/// The names of a directory's subdirectories.
enum DirectoryListing {
  /// Returns the names of the directories in `path`, seen from `directory`, in byte order.
  ///
  /// - Throws: the error number.
  static func subdirectories(
    of path: String, in directory: Int32
  ) throws(ErrorNumber) -> [String] {
    try entries(of: path, in: directory) { $0 == UInt8(DT_DIR) }
  }

  /// Returns the names of the files in `path`, in byte order.
  ///
  /// - Throws: the error number.
  static func files(of path: String) throws(ErrorNumber) -> [String] {
    try entries(of: path, in: AT_FDCWD) { $0 != UInt8(DT_DIR) }
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
