import Glibc

/// Where and when the figures were taken.
struct Machine {
  /// The release of the kernel.
  let kernel: String
  /// What the processor calls itself.
  let processor: String
  /// The number of processors.
  let processorCount: Int
  /// The load averages before the first round.
  let load: String

  /// Looks at the machine.
  init() {
    kernel = Self.line(of: "/proc/sys/kernel/osrelease")
    let model = TextFile.contents(of: "/proc/cpuinfo")?.split(separator: "\n")
      .first { $0.hasPrefix("model name") }
    processor = model?.split(separator: ":").last.map { String($0.drop { $0 == " " }) } ?? "unknown"
    processorCount = sysconf(Int32(_SC_NPROCESSORS_ONLN))
    load = Self.line(of: "/proc/loadavg").split(separator: " ").prefix(3).joined(separator: " ")
  }

  /// Returns the first line of the file `path`.
  private static func line(of path: String) -> String {
    String(TextFile.contents(of: path)?.split(separator: "\n").first ?? "unknown")
  }
}
