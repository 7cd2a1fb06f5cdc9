import IR

/// Why each line of a handler runs in the half, or halves, it runs in.
package struct ProbeExplanation: Sendable {
  /// The number of the probe, from 0.
  package let number: Int
  /// The probe point.
  package let point: String
  /// When a record is sent, and why.
  package let record: String
  /// The lines, in the order of files and lines; the script's own before those of tapsets.
  package let lines: [Line]

  /// A line of a script or tapset.
  package struct Line: Sendable {
    /// The name of the file.
    package let file: String
    /// The number, from 1.
    package let number: Int
    /// The text.
    package let text: String
    /// What runs where, and why.
    package let notes: [String]
  }

  /// Explains the probe numbered `number`.
  ///
  /// - Throws: `SplitObstacle` if its handler cannot be split.
  init(_ number: Int, in splitting: Splitting) throws(SplitObstacle) {
    let program = splitting.program
    self.number = number
    point = program.probes[number].point
    guard let planned = try splitting.plan(forProbe: number) else {
      record = "none, because the handler runs in user space"
      lines = []
      return
    }
    let ownFile = program[program.probes[number].location].file
    let planner = SplitPlanner(planned.handler, roles: splitting.roles)
    var notes = LineNotes(planner, planned.plan, program)
    notes.collect()
    record = notes.record(ownFile: ownFile)
    lines = notes.lines(ownFile: ownFile)
  }

  /// The text.
  package var text: String {
    var text = "probe \(number): \(point)\n  record: \(record)\n"
    for line in lines {
      text += "  \(line.file):\(line.number): \(line.text)\n"
      for note in line.notes { text += "    \(note)\n" }
    }
    return text
  }
}
