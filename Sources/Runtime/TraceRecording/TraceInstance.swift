import CLinux
import Glibc

/// A buffer of tracefs of our own (Documentation/trace/ftrace.rst, "Instances"), with the events that it is to hold.
///
/// It vanishes with the process that made it, however that ends: another process waits for that and removes it.
final class TraceInstance {
  /// The tracefs.
  private let fileSystem: TraceFileSystem
  /// The path of the instance below the root.
  private let path: String
  /// What closes when this process ends; `nil` once the instance is being removed.
  private var life: FileDescriptor?
  /// The process that waits for that.
  private let guardian: pid_t

  /// Makes an instance whose buffer has `size` bytes for each CPU, with times of the monotonic clock.
  ///
  /// - Throws: `RunError` if that is not possible.
  init(in fileSystem: TraceFileSystem, size: Int) throws(RunError) {
    self.fileSystem = fileSystem
    path = "instances/marktap-\(getpid())"
    let root = fileSystem.root.number
    guard mkdirat(root, path, 0o700) == 0 else {
      throw .system(.current("make a buffer in tracefs"))
    }
    do throws(SystemError) {
      let pipe = try Pipe()
      guardian = try Self.startGuardian(
        of: path, in: root, reading: pipe.end.number, besides: pipe.start.number)
      life = .some(pipe.start)
    } catch {
      unlinkat(root, path, AT_REMOVEDIR)
      throw .system(error)
    }
    try set("trace_clock", to: "mono")
    try set("buffer_size_kb", to: "\(max(64, size >> 10))")
  }

  deinit { remove() }

  /// Removes the instance.
  func remove() {
    guard life != nil else { return }
    life = nil
    var status: CInt = 0
    _ = retrying { waitpid(guardian, &status, 0) }
  }

  /// Records the event `system:name`.
  ///
  /// - Throws: `RunError` if there is no such event.
  func enable(_ system: String, _ name: String) throws(RunError) {
    try set("events/\(system)/\(name)/enable", to: "1")
  }

  /// Records nothing more.
  func stop() { try? set("tracing_on", to: "0") }

  /// Records the events of the threads of `process` only, and of those that they start.
  ///
  /// - Throws: `RunError` if that is not possible.
  func follow(_ process: pid_t) throws(RunError) {
    try set("options/event-fork", to: "1")
    let threads = Files.names(in: "/proc/\(process)/task")
    try set(
      "set_event_pid", to: (threads.isEmpty ? ["\(process)"] : threads).joined(separator: " "))
  }

  /// Opens the file with the pages of the buffer of `cpu`; reading it does not wait.
  ///
  /// - Throws: `RunError` if that is not possible.
  func pages(ofCPU cpu: Int) throws(RunError) -> FileDescriptor {
    let file = "\(path)/per_cpu/cpu\(cpu)/trace_pipe_raw"
    return try RunError.wrapping { () throws(SystemError) in
      try FileDescriptor(opening: file, in: fileSystem.root, flags: O_RDONLY | O_NONBLOCK)
    }
  }

  /// What the kernel says of the buffer of `cpu`: `per_cpu/cpuN/stats`; empty if it cannot be read.
  func statistics(ofCPU cpu: Int) -> String {
    let bytes = (try? fileSystem.bytes(of: "\(path)/per_cpu/cpu\(cpu)/stats")) ?? []
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The clocks, that of the instance in brackets.
  var clocks: [UInt8] { (try? fileSystem.bytes(of: "\(path)/trace_clock")) ?? [] }

  /// Writes `value` to the file `name` of the instance.
  private func set(_ name: String, to value: String) throws(RunError) {
    let file = "\(path)/\(name)"
    try RunError.wrapping { () throws(SystemError) in
      try FileDescriptor(opening: file, in: fileSystem.root, flags: O_WRONLY)
        .writeAll(of: Array(value.utf8), to: file)
    }
  }

  /// Starts the process that removes the instance `path` below `root` when nobody has the other end of the pipe `end`
  /// any more, of which `start` is its own copy.
  ///
  /// - Throws: `SystemError` if there cannot be another process.
  private static func startGuardian(
    of path: String, in root: CInt, reading end: CInt, besides start: CInt
  ) throws(SystemError) -> pid_t {
    let process = marktap_fork()
    guard process >= 0 else { throw .current("start a process") }
    if process > 0 { return process }
    // Whoever ends the tool by a key does not end its guardian.
    setsid()
    close(start)
    var byte: UInt8 = 0
    _ = retrying { read(end, &byte, 1) }
    // The buffer is in use until its files are closed, which takes a dying process a moment.
    for _ in 0..<500 {
      if unlinkat(root, path, AT_REMOVEDIR) == 0 || errno == ENOENT { break }
      usleep(20_000)
    }
    _exit(0)
  }
}
