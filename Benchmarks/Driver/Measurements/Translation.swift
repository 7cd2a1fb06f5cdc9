import Glibc

/// What it costs to elaborate a script of some 1,000 lines over 125 system calls, with tapsets and kernel
/// description in the cache.
final class Translation: Measurement {
  let name = "translate"
  /// How many system calls the script probes.
  private static let probeCount = 125
  /// The programs and places of the run.
  private let bench: Bench
  /// The script; empty if the tool lists no system calls.
  private var script = ""
  /// The runs of the tool; the first, which fills the cache, is not among them.
  private var tool = Series<ChildProcess.Remains>(of: "marktap")

  /// Creates the measurement and fills the cache.
  init(in bench: Bench) {
    self.bench = bench
    tool.warmUp { () throws(BenchmarkError) in
      script = Self.script(over: try systemCalls())
      return try runTool()
    }
  }

  func measureRound() {
    tool.takeRound { () throws(BenchmarkError) in try runTool() }
  }

  /// Runs pass 2 once.
  private func runTool() throws(BenchmarkError) -> ChildProcess.Remains {
    try bench.startTool(["-p2", "-e", script]).finish()
  }

  /// Returns the probe points of system calls, as the tool lists them.
  private func systemCalls() throws(BenchmarkError) -> [String] {
    let path = bench.scratch.path(of: "points")
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw .current("write '\(path)'") }
    defer { close(file) }
    _ = try ChildProcess(
      [bench.tool, "-l", "syscall.*"],
      variables: ["XDG_CACHE_HOME=\(bench.scratch.path(of: "cache"))"],
      streams: .init(output: file, messagesPath: bench.scratch.path(of: "messages"))
    ).finish()
    let points = (TextFile.contents(of: path) ?? "").split(separator: "\n").map(String.init)
      .filter { !$0.hasSuffix(".return") }.prefix(Self.probeCount)
    guard points.count == Self.probeCount else {
      throw BenchmarkError("only \(points.count) system calls are listed")
    }
    return Array(points)
  }

  /// Returns a script of eight lines for each of `points`, which uses the texts of all arguments.
  private static func script(over points: [String]) -> String {
    let probes = points.enumerated().map { number, point in
      """
      probe \(point) {
        if (pid() == target()) next
        calls[execname(), name]++
        bytes[pid()] <<< strlen(argstr)
        last[tid()] = gettimeofday_us()
        if (calls[execname(), name] > \(100 + number))
          printf("%s %d %s\\n", name, pid(), argstr)
      }

      """
    }
    return "global calls, bytes, last\n" + probes.joined()
  }

  var comparisons: [Comparison] {
    [
      Comparison(
        name: "translate: -p2 of 1,000 lines, CPU", unit: .milliseconds,
        measured: tool.median(\.processorSeconds, in: 1e-3), target: .value(50)),
      Comparison(
        name: "translate: peak memory", unit: .mebibytes,
        measured: tool.maximum(\.peakMebibytes)),
    ]
  }

  var remarks: [String] { [tool.failure].compactMap { $0 }.map { "\(name): \($0)" } }
}
