/// What the process that reads a recorded trace and the tool that replays it say to each other, over two pipes.
///
/// The reader sends frames: a `Frame`, then as many bytes as it says. First comes the description of the recorded
/// kernel. The tool answers with the numbers of the events that it wants, and the reader sends those, in order of time,
/// with the names of the tasks that they are of. Both run on one machine, so numbers are as that has them.
package enum TraceStream {
  /// What a frame holds.
  package enum FrameKind: UInt32, Sendable {
    /// The bytes of a `KernelDescription`.
    case description = 1
    /// The number of a task as 4 bytes, then its name: what the recorded machine called it when the recording ended.
    case taskName = 2
    /// Events, one behind the other, each as an `EventHeader` and its record, filled up to a multiple of 8 bytes.
    case events = 3
    /// Nothing: a while of the recording has passed in which there may have been no events.
    case pause = 6
    /// Nothing: all events have been sent.
    case end = 4
    /// Words that say why there is no more.
    case failure = 5
    /// The number of the process that was recorded as the target, as 4 bytes, before the description; not there if the
    /// recording does not tell it.
    case target = 7
  }

  /// The first bytes of a frame.
  package struct Frame: Sendable {
    /// The kind, as `FrameKind` numbers it.
    package var kind: UInt32
    /// How many bytes follow.
    package var size: UInt32
    /// How much of the recording lies behind, from 0 to 1.
    package var progress: Double
    /// When that part of it ends, in nanoseconds of the recording's clock; in the first frame, when it begins.
    package var time: UInt64

    /// Creates a frame of `size` bytes.
    package init(_ kind: FrameKind, size: Int, progress: Double, time: UInt64) {
      self.kind = kind.rawValue
      self.size = UInt32(size)
      self.progress = progress
      self.time = time
    }

    /// Creates a frame without contents, to be read into.
    package init() {
      kind = 0
      size = 0
      progress = 0
      time = 0
    }
  }

  /// The first bytes of an event.
  package struct EventHeader: Sendable {
    /// When it happened, in nanoseconds of the recording's clock.
    package var time: UInt64
    /// The length of the record in bytes.
    package var size: UInt32
    /// The CPU.
    package var cpu: UInt32
    /// How many events were lost before it on that CPU; `unknownLoss` if some were, and nobody counted.
    package var lost: UInt32
    /// Nothing; it makes the header a multiple of 8 bytes.
    package var padding: UInt32 = 0

    /// Creates a header.
    package init(time: UInt64, size: UInt32, cpu: UInt32, lost: UInt32) {
      self.time = time
      self.size = size
      self.cpu = cpu
      self.lost = lost
    }

    /// How many events were lost if nobody counted.
    package static let unknownLoss = UInt32.max
  }

  /// The words in a recording before the number of its target, in a line among the statistics of its CPUs.
  package static let targetWords = "target(): "

  /// How many bytes a frame of events has at most before it is sent, unless one event alone has more.
  package static let batchSize = 1 << 16

  /// How many bytes a frame may have: more is a mistake.
  package static let maximumFrameSize = 1 << 28

  /// Returns `size` rounded up to a multiple of 8.
  package static func padded(_ size: Int) -> Int { (size + 7) & ~7 }
}
