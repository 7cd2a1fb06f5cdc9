import Glibc

/// Reading and writing whole files.
package enum Files {
  /// What tells whether a file is still the one it was.
  package struct Stamp: Hashable, Sendable {
    /// The number of the device.
    package let device: UInt64
    /// The number of the inode.
    package let inode: UInt64
    /// The size in bytes.
    package let size: Int64
    /// When the contents changed last, in nanoseconds since 1970.
    package let modified: Int64
    /// `true` iff it is a directory.
    package let isDirectory: Bool
  }

  /// Returns the bytes of the file `path`.
  ///
  /// - Throws: `SystemError` if it cannot be read.
  package static func bytes(of path: String) throws(SystemError) -> [UInt8] {
    try FileDescriptor(opening: path).readAll(of: path)
  }

  /// Returns the bytes of the standard input.
  ///
  /// - Throws: `SystemError` if it cannot be read.
  package static func standardInput() throws(SystemError) -> [UInt8] {
    let copy = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0)
    guard copy >= 0 else { throw .current("read the standard input") }
    return try FileDescriptor(owning: copy).readAll(of: "standard input")
  }

  /// Returns what tells whether `path` is still the file it was; `nil` if there is no such file.
  package static func stamp(of path: String) -> Stamp? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    return Stamp(
      device: UInt64(status.st_dev), inode: UInt64(status.st_ino), size: Int64(status.st_size),
      modified: Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec),
      isDirectory: status.st_mode & S_IFMT == S_IFDIR)
  }

  /// Returns the names of what the directory `path` holds, hidden ones excepted, in byte order; none if it
  /// cannot be read.
  package static func names(in path: String) -> [String] {
    entries(of: path).filter { !$0.hasPrefix(".") }
      .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Returns the names of all that the directory `path` holds, itself and the one above included.
  private static func entries(of path: String) -> [String] {
    guard let directory = opendir(path) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { field in
        field.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      names.append(name)
    }
    return names
  }

  /// Replaces the file `path` by one that holds `bytes`: at each moment the old or the new file is there,
  /// whole. Who may read, write and run it stays as it is. What is no file, such as a device or a pipe, is written to.
  ///
  /// - Throws: `SystemError` if it cannot be written; then no part of it is left.
  package static func write(_ bytes: [UInt8], to path: String) throws(SystemError) {
    var old = stat()
    let isThere = stat(path, &old) == 0
    if isThere, old.st_mode & S_IFMT != S_IFREG {
      return try FileDescriptor(opening: path, flags: O_WRONLY).writeAll(of: bytes, to: path)
    }
    let partial = "\(path).\(getpid())"
    do throws(SystemError) {
      let file = try FileDescriptor(opening: partial, flags: O_WRONLY | O_CREAT | O_TRUNC)
      if isThere, fchmod(file.number, old.st_mode & 0o7777) != 0 {
        throw .current("write '\(path)'")
      }
      try file.writeAll(of: bytes, to: path)
    } catch {
      unlink(partial)
      throw SystemError("write '\(path)'", code: error.code)
    }
    guard rename(partial, path) == 0 else {
      let error = SystemError.current("write '\(path)'")
      unlink(partial)
      throw error
    }
  }

  /// Where temporary files are: `$TMPDIR`, else `/tmp`.
  package static var temporaryDirectory: String { Environment.variable("TMPDIR") ?? "/tmp" }

  /// Tells whether there is a directory for temporary files that the user can write to.
  ///
  /// - Throws: `SystemError` if there is none.
  package static func checkTemporaryDirectory() throws(SystemError) {
    guard access("\(temporaryDirectory)/.", W_OK | X_OK) == 0 else {
      throw .current("make a temporary directory in '\(temporaryDirectory)'")
    }
  }

  /// Returns the whole path of `path`, without links; `nil` if there is nothing.
  package static func realPath(_ path: String) -> String? {
    guard let whole = realpath(path, nil) else { return nil }
    defer { free(whole) }
    return String(cString: whole)
  }

  /// Makes a directory for the user alone among the temporary ones, and returns its path.
  ///
  /// - Throws: `SystemError` if none can be made.
  package static func makeTemporaryDirectory() throws(SystemError) -> String {
    let parent = temporaryDirectory
    var name = Array("\(parent)/marktapXXXXXX".utf8CString)
    guard mkdtemp(&name) != nil else { throw .current("make a directory in '\(parent)'") }
    return String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Removes the directory `path` with all that is in it, as far as that is possible.
  package static func removeDirectory(_ path: String) {
    for name in entries(of: path) where name != "." && name != ".." {
      let entry = "\(path)/\(name)"
      if unlink(entry) != 0 { removeDirectory(entry) }
    }
    rmdir(path)
  }

  /// Makes the directory `path` and those above it with `permissions`, those of the user alone if none are given,
  /// unless they are there.
  ///
  /// - Throws: `SystemError` if one cannot be made.
  package static func makeDirectory(
    _ path: String, permissions: mode_t = 0o700
  ) throws(SystemError) {
    if mkdir(path, permissions) == 0 || errno == EEXIST { return }
    guard errno == ENOENT, let slash = path.lastIndex(of: "/"), slash != path.startIndex else {
      throw .current("make the directory '\(path)'")
    }
    try makeDirectory(String(path[..<slash]), permissions: permissions)
    guard mkdir(path, permissions) == 0 || errno == EEXIST else {
      throw .current("make the directory '\(path)'")
    }
  }
}

extension FileDescriptor {
  /// Writes all of `bytes` to the file `path`, which this is.
  ///
  /// - Throws: `SystemError` if not all could be written.
  package func writeAll(of bytes: [UInt8], to path: String) throws(SystemError) {
    try bytes.withUnsafeBufferPointer { all throws(SystemError) in
      try writeAll(of: UnsafeRawBufferPointer(all), to: path)
    }
  }

  /// Writes all of `bytes` to the file `path`, which this is.
  ///
  /// - Throws: `SystemError` if not all could be written.
  func writeAll(of bytes: UnsafeRawBufferPointer, to path: String) throws(SystemError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let part = UnsafeRawBufferPointer(rebasing: rest)
      let count = retrying { Glibc.write(number, part.baseAddress, part.count) }
      guard count >= 0 else { throw .current("write '\(path)'") }
      rest = rest.dropFirst(count)
    }
  }
}
