import Glibc

/// How many events an audit loses of a process that makes calls half as fast as it can while it is audited.
final class HalfRate: Measurement {
  /// A format of an audit's events, and how it tells a call.
  private struct Format {
    /// The word for the tool.
    let name: String
    /// What an event of the call by which the workload knocks has once.
    let knock: String
    /// What an event of a call that is counted has once.
    let call: String
  }

  /// What a round of one format comes to.
  private struct Round {
    /// How many calls a second were asked for.
    let rate: Double
    /// How many calls were made and not told.
    let lost: Int
  }

  /// The formats whose events need no further event.
  private static let formats = [
    Format(name: "text", knock: " getpgrp()", call: " getuid()"),
    Format(name: "json", knock: ":\"getpgrp", call: ":\"getuid"),
    Format(name: "auditd", knock: " syscall=111", call: " syscall=102"),
  ]
  /// How many calls show what a call takes.
  private static let trialCount = 200_000
  /// How many calls are counted.
  private static let callCount = 1_000_000

  let name = "audit at half rate"
  /// The programs and places of the run.
  private let bench: Bench
  /// The rounds of each format.
  private var series = HalfRate.formats.map { Series<Round>(of: $0.name) }

  /// Creates the measurement.
  init(in bench: Bench) { self.bench = bench }

  func measureRound() {
    for (place, format) in Self.formats.enumerated() {
      series[place].takeRound { () throws(BenchmarkError) in try round(of: format) }
    }
  }

  /// Audits a new workload in `format`: as fast as it can, to learn its rate, and then at half of that.
  private func round(of format: Format) throws(BenchmarkError) -> Round {
    let output = bench.scratch.path(of: "events")
    Scratch.remove(output)
    let workload = try Workload(in: bench.peers)
    let process = try bench.startTool([
      "audit", "--format", format.name, "--pid", "\(workload.process.number)", "-o", output,
    ])
    try process.waitUntilReady { () throws(BenchmarkError) in
      try workload.knock()
      return TextFile.count(of: format.knock, in: output) > 0
    }
    let rate = 1e9 / (try workload.run(Self.trialCount)) / 2
    // What is behind is read before the calls that count.
    Clock.sleep(1)
    try workload.run(Self.callCount, rate: rate)
    process.send(SIGINT)
    _ = try process.wait()
    return Round(rate: rate, lost: Self.callCount - TextFile.count(of: format.call, in: output))
  }

  var comparisons: [Comparison] {
    series.map { series in
      Comparison(
        name: "\(name): \(series.name), lost of \(Self.callCount)", unit: .lines,
        measured: series.maximum { Double($0.lost) }, target: .value(0))
    }
  }

  var remarks: [String] {
    series.compactMap { series in
      series.median(\.rate).map { "\(name): \(series.name) at \(Int($0)) calls a second" }
    } + series.compactMap(\.failure).map { "\(name): \($0)" }
  }
}
