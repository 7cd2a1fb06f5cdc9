import Glibc

/// What it costs to run a script over a recorded trace, beside what trace-cmd and perf take to print theirs.
final class Replay: Measurement {
  let name = "replay"
  /// What is recorded: 400,000 system calls and their returns.
  private static let workload = "dd if=/dev/zero of=/dev/null bs=1 count=200000"
  /// A script that counts per system call.
  private static let counting = """
    global calls probe kernel.mark("audit_syscall_entry") { calls[$arg2]++ }
    probe end { foreach (number in calls-) printf("%d %d\\n", number, calls[number]) }
    """
  /// A script that prints a line for each event.
  private static let printing = """
    probe kernel.mark("audit_syscall_entry") { printf("%s %d %d %x\\n", execname(), pid(), $arg2, $arg3) }
    probe kernel.mark("audit_syscall_exit") { printf("%s %d %d\\n", execname(), pid(), $arg2) }
    """
  /// The programs and places of the run.
  private let bench: Bench
  /// The recording; empty if it could not be made.
  private var recording = ""
  /// The same by perf; empty if it could not be made.
  private var perfRecording = ""
  /// The runs of the script that counts.
  private var counter = Series<ChildProcess.Remains>(of: "marktap")
  /// The runs of the script that prints.
  private var printer = Series<ChildProcess.Remains>(of: "marktap")
  /// The runs of trace-cmd.
  private var report = Series<ChildProcess.Remains>(of: "trace-cmd report")
  /// The runs of perf.
  private var script = Series<ChildProcess.Remains>(of: "perf script")

  /// Creates the measurement, and makes the recordings.
  init(in bench: Bench) {
    self.bench = bench
    let (file, perfFile) = (
      bench.scratch.path(of: "trace.dat"), bench.scratch.path(of: "perf.data")
    )
    counter.warmUp { () throws(BenchmarkError) in
      _ = try bench.startTool(
        ["record", "-s", "64", "-o", file, "-c", Self.workload, "-e", Self.printing]
      ).finish()
      recording = file
      return try replay(Self.counting)
    }
    script.warmUp { () throws(BenchmarkError) in
      _ = try bench.start(
        [
          "perf", "record", "-q", "-m", "16M", "-e", "raw_syscalls:sys_enter,raw_syscalls:sys_exit",
          "-o", perfFile,
        ] + Self.workload.split(separator: " ").map(String.init)
      ).finish()
      perfRecording = perfFile
      return try bench.start(["perf", "script", "-i", perfRecording]).finish()
    }
  }

  /// Runs `text` over the recording.
  private func replay(_ text: String) throws(BenchmarkError) -> ChildProcess.Remains {
    try bench.startTool(["run", "--input", recording, "-e", text]).finish()
  }

  func measureRound() {
    counter.takeRound { () throws(BenchmarkError) in try replay(Self.counting) }
    printer.takeRound { () throws(BenchmarkError) in try replay(Self.printing) }
    report.takeRound { () throws(BenchmarkError) in
      try bench.start(["trace-cmd", "report", "-i", recording]).finish()
    }
    guard !perfRecording.isEmpty else { return }
    script.takeRound { () throws(BenchmarkError) in
      try bench.start(["perf", "script", "-i", perfRecording]).finish()
    }
  }

  var comparisons: [Comparison] {
    [(counter, "count per call", 1.0 / 3), (printer, "a line per event", 1)]
      .flatMap { own, what, ratio in
        [report, script].map { peer in
          Comparison(
            name: "replay: \(what), CPU", unit: .milliseconds,
            measured: own.median(\.processorSeconds, in: 1e-3), peerName: peer.name,
            peerValue: peer.median(\.processorSeconds, in: 1e-3), target: .ratio(ratio))
        }
      } + [
        Comparison(
          name: "replay: peak memory", unit: .mebibytes, measured: counter.maximum(\.peakMebibytes))
      ]
  }

  var remarks: [String] {
    [counter.failure, printer.failure, report.failure, script.failure].compactMap { $0 }
      .map { "\(name): \($0)" }
  }
}
