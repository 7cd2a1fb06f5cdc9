import CElf
import Glibc

/// An open file, closed at the end of its life.
struct FileDescriptor: ~Copyable {
  /// The number that the kernel gave it.
  let number: Int32

  /// Takes over an open file.
  init(owning number: Int32) { self.number = number }

  /// Opens `path` for reading; seen from `directory` if that is given.
  ///
  /// - Throws: the error number.
  init(reading path: String, in directory: Int32 = AT_FDCWD, flags: Int32 = 0) throws(ErrorNumber) {
    let number = openat(directory, path, O_RDONLY | O_CLOEXEC | flags)
    guard number >= 0 else { throw ErrorNumber(value: errno) }
    self.number = number
  }

  /// Returns a file that has no name and these bytes; nil if there is no memory for them.
  static func holding(_ bytes: Bytes) -> FileDescriptor? {
    // 1 is MFD_CLOEXEC, which glibc hides, too.
    let number = memfd_create("marktap", 1)
    guard number >= 0 else { return nil }
    let file = FileDescriptor(owning: number)
    guard file.write(bytes) else { return nil }
    return file
  }

  /// Writes `bytes`, and returns `true` iff all were written.
  private func write(_ bytes: Bytes) -> Bool {
    bytes.withUnsafeBytes { bytes in
      var rest = bytes[...]
      while !rest.isEmpty {
        let part = UnsafeRawBufferPointer(rebasing: rest)
        let count = Glibc.write(number, part.baseAddress, part.count)
        if count <= 0 { return false }
        rest = rest.dropFirst(count)
      }
      return true
    }
  }

  deinit { close(number) }

  /// Reads into `memory`, and returns how many bytes came; 0 at the end.
  ///
  /// - Throws: the error number.
  func read(into memory: UnsafeMutableRawBufferPointer) throws(ErrorNumber) -> Int {
    while true {
      let count = Glibc.read(number, memory.baseAddress, memory.count)
      if count >= 0 { return count }
      if errno != EINTR { throw ErrorNumber(value: errno) }
    }
  }

  /// Reads all that is left into `buffer`, which grows if it is too small, and returns how many bytes that are.
  ///
  /// - Throws: the error number.
  func readAll(into buffer: inout [UInt8]) throws(ErrorNumber) -> Int {
    var count = 0
    while true {
      if count == buffer.count {
        buffer += [UInt8](repeating: 0, count: max(buffer.count, 1 << 16))
      }
      let start = count
      let piece = buffer.withUnsafeMutableBytes { buffer in
        Result { () throws(ErrorNumber) in
          try read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[start...]))
        }
      }
      if try piece.get() == 0 { return count }
      count += try piece.get()
    }
  }

  /// Returns all that is left; a file that is about as large as `expectedSize` is read at once.
  ///
  /// - Throws: the error number.
  func readAll(expecting expectedSize: Int = 4096) throws(ErrorNumber) -> [UInt8] {
    var buffer = [UInt8](repeating: 0, count: expectedSize + 1)
    let count = try readAll(into: &buffer)
    buffer.removeLast(buffer.count - count)
    return buffer
  }

  /// The size that the kernel states, in bytes; 0 if it states none.
  var statedSize: Int {
    var status = stat()
    return fstat(number, &status) == 0 ? Int(status.st_size) : 0
  }
}

/// An error number of a system call.
struct ErrorNumber: Error, Hashable {
  /// The number, as in `errno`.
  let value: Int32
}

/// Returns what the C library says for an error number.
func errorText(_ number: Int32) -> String { String(cString: strerror(number)) }
