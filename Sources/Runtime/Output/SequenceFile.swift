import Glibc

/// Keeps the number of a run's last event in a file, so that the next run can go on with the next number, and knows whether
/// this one came to its end.
///
/// The file is one line: the id of the machine's run (`boot_id`), the number, the time in nanoseconds since 1970, and `open`
/// or `closed`. It is written before the events are, so that no number is given twice, and never made to reach the disk: it
/// outlives the tool, and when the machine starts anew, numbers do, too.
package struct SequenceFile: Sendable {
  /// How a run stands.
  package enum State: String, Sendable {
    /// It goes on, or was killed.
    case open
    /// It came to its end.
    case closed
  }

  /// What an earlier run has left.
  package struct Previous: Hashable, Sendable {
    /// The number of its last event in this run of the machine; 0 if it was in an earlier one.
    package let sequence: Int64
    /// When that was written, in nanoseconds since 1970.
    package let time: Int64
    /// How it ended.
    package let state: State
  }

  /// The path of the file.
  package let path: String
  /// The name of the global of the script that has the number.
  package let global: String
  /// The id of the machine's run.
  private let bootID: String

  /// Creates the keeper in the file `path` for the global `global` of a script.
  package init(path: String, global: String) {
    self.path = path
    self.global = global
    let bytes = (try? Files.bytes(of: "/proc/sys/kernel/random/boot_id")) ?? []
    bootID = String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
  }

  /// What the file says; `nil` if there is none, or it is damaged.
  package var previous: Previous? {
    guard let bytes = try? Files.bytes(of: path) else { return nil }
    let words = String(decoding: bytes, as: UTF8.self).split { $0 == " " || $0 == "\n" }
    guard words.count == 4, let sequence = Int64(words[1]), let time = Int64(words[2]),
      let state = State(rawValue: String(words[3]))
    else { return nil }
    return Previous(sequence: words[0] == bootID ? sequence : 0, time: time, state: state)
  }

  /// Writes that the last event has the number `sequence`, and how the run stands. What cannot be written leaves the file
  /// as it is: the events are more than their numbers.
  package func keep(_ sequence: Int64, _ state: State) {
    let line = "\(bootID) \(sequence) \(Clock.realTime()) \(state.rawValue)\n"
    try? Files.write(Array(line.utf8), to: path)
  }
}
