import Glibc
import Runtime
import Testing

/// The built tool, run as a user runs it.
struct Tool {
  /// What came of a run.
  struct Result {
    /// The exit status, or the signal that killed it as a negative number.
    let status: Int32
    /// What it wrote to the standard output.
    let output: String
    /// What it wrote to the standard error.
    let errors: String
  }

  /// The path of the executable `name` beside the tests.
  static func path(_ name: String = "marktap") -> String {
    let tests = (try? Files.bytes(of: "/proc/self/cmdline")).map { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
    let own = realpath("/proc/self/exe", nil).map { path in
      defer { free(path) }
      return String(cString: path)
    }
    for candidate in [tests, own].compactMap({ $0 }) {
      let directory = candidate.split(separator: "/").dropLast().joined(separator: "/")
      for prefix in ["/\(directory)", "\(directory)"]
      where access("\(prefix)/\(name)", X_OK) == 0 {
        return "\(prefix)/\(name)"
      }
    }
    return ".build/debug/\(name)"
  }

  /// Runs the tool with `arguments`, written for a shell, and returns what came of it.
  ///
  /// - Parameter before: what the shell does before; for example `cd /tmp;`.
  static func run(
    _ arguments: String, name: String = "marktap", before: String = "", behind: String = ""
  ) throws -> Result {
    let base = "/tmp/marktap-tool-\(getpid())-\(UInt32.random(in: 0 ... .max))"
    defer {
      unlink("\(base).out")
      unlink("\(base).err")
    }
    // At its end, as copy_file_range(2), by which a traced cat(1) copies, moves the place in a file without a lock.
    let line = "\(before) \(path(name)) \(arguments) >>\(base).out 2>>\(base).err \(behind)"
    let process = try GatedProcess(TracedCommand(words: ["sh", "-c", line]), mask: sigset_t())
    try process.open()
    let status: Int32
    switch process.ending() {
    case .exited(let code): status = code
    case .killed(let signal): status = -signal
    }
    return Result(
      status: status,
      output: String(decoding: try Files.bytes(of: "\(base).out"), as: UTF8.self),
      errors: String(decoding: try Files.bytes(of: "\(base).err"), as: UTF8.self))
  }
}
