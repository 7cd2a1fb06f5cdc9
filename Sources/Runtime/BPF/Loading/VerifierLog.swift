/// What the verifier wrote about a program that it refused.
struct VerifierLog {
  /// The lines.
  private let lines: [Substring]
  /// All of it.
  let text: String

  /// Creates the log `text`.
  init(_ text: String) {
    self.text = text
    lines = text.split(separator: "\n")
  }

  /// The number of the instruction that the verifier looked at last; `nil` if it came to none.
  ///
  /// It writes an instruction as `12: (79) r1 = *(u64 *)(r1 +0)`.
  var lastInstruction: Int? {
    for line in lines.reversed() {
      guard let colon = line.firstIndex(of: ":"), let number = Int(line[..<colon]),
        line[colon...].hasPrefix(": (")
      else { continue }
      return number
    }
    return nil
  }

  /// What the verifier has against the program, in one line.
  ///
  /// It is the last line that is neither a count, nor state, nor code.
  var reason: String {
    for line in lines.reversed() where !Self.isBackground(line) { return String(line) }
    return "it gives no reason"
  }

  /// `true` iff `line` is a count, or tells state or code.
  private static func isBackground(_ line: Substring) -> Bool {
    let backgrounds = [
      "processed ", "verification time", "stack depth", ";", "from ", "mark_precise:", "-- BEGIN",
      "-- END", "insns_processed",
    ]
    if line.allSatisfy({ $0 == " " }) || backgrounds.contains(where: line.hasPrefix) { return true }
    // Code and state start with the number of an instruction.
    guard let colon = line.firstIndex(of: ":") else { return false }
    return Int(line[..<colon]) != nil
  }
}
