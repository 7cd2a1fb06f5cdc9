extension RunError.Rejection {
  /// Creates the rejection of `program` of `object`, of which the verifier wrote `log`; `point` is the
  /// probe point, for people.
  init(
    of program: ProgramImage, notes: SourceNotes, object: ObjectImage, point: String,
    log: VerifierLog
  ) {
    var place = ""
    var line = ""
    if let instruction = log.lastInstruction, let strings = try? TypeStrings(of: object),
      let record = notes.line(at: instruction)
    {
      place = "\(strings.text(at: record.file)):\(record.line):\(record.column)"
      line = strings.text(at: record.text)
    }
    self.init(place: place, line: line, point: point, reason: log.reason, log: log.text)
  }
}

extension SourceNotes {
  /// What is known of a line.
  struct Line {
    /// The name of the file, as an offset into the strings.
    let file: UInt32
    /// The text, as an offset into the strings.
    let text: UInt32
    /// The line, from 1.
    let line: Int
    /// The column, from 1.
    let column: Int
  }

  /// Returns the line that the instruction numbered `instruction` comes from; `nil` if nothing says so.
  func line(at instruction: Int) -> Line? {
    var found: Line?
    for start in stride(from: 0, to: lines.count, by: Self.lineWords)
    where Int(lines[start]) <= instruction {
      let place = lines[start + 3]
      found = Line(
        file: lines[start + 1], text: lines[start + 2], line: Int(place >> 10),
        column: Int(place & 0x3ff))
    }
    return found
  }
}
