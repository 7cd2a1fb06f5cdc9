import CBPF
import CLinux
import Glibc
import IR
import Testing

/// The trace events of this kernel, reached without a mount that others see.
struct TraceEvents {
  /// The root of the file system; it vanishes when this is closed.
  private let root: Int32

  /// Reaches tracefs.
  init() throws {
    let context = fsopen("tracefs", UInt32(FSOPEN_CLOEXEC))
    try #require(context >= 0, "tracefs: errno \(errno)")
    defer { close(context) }
    try #require(fsconfig(context, UInt32(FSCONFIG_CMD_CREATE.rawValue), nil, nil, 0) == 0)
    root = fsmount(context, UInt32(FSMOUNT_CLOEXEC), UInt32(MOUNT_ATTR_RDONLY))
    try #require(root >= 0, "tracefs: errno \(errno)")
  }

  /// Lets the file system go.
  func closeFileSystem() { close(root) }

  /// Returns the text of the file `name` of the event `path`, as `sched/sched_switch`.
  private func text(_ path: String, _ name: String) throws -> String {
    let descriptor = openat(root, "events/\(path)/\(name)", O_RDONLY)
    try #require(descriptor >= 0, "\(path): errno \(errno)")
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    let count = read(descriptor, &bytes, bytes.count)
    return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
  }

  /// Opens an event to which programs can be attached.
  func open(_ path: String) throws -> Int32 {
    let id = try #require(UInt64(try text(path, "id").prefix { $0 != "\n" }))
    var attributes = perf_event_attr()
    attributes.type = PERF_TYPE_TRACEPOINT.rawValue
    attributes.size = UInt32(MemoryLayout<perf_event_attr>.size)
    attributes.config = id
    let descriptor = marktap_perf_event_open(&attributes, -1, 0, -1, 0)
    try #require(descriptor >= 0, "\(path): errno \(errno)")
    return descriptor
  }

  /// Returns a field of the event `path`, which is of this kind.
  func field(_ name: String, of path: String, _ kind: EventField.Kind) throws -> EventField {
    for line in try text(path, "format").split(separator: "\n") {
      let parts = line.split(separator: ";").map { $0.drop { $0 == "\t" } }
      guard parts.count > 2, parts[0].hasPrefix("field:") else { continue }
      let declared = parts[0].split(separator: " ").last ?? ""
      guard declared.prefix(while: { $0 != "[" }) == name[...] else { continue }
      let offset = try #require(Int(parts[1].dropFirst("offset:".count)))
      let size = try #require(Int(parts[2].dropFirst("size:".count)))
      return EventField(name: name, offset: offset, size: size, kind: kind)
    }
    return try #require(nil, "\(path) has no field '\(name)'")
  }
}

/// The number of this thread.
func currentThread() -> Int64 {
  var bytes = [CChar](repeating: 0, count: 64)
  // The link reads "PROCESS/task/THREAD".
  let count = readlink("/proc/thread-self", &bytes, bytes.count)
  let text = String(decoding: bytes.prefix(max(0, count)).map(UInt8.init), as: UTF8.self)
  return text.split(separator: "/").last.flatMap { Int64($0) } ?? 0
}
