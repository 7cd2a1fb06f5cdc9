import Testing

@testable import Commands
@testable import Runtime

/// The live view of a run.
struct MonitorTests {
  /// A run of three probes.
  private var snapshot: RunSnapshot {
    let hits = [2, 9, 2]
    let points = ["timer.s(1)", "begin", "kernel.trace(\"sched_switch\")"]
    let probes = zip(points, hits).enumerated().map { index, probe in
      var user = Durations()
      for duration in 0..<probe.1 { user.add(Int64(100 * index + duration)) }
      let timing = ProbeTiming(point: probe.0, place: "x.stp:1:1", user: user, kernel: nil)
      return RunSnapshot.ProbeState(timing: timing, isOn: index != 1)
    }
    return RunSnapshot(
      age: 3_723_000_000_000, report: RunReport(), lostCount: 7, probes: probes,
      globals: "n=3\nm=4\n")
  }

  /// Returns the lines of the view, sorted in `order`.
  private func lines(_ order: MonitorLayout.Order, offset: Int = 0) -> [String] {
    MonitorLayout(
      snapshot: snapshot, order: order, offset: offset, output: ["one", "two"], prompt: "keys"
    ).lines(rows: 20, columns: 72)
  }

  @Test func `the view shows the run, globals, probes and output`() {
    let lines = lines(.number)
    #expect(lines.count == 20)
    #expect(lines[0] == "up 1:02:03, 0 records, 7 lost, 0 errors, 0 lines; times in ns, sorted by")
    #expect(lines[1...2] == ["n=3", "m=4"])
    #expect(lines[4] == "   # state      hits       min       avg       max  probe")
    #expect(lines[5] == "   0    on         2         0         0         1  timer.s(1)")
    #expect(lines[6] == "   1   off         9       100       104       108  begin")
    #expect(lines[8] == String(repeating: "-", count: 72))
    #expect(lines[9...10] == ["one", "two"])
    #expect(lines[19] == "keys")
  }

  @Test(arguments: [
    (MonitorLayout.Order.number, [0, 1, 2]), (.hits, [1, 0, 2]), (.average, [2, 1, 0]),
    (.name, [1, 2, 0]),
  ])
  func `probes are sorted`(order: MonitorLayout.Order, expected: [Int]) {
    let numbers = lines(order)[5...7].map { Int($0.split(separator: " ")[0]) }
    #expect(numbers == expected)
  }

  @Test func `the list can be scrolled, and orders come in turn`() {
    #expect(lines(.number, offset: 2)[5].hasPrefix("   2"))
    #expect(MonitorLayout.Order.name.next == .number)
  }

  @Test func `switches are off while a run is paused or they are toggled`() {
    var switches = ProbeSwitches(probeCount: 2)
    var changes: [Bool] = []
    #expect(switches.runs(0) && switches.runs(1) && !switches.runs(2))
    changes.append(switches.apply(.toggle(1)))
    #expect(switches.runs(0) && !switches.runs(1))
    changes.append(switches.apply(.pause))
    #expect(!switches.runs(0))
    changes.append(switches.apply(.resume))
    #expect(switches.runs(1))
    changes += [switches.apply(.toggle(9)), switches.apply(.end)]
    #expect(changes == [true, true, true, false, false])
  }

  @Test func `durations tell their mean and variance`() {
    var durations = Durations()
    #expect(durations.average == 0 && durations.variance == 0)
    for duration in [2, 4, 4, 4, 5, 5, 7, 9] as [Int64] { durations.add(duration) }
    #expect(durations.minimum == 2 && durations.maximum == 9)
    #expect(durations.average == 5 && durations.variance == 4)
  }

  @Test func `a run is shown on a terminal and steered by keys`() throws {
    // The tool runs script(1), which gives the tool a terminal of its own.
    let inner = """
      --monitor=0.1 -e "global n probe timer.ms(50) { n++ } probe end { println(n > 0 ? 42 : 43) }"
      """
    let result = try Tool.run(
      """
      -e 'probe never { exit() }' -c '(sleep 2; printf p; sleep 1; printf q) | \
      timeout 20 script -qec "$TOOL" /dev/null'
      """, before: "export TOOL='\(Tool.path()) \(inner)';")
    #expect(result.output.hasPrefix("\u{1b}[?1049h"), "\(result.errors)")
    #expect(result.output.contains("   0   off"))
    #expect(result.output.hasSuffix("\u{1b}[?1049l42\r\n"))
  }
}
