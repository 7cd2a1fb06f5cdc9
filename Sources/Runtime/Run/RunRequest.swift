import Glibc
import IR

/// How a program is to be run.
package struct RunRequest: Sendable {
  /// The command to start under observation; the run ends with it.
  package var command: TracedCommand?
  /// The process that `target()` names, if there is no command.
  package var target: pid_t?
  /// The files for the output; `nil` for the standard output.
  package var outputFiles: OutputFiles?
  /// The size of the buffer between kernel and tool in bytes.
  package var bufferSize = 8 << 20
  /// The run ends after so many nanoseconds; `nil` for no limit.
  package var timeLimit: Int64?
  /// Where the number of the last event is kept; `nil` if it is not.
  package var sequence: SequenceFile?
  /// The values that `session_option()` yields, by name.
  package var options: [String: String] = [:]

  /// What becomes of errors in handlers.
  package var handlerErrors = HandlerErrors.reported
  /// What becomes of globals that nothing reads.
  package var unreadGlobals = UnreadGlobals.printed

  /// Whether the time that handlers take is told at the end.
  package var timing = Timing.unknown
  /// How much of the output is kept in memory for those who connect, in bytes, in place of being written; `nil`
  /// if it is written.
  package var recordingSize: Int?

  /// Whether the time that handlers take is told at the end.
  package enum Timing: Hashable, Sendable {
    /// It is not.
    case unknown
    /// It is.
    case told
  }

  /// What becomes of errors in handlers.
  package enum HandlerErrors: Hashable, Sendable {
    /// They are told, and too many of them end the run.
    case reported
    /// They are counted.
    case suppressed
  }

  /// What becomes of globals that nothing reads.
  package enum UnreadGlobals: Hashable, Sendable {
    /// They print themselves at the end.
    case printed
    /// Nothing.
    case dropped
  }

  /// Creates the request for a run without a command, until Ctrl-C, with output to the standard output.
  package init() {}

  /// Makes the buffer at least `megabytes` large, but for what the kernel cannot have: it wants a power of two of
  /// 32 bits.
  package mutating func setBufferSize(megabytes: Int) {
    bufferSize = 1 << 20
    while bufferSize < min(megabytes, 2048) << 20 { bufferSize *= 2 }
  }
}

/// What happened in a run.
package struct RunReport: Sendable {
  /// The lost records of one probe.
  package struct Loss: Hashable, Sendable {
    /// The probe point.
    package let point: String
    /// How many records.
    package let count: Int

    /// Returns the losses of the probes of `program`, of which `counts` records were lost, by probe point.
    static func merged(of program: Program, _ counts: [Int]) -> [Loss] {
      merged(zip(program.probes, counts).map { (point: $0.point, count: $1) })
    }

    /// Returns `losses` by probe point, in the order in which the points come first, without those of nothing.
    ///
    /// Probes of one point lose together what one place sends, and one warning says so.
    package static func merged(_ losses: some Sequence<(point: String, count: Int)>) -> [Loss] {
      var counts: [(point: String, count: Int)] = []
      var positions: [String: Int] = [:]
      for loss in losses where loss.count > 0 {
        if let position = positions[loss.point] {
          counts[position].count += loss.count
        } else {
          positions[loss.point] = counts.count
          counts.append(loss)
        }
      }
      return counts.map { Loss(point: $0.point, count: $0.count) }
    }
  }

  /// How many records were read.
  package var recordCount = 0
  /// The probes of which records were lost, in the order of the script.
  package var losses: [Loss] = []
  /// The probe points of which hits were missed, because the kernel could not keep that many calls in mind.
  package var misses: [Loss] = []
  /// How many runs the kernel left out because a program was running on the same CPU already.
  package var skippedRunCount = 0
  /// How many handlers ended with an error.
  package var errorCount = 0
  /// How many did so and were passed over.
  package var suppressedErrorCount = 0
  /// How many lines were written.
  package var lineCount = 0
  /// `true` iff a recording was replayed, and it holds none of the events that the program has probes at.
  package var hasNoEvents = false
  /// How many events the recording lacks that was replayed.
  package var missingEventCount = 0
  /// How often events are missing in it that nobody counted.
  package var uncountedGapCount = 0
  /// `true` iff handlers ask for the time of day, and the recording only tells the time of its machine's clock.
  package var hasNoDate = false
  /// How much of the recording lies behind, from 0 to 1; `nil` if none is replayed.
  package var progress: Double?
  /// How the command ended; `nil` if there was none, or it runs on.
  package var commandEnding: GatedProcess.Ending?

  /// How many records were lost, or events of the recording; one for each time that nobody counted.
  package var lostCount: Int {
    losses.reduce(missingEventCount + uncountedGapCount) { $0 + $1.count }
  }
}

/// What a run says beside its output.
package enum RunMessage: Hashable, Sendable {
  /// A handler ended with an error.
  case error(String)
  /// Something that whoever runs the program should know.
  case warning(String)
  /// What the script says beside its output that is no warning.
  case note(String)
  /// Something of the run itself that only who asks for it wants to know.
  case detail(String)
}
