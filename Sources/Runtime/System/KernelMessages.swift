import Glibc

/// Messages of handlers to the kernel's own logs.
struct KernelMessages {
  /// Appends `text` to the kernel's log at `level`, from 0 (most urgent) to 7.
  ///
  /// - Throws: `SystemError` if the log cannot be written.
  func log(_ text: [UInt8], level: Int64) throws(SystemError) {
    let path = "/dev/kmsg"
    let head = Array("<\(max(0, min(level, 7)))>".utf8)
    try FileDescriptor(opening: path, flags: O_WRONLY).writeAll(of: head + text, to: path)
  }

  /// Appends `text` to the kernel's trace buffer.
  ///
  /// - Throws: `SystemError` if the buffer cannot be written.
  func trace(_ text: [UInt8]) throws(SystemError) {
    let path = "/sys/kernel/tracing/trace_marker"
    try FileDescriptor(opening: path, flags: O_WRONLY).writeAll(of: text, to: path)
  }
}
