import Glibc

/// What it costs to print a line for each system call of a process.
final class Printing: Measurement {
  /// What a round of one tracer comes to; times are nanoseconds of CPU for each call.
  private struct Round {
    /// What a call costs the traced process.
    let traced: Double
    /// What the tracer adds to that.
    let added: Double
    /// What the tracer itself uses to print it.
    let reading: Double
    /// How many calls were made and not printed.
    let lost: Int
    /// The most memory that the tracer held, in MiB.
    let peakMebibytes: Double

    /// What a call costs in all.
    var total: Double { traced + reading }
  }

  /// How the figures of the tool are to compare with those of its peers.
  private struct Targets {
    /// What is added to a call, against the tracer that is written by hand.
    var added: Comparison.Target = .ratio(1.4)
    /// What the reader takes for a line, against the same.
    var reading: Comparison.Target = .ratio(3)
    /// What a call and its line take in all, against each peer.
    var total: [Comparison.Target] = [.none, .ratio(0.5), .ratio(0.1)]

    /// The most memory that the tool may hold.
    var peak: Comparison.Target = .value(30)

    /// What is asked of an audit: 0.6 times the events of the tracer by hand, 3 times those of bpftrace and perf trace, and
    /// a traced program five times as fast as under strace.
    static let audit = Targets(
      added: .none, reading: .none,
      total: [.ratio(1 / 0.6), .ratio(1 / 3.0), .ratio(0.2), .ratio(1 / 3.0)], peak: .none)
  }

  let name: String
  /// The programs and places of the run.
  private let bench: Bench
  /// The tool, the hand-written tracer, and the others.
  private let tracers: [Tracer]
  /// The rounds of each tracer.
  private var series: [Series<Round>]
  /// How the figures are to compare.
  private let targets: Targets

  /// Measures the line that has the result of the call.
  static func lines(in bench: Bench) -> Printing {
    Printing(
      "line", bench: bench,
      tracers: [
        .tool(.line, in: bench), .handWritten(.line, in: bench), .bpftrace(in: bench),
        .strace(in: bench),
      ])
  }

  /// Measures the line that also has how long the call took.
  static func pairs(in bench: Bench) -> Printing {
    Printing(
      "pair", bench: bench, tracers: [.tool(.pair, in: bench), .handWritten(.pair, in: bench)])
  }

  /// Measures the line of an audit.
  static func audit(in bench: Bench) -> Printing {
    Printing(
      "audit", bench: bench,
      tracers: [
        .audit(in: bench), .handWrittenAudit(in: bench), .bpftrace(in: bench), .strace(in: bench),
        .perfTrace(in: bench),
      ], targets: .audit)
  }

  /// Creates the measurement of `tracers`, of which the first is the tool and the second is written by hand.
  private init(
    _ name: String, bench: Bench, tracers: [Tracer], targets: Targets = Targets()
  ) {
    self.targets = targets
    self.name = name
    self.bench = bench
    self.tracers = tracers
    series = tracers.map { Series(of: $0.name) }
  }

  func measureRound() {
    for (place, tracer) in tracers.enumerated() {
      series[place].takeRound { () throws(BenchmarkError) in try round(of: tracer) }
    }
  }

  /// Measures the calls of a new workload with `tracer` and without it.
  private func round(of tracer: Tracer) throws(BenchmarkError) -> Round {
    let output = bench.scratch.path(of: "lines")
    Scratch.remove(output)
    let workload = try Workload(in: bench.peers)
    let process = try tracer.start(workload.process.number, output)
    try process.waitUntilReady { () throws(BenchmarkError) in
      try workload.knock()
      return TextFile.lineCount(of: output, where: tracer.field, is: tracer.knockingCall) > 0
    }
    let before = process.processorSeconds
    let traced = try workload.run(tracer.callCount)
    let peakMebibytes = process.peakMebibytes ?? 0
    process.send(SIGINT)
    let remains = try process.wait()
    let plain = try workload.run(tracer.callCount)
    let printed = TextFile.lineCount(of: output, where: tracer.field, is: tracer.measuredCall)
    return Round(
      traced: traced, added: traced - plain,
      reading: (remains.processorSeconds - before) * 1e9 / Double(tracer.callCount),
      lost: tracer.callCount - printed, peakMebibytes: peakMebibytes)
  }

  var comparisons: [Comparison] {
    let tool = series[0]
    let peer = series[1]
    let own = [
      Comparison(
        name: "\(name): CPU added to a call", unit: .nanoseconds, measured: tool.median(\.added),
        peerName: peer.name, peerValue: peer.median(\.added), target: targets.added),
      Comparison(
        name: "\(name): CPU of the reader for a line", unit: .nanoseconds,
        measured: tool.median(\.reading), peerName: peer.name,
        peerValue: peer.median(\.reading), target: targets.reading),
      Comparison(
        name: "\(name): lost of \(tracers[0].callCount)", unit: .lines,
        measured: tool.maximum { Double($0.lost) }, peerName: peer.name,
        peerValue: peer.maximum { Double($0.lost) }, target: .value(0)),
      Comparison(
        name: "\(name): peak memory", unit: .mebibytes,
        measured: tool.maximum(\.peakMebibytes), peerName: peer.name,
        peerValue: peer.maximum(\.peakMebibytes), target: targets.peak),
    ]
    return own
      + zip(series.dropFirst(), targets.total).map { other, target in
        Comparison(
          name: "\(name): CPU of call and reader", unit: .nanoseconds,
          measured: tool.median(\.total),
          peerName: other.name, peerValue: other.median(\.total), target: target)
      }
  }

  var remarks: [String] {
    series.indices.compactMap { place in
      let mostLost = series[place].rounds.map(\.lost).max() ?? 0
      let count = tracers[place].callCount
      return mostLost == 0
        ? nil
        : "\(name): \(tracers[place].name) lost up to \(mostLost) of \(count) lines in a round"
    } + series.compactMap(\.failure).map { "\(name): \($0)" }
  }

}
