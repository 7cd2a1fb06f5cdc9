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
      throw Damage(
        words:
          "'\(path)' cannot be read: it is no trace of trace-cmd (trace.dat, versions 6 and 7), or damaged"
      )
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

  /// Checks that `path` is a file, none of perf, and none of a machine or a version that is not supported.
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
    var bytes = [UInt8](repeating: 0, count: TraceFileHead.size)
    let count = pread(file, &bytes, bytes.count, 0)
    bytes.removeLast(bytes.count - max(0, count))
    if isOfPerf(bytes) {
      throw Damage(
        words:
          "'\(path)' is a recording of perf, which is not read; record with 'marktap record' or 'trace-cmd record'"
      )
    }
    if let obstacle = TraceFileHead(bytes)?.obstacle {
      throw Damage(words: "'\(path)' \(obstacle)")
    }
  }

  /// Returns `true` iff a file whose first bytes are `bytes` begins as those of `perf record` do
  /// (tools/perf/util/header.c).
  private static func isOfPerf(_ bytes: [UInt8]) -> Bool {
    ["PERFILE2", "PERFFILE", "2ELIFREP"].contains(String(decoding: bytes.prefix(8), as: UTF8.self))
  }
}
