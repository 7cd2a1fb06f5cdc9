import Glibc

/// Something that keeps guests from being tested.
struct GuestError: Error, CustomStringConvertible {
  /// What is so.
  let description: String

  /// Creates an error.
  init(_ description: String) { self.description = description }
}

/// Reading and writing whole files.
enum File {
  /// Returns the bytes of the file `path`.
  static func bytes(of path: String) throws -> [UInt8] {
    guard let file = fopen(path, "r") else { throw failure("read", path) }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 20)
    while case let count = fread(&piece, 1, piece.count, file), count > 0 {
      bytes += piece[..<count]
    }
    return bytes
  }

  /// Returns the bytes of the program `path` without what only debuggers read, which a small machine would unpack for nothing.
  static func stripped(_ path: String) throws -> [UInt8] {
    let copy = "/tmp/marktap-guest-\(getpid()).program"
    defer { unlink(copy) }
    _ = try output(of: "strip -o '\(copy)' '\(path)'")
    return try bytes(of: copy)
  }

  /// Writes `bytes` to the file `path`.
  static func write(_ bytes: [UInt8], to path: String) throws {
    guard let file = fopen(path, "w") else { throw failure("write", path) }
    let count = fwrite(bytes, 1, bytes.count, file)
    guard fclose(file) == 0, count == bytes.count else { throw failure("write", path) }
  }

  /// Returns the paths of what is in the directory `path`, in order; none if it is no directory.
  static func paths(in path: String) -> [String] {
    guard let directory = opendir(path) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { field in
        String(decoding: field.prefix { $0 != 0 }, as: UTF8.self)
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted().map { "\(path)/\($0)" }
  }

  /// Returns the paths of all files below `path`, which may be one itself.
  static func all(below path: String) -> [String] {
    let children = paths(in: path)
    return children.isEmpty ? [path] : children.flatMap(all(below:))
  }

  /// Returns what `command` prints when a shell runs it.
  static func output(of command: String) throws -> String {
    guard let pipe = popen(command, "r") else { throw failure("run", command) }
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 12)
    while case let count = fread(&piece, 1, piece.count, pipe), count > 0 {
      bytes += piece[..<count]
    }
    guard pclose(pipe) == 0 else { throw GuestError("'\(command)' failed") }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Returns the error that `attempt` on `path` ended with.
  private static func failure(_ attempt: String, _ path: String) -> GuestError {
    GuestError("cannot \(attempt) '\(path)': \(String(cString: strerror(errno)))")
  }
}
