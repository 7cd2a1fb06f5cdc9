/// What it costs to start a script that ends at once: the object comes from the cache.
final class Start: Measurement {
  let name: String
  /// The programs and places of the run.
  private let bench: Bench
  /// The script.
  private let script: String
  /// The same script for bpftrace.
  private let peerScript: String
  /// The largest part of bpftrace's time that the tool may need.
  private let target: Double
  /// How often the tool runs in a round; it is so quick that more runs cost nothing.
  private static let repetitions = 5
  /// The runs of the tool; the first, which fills the cache, is not among them.
  private var tool = Series<ChildProcess.Remains>(of: "marktap")
  /// The runs of bpftrace.
  private var peer = Series<ChildProcess.Remains>(of: "bpftrace")

  /// Measures a script that only begins.
  static func empty(in bench: Bench) -> Start {
    Start(
      name: "start", bench: bench, script: "probe begin { exit() }",
      peerScript: "BEGIN { exit(); }", target: 0.1)
  }

  /// Measures a script that attaches one probe.
  static func attached(in bench: Bench) -> Start {
    Start(
      name: "attach", bench: bench,
      script: """
        global n
        probe kernel.mark("sched_process_exit") { n++ }
        probe timer.ms(1) { exit() }
        probe end { printf("%d\\n", n) }
        """,
      peerScript: """
        tracepoint:sched:sched_process_exit { @n = count(); }
        interval:ms:1 { exit(); }
        """,
      target: 0.2)
  }

  /// Creates the measurement and fills the cache.
  private init(name: String, bench: Bench, script: String, peerScript: String, target: Double) {
    self.name = name
    self.bench = bench
    self.script = script
    self.peerScript = peerScript
    self.target = target
    tool.warmUp { () throws(BenchmarkError) in try runTool() }
  }

  func measureRound() {
    for _ in 0..<Self.repetitions {
      tool.takeRound { () throws(BenchmarkError) in try runTool() }
    }
    peer.takeRound { () throws(BenchmarkError) in
      try bench.start(["bpftrace", "-e", peerScript]).finish()
    }
  }

  /// Runs the script once.
  private func runTool() throws(BenchmarkError) -> ChildProcess.Remains {
    try bench.startTool(["-e", script]).finish()
  }

  var comparisons: [Comparison] {
    let wall = tool.median(\.wallSeconds, in: 1e-3)
    return [
      Comparison(
        name: "\(name): start to exit, CPU", unit: .milliseconds,
        measured: tool.median(\.processorSeconds, in: 1e-3), peerName: peer.name,
        peerValue: peer.median(\.processorSeconds, in: 1e-3), target: .ratio(target)),
      Comparison(
        name: "\(name): start to exit, wall", unit: .milliseconds, measured: wall,
        peerName: peer.name, peerValue: peer.median(\.wallSeconds, in: 1e-3),
        target: .ratio(target)),
      Comparison(
        name: "\(name): start to exit, wall", unit: .milliseconds, measured: wall,
        target: name == "start" ? .value(15) : .none),
      Comparison(
        name: "\(name): peak memory", unit: .mebibytes,
        measured: tool.maximum(\.peakMebibytes), peerName: peer.name,
        peerValue: peer.maximum(\.peakMebibytes), target: .value(30)),
    ]
  }

  var remarks: [String] { [tool.failure, peer.failure].compactMap { $0 }.map { "\(name): \($0)" } }
}
