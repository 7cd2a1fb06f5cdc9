import Glibc

/// An open file, socket, map, program, link or other kernel object; closed when it goes out of use.
package struct FileDescriptor: ~Copyable {
  /// The number.
  package let number: CInt

  /// Takes over the open descriptor `number`.
  package init(owning number: CInt) { self.number = number }

  deinit { _ = Glibc.close(number) }

  /// Opens the file `path`; it is closed when another program is executed.
  ///
  /// - Throws: `SystemError` if the file cannot be opened.
  package init(
    opening path: String, flags: CInt = O_RDONLY, mode: mode_t = 0o644
  ) throws(SystemError) {
    let number = retrying { Glibc.open(path, flags | O_CLOEXEC, mode) }
    guard number >= 0 else { throw .current("open '\(path)'") }
    self.init(owning: number)
  }

  /// Opens the file `path` of the directory `directory`, for reading unless `flags` say otherwise.
  ///
  /// - Throws: `SystemError` if the file cannot be opened.
  package init(
    opening path: String, in directory: borrowing FileDescriptor, flags: CInt = O_RDONLY
  ) throws(SystemError) {
    let parent = directory.number
    let number = retrying { openat(parent, path, flags | O_CLOEXEC) }
    guard number >= 0 else { throw .current("open '\(path)'") }
    self.init(owning: number)
  }

  /// Reads up to `buffer.count` bytes and returns how many there were; none at the end.
  ///
  /// - Throws: `SystemError` if reading fails.
  package func read(into buffer: UnsafeMutableRawBufferPointer) throws(SystemError) -> Int {
    let count = retrying { Glibc.read(number, buffer.baseAddress, buffer.count) }
    guard count >= 0 else { throw .current("read") }
    return count
  }

  /// Reads all bytes up to the end of the file `path`, which this is.
  ///
  /// - Throws: `SystemError` if reading fails.
  package func readAll(of path: String) throws(SystemError) -> [UInt8] {
    var status = stat()
    // Files of /proc, /sys and tracefs say they are empty; 4 KiB is then the first guess.
    let size = fstat(number, &status) == 0 ? Int(status.st_size) : 0
    var bytes: [UInt8] = []
    var room = max(size + 1, 4096)
    while true {
      let start = bytes.count
      let number = self.number
      var count = 0
      bytes.append(addingCapacity: room) { tail in
        count = retrying { Glibc.read(number, tail.baseAddress, tail.count) }
        return max(0, count)
      }
      guard count >= 0 else { throw .current("read '\(path)'") }
      if count == 0 { return bytes }
      room = max(4096, bytes.count - start)
    }
  }
}

extension [UInt8] {
  /// Appends the bytes that `fill` puts into `capacity` bytes of raw memory; it returns their number.
  fileprivate mutating func append(
    addingCapacity capacity: Int, _ fill: (UnsafeMutableRawBufferPointer) -> Int
  ) {
    let added = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
      count = fill(UnsafeMutableRawBufferPointer(buffer))
    }
    if isEmpty { self = added } else { append(contentsOf: added) }
  }
}
