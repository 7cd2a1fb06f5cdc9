import Runtime

/// What the monitor shows of a run, as lines of text.
struct MonitorLayout {
  /// What the probes are sorted by.
  enum Order: String, CaseIterable {
    /// Their numbers.
    case number
    /// How often they were hit.
    case hits
    /// How long they took on average.
    case average
    /// Their names.
    case name

    /// The next one, in turn.
    var next: Order {
      let orders = Order.allCases
      let position = orders.firstIndex(of: self) ?? 0
      return orders[(position + 1) % orders.count]
    }
  }

  /// The run.
  let snapshot: RunSnapshot
  /// What the probes are sorted by.
  let order: Order
  /// How many probes are left out at the top.
  let offset: Int
  /// The lines that the script printed last.
  let output: [String]
  /// What stands in the last line: what can be typed, or what is being typed.
  let prompt: String

  /// Returns the lines for a terminal of `rows` and `columns`, each short enough.
  func lines(rows: Int, columns: Int) -> [String] {
    let globals = snapshot.globals.split(separator: "\n").map(String.init)
    let room = max(1, rows - 5)
    let globalRoom = min(globals.count, room / 4)
    let probeRoom = min(snapshot.probes.count, max(1, room / 2 - globalRoom))
    var lines = [headline] + globals.prefix(globalRoom) + [""]
    lines += [Self.columns("#", "state", "hits", "min", "avg", "max", "probe")]
    lines += rowsOfProbes.dropFirst(offset).prefix(probeRoom)
    lines.append(String(repeating: "-", count: columns))
    let outputRoom = max(0, rows - 1 - lines.count)
    lines += output.suffix(outputRoom)
    lines += [String](repeating: "", count: max(0, rows - 1 - lines.count))
    return (lines.prefix(rows - 1) + [prompt]).map { String($0.prefix(columns)) }
  }

  /// How the run is as a whole.
  private var headline: String {
    let seconds = snapshot.age / 1_000_000_000
    let report = snapshot.report
    return "up \(seconds / 3600):\(Self.digits(seconds / 60 % 60)):\(Self.digits(seconds % 60)), "
      + "\(report.recordCount) records, \(snapshot.lostCount) lost, \(report.errorCount) errors, "
      + "\(report.lineCount) lines; times in ns, sorted by \(order.rawValue)"
  }

  /// The lines of the probes, in order.
  private var rowsOfProbes: [String] {
    let numbered = snapshot.probes.enumerated().map { (number: $0.offset, state: $0.element) }
    return numbered.sorted(by: precedes).map { number, state in
      let timing = state.timing
      let average = timing.user.count > 0 ? timing.user.average : timing.kernel?.average ?? 0
      return Self.columns(
        String(number), state.isOn ? "on" : "off", String(timing.hitCount),
        String(timing.user.minimum), String(average), String(timing.user.maximum), timing.point)
    }
  }

  /// Returns `true` iff the first probe stands above the second; those that are equal stand by number.
  private func precedes(
    _ first: (number: Int, state: RunSnapshot.ProbeState),
    _ second: (number: Int, state: RunSnapshot.ProbeState)
  ) -> Bool {
    let (one, other) = (first.state.timing, second.state.timing)
    switch order {
    case .number: break
    case .hits where one.hitCount != other.hitCount: return one.hitCount > other.hitCount
    case .average where one.user.average != other.user.average:
      return one.user.average > other.user.average
    case .name where one.point != other.point: return one.point < other.point
    case .hits, .average, .name: break
    }
    return first.number < second.number
  }

  /// Returns a line of the table.
  private static func columns(
    _ number: String, _ state: String, _ hits: String, _ minimum: String, _ average: String,
    _ maximum: String, _ point: String
  ) -> String {
    let cells = [
      (number, 4), (state, 6), (hits, 10), (minimum, 10), (average, 10), (maximum, 10),
    ]
    return cells.map { text, width in
      String(repeating: " ", count: max(0, width - text.count)) + text
    }.joined() + "  \(point)"
  }

  /// Returns `number` with two digits at least.
  private static func digits(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
