import Glibc

/// Reading small files, and large ones by lines.
enum TextFile {
  /// Returns what is in the file `path`; `nil` if it cannot be read.
  static func contents(of path: String) -> String? {
    bytes(of: path).map { String(decoding: $0, as: UTF8.self) }
  }

  /// Returns the bytes of the file `path`; `nil` if it cannot be read.
  static func bytes(of path: String) -> [UInt8]? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Int(status.st_size))
    return read(path, { bytes += $0 }) ? bytes : nil
  }

  /// Returns how many lines of the file `path` have `word` as their field `field`, counted from 0 and separated
  /// by spaces.
  static func lineCount(of path: String, where field: Int, is word: String) -> Int {
    let wanted = Array(word.utf8)
    var count = 0
    var position = 0
    var length = 0
    var isWanted = true
    read(path) { part in
      for byte in part {
        switch byte {
        case UInt8(ascii: "\n"), UInt8(ascii: " "):
          if position == field, isWanted, length == wanted.count { count += 1 }
          // Several spaces separate as one does.
          position = byte == UInt8(ascii: "\n") ? 0 : position + (length > 0 ? 1 : 0)
          length = 0
          isWanted = true
        default:
          if position == field {
            isWanted = isWanted && length < wanted.count && byte == wanted[length]
          }
          length += 1
        }
      }
    }
    return count
  }

  /// Returns how often `word`, whose first byte stands nowhere else in it, stands in the file `path`.
  static func count(of word: String, in path: String) -> Int {
    let wanted = Array(word.utf8)
    var count = 0
    var matched = 0
    read(path) { part in
      for byte in part {
        matched = byte == wanted[matched] ? matched + 1 : byte == wanted[0] ? 1 : 0
        if matched == wanted.count {
          count += 1
          matched = 0
        }
      }
    }
    return count
  }

  /// Returns the names in the directory `path`; none if it cannot be read.
  static func names(in path: String) -> [String] {
    guard let directory = opendir(path) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { field in
        field.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }

  /// Calls `body` with one part after the other of the file `path`, and returns `false` if it cannot be read.
  @discardableResult
  private static func read(_ path: String, _ body: (UnsafeRawBufferPointer) -> Void) -> Bool {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return false }
    defer { close(file) }
    // Small, since what the driver holds resident counts into the peak of each process it starts.
    return withUnsafeTemporaryAllocation(byteCount: 1 << 16, alignment: 8) { buffer in
      while true {
        let count = Glibc.read(file, buffer.baseAddress, buffer.count)
        if count <= 0 { return count == 0 }
        body(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
      }
    }
  }
}
