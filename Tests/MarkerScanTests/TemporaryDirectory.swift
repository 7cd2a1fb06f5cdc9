import Glibc

/// A directory that is removed with all that is in it.
struct TemporaryDirectory: ~Copyable {
  /// The path.
  let path: String

  /// Makes a new, empty directory.
  init() {
    var template = Array("/tmp/marktap-test-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { fatalError("no temporary directory: \(errno)") }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { Self.remove(path) }

  /// Writes a file, and the directories that lead to it.
  func write(_ bytes: [UInt8], to name: String) {
    var directory = path
    for part in name.split(separator: "/").dropLast() {
      directory += "/\(part)"
      mkdir(directory, 0o755)
    }
    guard let file = fopen("\(path)/\(name)", "w") else { fatalError("cannot write \(name)") }
    fwrite(bytes, 1, bytes.count, file)
    fclose(file)
  }

  /// Writes a text file, and the directories that lead to it.
  func write(_ text: String, to name: String) { write(Array(text.utf8), to: name) }

  /// Removes a file, or a directory with all that is in it.
  private static func remove(_ path: String) {
    if let stream = opendir(path) {
      while let entry = readdir(stream) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) {
          String(cString: UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self))
        }
        if name != ".", name != ".." { remove("\(path)/\(name)") }
      }
      closedir(stream)
      rmdir(path)
    } else {
      unlink(path)
    }
  }
}
