import Glibc

/// Makes the measurements that `options` ask for, and returns the report.
///
/// - Throws: `BenchmarkError` if nothing can be measured at all.
func runBenchmark(_ options: Options) throws(BenchmarkError) -> String {
  guard geteuid() == 0 else { throw BenchmarkError("only root may attach probes") }
  Alarm.prepare()
  // The answer of a workload that is gone is an error, not the end.
  signal(SIGPIPE, SIG_IGN)
  let bench = Bench(tool: options.tool, peers: options.peers, scratch: try Scratch())
  let machine = Machine()
  let measurements: [any Measurement] = [
    Start.empty(in: bench), Start.attached(in: bench), Counting(in: bench),
    Printing.lines(in: bench), Printing.pairs(in: bench), Printing.audit(in: bench),
    HalfRate(in: bench),
    Scan(in: bench), Translation(in: bench), Replay(in: bench),
  ].filter { options.includes($0.name) }
  for _ in 0..<options.rounds {
    for measurement in measurements { measurement.measureRound() }
  }
  let report = Report(
    machine: machine, rounds: options.rounds, comparisons: measurements.flatMap(\.comparisons),
    remarks: measurements.flatMap(\.remarks))
  return options.isJSON ? report.json : report.table
}
