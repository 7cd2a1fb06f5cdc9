import CTraceCmd
import CTraceEvent
import Glibc

/// What is wrong with a file.
struct Damage: Error {
  /// In words.
  let words: String
}

/// A file that `trace-cmd record` or `marktap record` has written, as libtracecmd has it open.
final class OpenTrace {
  /// The path of the file.
  private let path: String
  /// The buffer of the whole machine first, then those of instances; none once it is closed.
  private(set) var buffers: [OpaquePointer]
  /// What the library knows of the events.
  let events: OpaquePointer

  /// Opens the file `path`.
  ///
  /// - Throws: `Damage` if it cannot be read as a recorded trace of a machine like this one.
  init(_ path: String) throws(Damage) {
    tracecmd_set_loglevel(TEP_LOG_NONE)
    tep_set_loglevel(TEP_LOG_NONE)
    try Self.check(path)
    guard let file = tracecmd_open(path, Int32(TRACECMD_FL_LOAD_NO_PLUGINS.rawValue)) else {
      throw Damage(words: "'\(path)' cannot be read: \(Self.reason(againstReading: path))")
    }
    self.path = path
    buffers = [file]
    for index in 0..<max(0, tracecmd_buffer_instances(file)) {
      // An instance without events has no handle.
      if let instance = tracecmd_buffer_instance_handle(file, index) { buffers.append(instance) }
    }
    guard let events = tracecmd_get_tep(file) else {
      throw Damage(words: "'\(path)' cannot be read: it says nothing of its events")
    }
    self.events = events
    guard !tep_is_file_bigendian(events) else {
      throw Damage(words: "'\(path)' comes from a big-endian machine, which is not supported")
    }
    guard tep_get_long_size(events) == 8 else {
      throw Damage(words: "'\(path)' comes from a 32-bit machine, which is not supported")
    }
  }

  /// Returns in words why the library does not read the file `path`.
  private static func reason(againstReading path: String) -> String {
    if let name = compression(of: path), !["none", "zlib", "zstd"].contains(name) {
      return "it is compressed by '\(name)'; zlib and zstd are supported"
    }
    return "it is no trace of trace-cmd (trace.dat, versions 6 and 7), or damaged"
  }

  /// Returns what the file `path` is compressed by, as its head says, see trace-cmd.dat.v7(5): a mark of ten bytes, the
  /// version, six bytes, and this; `nil` if it is no file of version 7.
  private static func compression(of path: String) -> String? {
    let file = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { Glibc.close(file) }
    var bytes = [UInt8](repeating: 0, count: 64)
    let start: [UInt8] = [0x17, 0x08, 0x44] + Array("tracing7".utf8) + [0]
    guard pread(file, &bytes, bytes.count, 0) == bytes.count, bytes.starts(with: start) else {
      return nil
    }
    let name = bytes.dropFirst(start.count + 6).prefix { $0 > 0x20 && $0 < 0x7f }
    return String(decoding: name, as: UTF8.self)
  }

  deinit { close() }

  /// Lets go of the file.
  func close() {
    guard !buffers.isEmpty else { return }
    for buffer in buffers.reversed() { tracecmd_close(buffer) }
    buffers = []
    // libtracecmd 3.1 leaves its mappings behind.
    FileMappings(of: path).remove()
  }

  /// Checks that `path` is a file, and none of perf.
  ///
  /// - Throws: `Damage` if it is not.
  private static func check(_ path: String) throws(Damage) {
    // Opening a pipe would wait for somebody to write.
    let file = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard file >= 0 else {
      throw Damage(words: "cannot read '\(path)': \(String(cString: strerror(errno)))")
    }
    defer { Glibc.close(file) }
    var status = stat()
    guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw Damage(words: "'\(path)' cannot be read: it is no regular file")
    }
    guard status.st_size > 0 else { throw Damage(words: "'\(path)' cannot be read: it is empty") }
    guard !isOfPerf(file) else {
      throw Damage(
        words:
          "'\(path)' is a recording of perf, which is not read; record with 'marktap record' or 'trace-cmd record'"
      )
    }
  }

  /// Returns `true` iff `file` begins as those of `perf record` do (tools/perf/util/header.c).
  private static func isOfPerf(_ file: Int32) -> Bool {
    var bytes = [UInt8](repeating: 0, count: 8)
    guard pread(file, &bytes, bytes.count, 0) == bytes.count else { return false }
    return ["PERFILE2", "PERFFILE", "2ELIFREP"].contains(String(decoding: bytes, as: UTF8.self))
  }
}
