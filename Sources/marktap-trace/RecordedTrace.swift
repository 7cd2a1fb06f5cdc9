import CTraceCmd
import CTraceEvent
import Glibc
import KernelDescription
import MarkerScan

/// A file that `trace-cmd record` or `marktap record` has written, read by libtracecmd.
final class RecordedTrace {
  /// What is wrong with a file.
  struct Damage: Error {
    /// In words.
    let words: String
  }

  /// The buffer of the whole machine first, then those of instances.
  private var buffers: [OpaquePointer?]
  /// What the library knows of the events.
  private let events: OpaquePointer
  /// The path of the file.
  private let path: String
  /// The recorded kernel.
  let identity: KernelIdentity

  /// Opens the file `path`.
  ///
  /// - Throws: `Damage` if it cannot be read as a recorded trace of a machine like this one.
  init(_ path: String) throws(Damage) {
    tracecmd_set_loglevel(TEP_LOG_NONE)
    tep_set_loglevel(TEP_LOG_NONE)
    guard access(path, R_OK) == 0 else {
      throw Damage(words: "cannot read '\(path)': \(String(cString: strerror(errno)))")
    }
    guard !Self.isOfPerf(path) else {
      throw Damage(
        words:
          "'\(path)' is a recording of perf, which is not read; record with 'marktap record' or 'trace-cmd record'"
      )
    }
    guard let file = tracecmd_open(path, Int32(TRACECMD_FL_LOAD_NO_PLUGINS.rawValue)) else {
      throw Damage(
        words:
          "'\(path)' cannot be read: it is no trace of trace-cmd (trace.dat, versions 6 and 7), or damaged"
      )
    }
    guard let events = tracecmd_get_tep(file) else {
      throw Damage(words: "'\(path)' cannot be read: it says nothing of its events")
    }
    guard !tep_is_file_bigendian(events) else {
      throw Damage(words: "'\(path)' comes from a big-endian machine, which is not supported")
    }
    guard tep_get_long_size(events) == 8 else {
      throw Damage(words: "'\(path)' comes from a 32-bit machine, which is not supported")
    }
    self.events = events
    self.path = path
    identity = Self.identity(of: file)
    buffers = [file]
    for index in 0..<max(0, tracecmd_buffer_instances(file)) {
      // An instance without events has no handle.
      if let instance = tracecmd_buffer_instance_handle(file, index) { buffers.append(instance) }
    }
  }

  /// Returns `true` iff the file `path` begins as those of `perf record` do (tools/perf/util/header.c).
  private static func isOfPerf(_ path: String) -> Bool {
    guard let file = fopen(path, "r") else { return false }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 8)
    return fread(&bytes, 1, bytes.count, file) == bytes.count && bytes == Array("PERFILE2".utf8)
  }

  deinit {
    for buffer in buffers.reversed() { tracecmd_close(buffer) }
  }

  /// Returns what the recording says of its kernel: `uname` in the order of system, host, release and machine.
  private static func identity(of file: OpaquePointer) -> KernelIdentity {
    let words = tracecmd_get_uname(file).map { String(cString: $0).split(separator: " ") } ?? []
    guard words.count >= 4, let machine = words.last else { return KernelIdentity(release: "0") }
    return KernelIdentity(release: String(words[2]), machine: String(machine))
  }

  /// What the recording tells of its kernel.
  var description: KernelDescription {
    KernelScan.description(ofRecordedEvents: events, identity: identity)
  }

  /// Returns what the task `number` was called when the recording ended; empty if that is not known.
  func name(ofTask number: Int32) -> [UInt8] {
    guard let name = tep_data_comm_from_pid(events, number).map({ String(cString: $0) }),
      name != "<...>"
    else { return [] }
    return Array(name.utf8)
  }

  /// Visits all events in order of time.
  ///
  /// - Parameter body: gets the number of the event, the number of the task, and the record; it returns `false` to stop.
  func forEach(_ body: (Int, Int32, UnsafePointer<tep_record>) -> Bool) {
    withoutActuallyEscaping(body) { body in
      let visit = Visit(path, events: events, body: body)
      let count = Int32(buffers.count)
      _ = tracecmd_iterate_events_multi(
        &buffers, count,
        { _, record, _, context in
          guard let record, let context else { return 0 }
          return Unmanaged<Visit>.fromOpaque(context).takeUnretainedValue().take(record) ? 0 : 1
        }, Unmanaged.passUnretained(visit).toOpaque())
      withExtendedLifetime(visit) {}
    }
  }

  /// A visit of all events.
  private final class Visit {
    /// What the library knows of the events.
    let events: OpaquePointer
    /// What lies behind.
    private var passed: PassedPages
    /// Who visits.
    let body: (Int, Int32, UnsafePointer<tep_record>) -> Bool

    /// Creates a visit by `body`.
    init(
      _ path: String, events: OpaquePointer,
      body: @escaping (Int, Int32, UnsafePointer<tep_record>) -> Bool
    ) {
      passed = PassedPages(of: path)
      self.events = events
      self.body = body
    }

    /// Hands `record` on; returns `false` to stop.
    func take(_ record: UnsafeMutablePointer<tep_record>) -> Bool {
      guard let data = record.pointee.data, record.pointee.size >= 8 else { return true }
      passed.note(data, cpu: record.pointee.cpu)
      return body(
        Int(tep_data_type(events, record)), tep_data_pid(events, record), UnsafePointer(record))
    }
  }
}
