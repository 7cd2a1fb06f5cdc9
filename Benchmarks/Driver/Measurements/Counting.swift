import Glibc

/// What a script that counts system calls adds to each.
final class Counting: Measurement {
  let name = "count"
  /// What a round of one program comes to.
  private struct Round {
    /// CPU time that it adds to a call, in nanoseconds.
    let added: Double
    /// The most memory that the program held, in MiB.
    let peakMebibytes: Double
  }

  /// The number of calls of a round.
  private static let callCount = 1_000_000
  /// The script, which says at its end what it has counted.
  private static let script = """
    global n
    probe kernel.mark("audit_syscall_entry") { n++ }
    probe end { printf("%d\\n", n) }
    """
  /// The programs and places of the run.
  private let bench: Bench
  /// The runs of the tool.
  private var tool = Series<Round>(of: "marktap")
  /// The runs of the least that can be attached.
  private var empty = Series<Round>(of: "empty raw_tp")

  /// Creates the measurement.
  init(in bench: Bench) { self.bench = bench }

  func measureRound() {
    empty.takeRound { () throws(BenchmarkError) in
      let workload = try Workload(in: bench.peers)
      let words = ["tracer", "empty.bpf.o"].map { "\(bench.peers)/\($0)" }
      let process = try bench.start(words + ["empty", "0", "/dev/null"])
      return try round(of: process, tracing: workload)
    }
    tool.takeRound { () throws(BenchmarkError) in
      let workload = try Workload(in: bench.peers)
      let output = bench.scratch.path(of: "count")
      let process = try bench.startTool(["-o", output, "-e", Self.script])
      let round = try round(of: process, tracing: workload)
      let counted = TextFile.contents(of: output)?.split(separator: "\n").first.flatMap { Int($0) }
      guard let counted, counted >= Self.callCount else {
        throw BenchmarkError("counted \(counted ?? 0) of \(Self.callCount) calls")
      }
      return round
    }
  }

  /// Measures the calls of `workload` without anything and with what `process` attaches, and ends both.
  private func round(
    of process: ChildProcess, tracing workload: Workload
  ) throws(BenchmarkError) -> Round {
    try process.waitUntilReady { () throws(BenchmarkError) in process.attachedProgramCount > 0 }
    let cost = try workload.run(Self.callCount)
    let peakMebibytes = process.peakMebibytes ?? 0
    process.send(SIGINT)
    _ = try process.finish()
    let plain = try workload.run(Self.callCount)
    return Round(added: cost - plain, peakMebibytes: peakMebibytes)
  }

  var comparisons: [Comparison] {
    [
      Comparison(
        name: "count: CPU added to a call", unit: .nanoseconds, measured: tool.median(\.added),
        peerName: empty.name, peerValue: empty.median(\.added), target: .ratio(1.3)),
      Comparison(
        name: "count: peak memory", unit: .mebibytes,
        measured: tool.maximum(\.peakMebibytes), target: .value(30)),
    ]
  }

  var remarks: [String] {
    [tool.failure, empty.failure].compactMap { $0 }.map { "\(name): \($0)" }
  }
}
