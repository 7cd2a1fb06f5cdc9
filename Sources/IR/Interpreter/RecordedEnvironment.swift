/// The world as a recording shows it to handlers: the record of an event, the thread, its name, the CPU and the time.
///
/// Outside of events, in `begin`, `end` and timers, they run in the tool's own process, as they do otherwise.
package final class RecordedEnvironment: ExecutionEnvironment {
  /// What is known of an event beside its record.
  package struct Moment {
    /// The thread that it happened in.
    package let task: Int64
    /// The process of that thread.
    package let process: Int64
    /// The name of the thread.
    package let name: [UInt8]
    /// The CPU.
    package let cpu: Int64
    /// The arguments that the thread entered its present system call with; zeros if that is not known.
    package let arguments: InlineArray<6, Int64>

    /// Creates the moment of an event.
    package init(
      task: Int64, process: Int64, name: [UInt8], cpu: Int64, arguments: InlineArray<6, Int64>
    ) {
      self.task = task
      self.process = process
      self.name = name
      self.cpu = cpu
      self.arguments = arguments
    }
  }

  /// The time of the recording, in nanoseconds of its clock.
  package var time: Int64 = 0
  /// What is known of the event; `nil` outside of events.
  private var moment: Moment?
  /// The record of the event.
  private var record = UnsafeRawBufferPointer(start: nil, count: 0)

  /// Lets the event with `record`, which stays valid until it is left, be the one that handlers see.
  package func enter(_ moment: Moment, record: UnsafeRawBufferPointer) {
    self.moment = moment
    self.record = record
  }

  /// Leaves the event.
  package func leave() {
    moment = nil
    record = UnsafeRawBufferPointer(start: nil, count: 0)
  }

  override package func long(_ intrinsic: Intrinsic, _ argument: Int64) -> Int64 {
    switch intrinsic {
    case .gettimeofday_ns, .ktime_get_ns, .get_cycles: return time
    case .jiffies: return time / Self.tickLength
    default: break
    }
    guard let moment else { return super.long(intrinsic, argument) }
    switch intrinsic {
    case .tid: return moment.task
    case .pid: return moment.process
    case .cpu: return moment.cpu
    case .syscall_argument: return moment.arguments[Int(argument) - 1]
    case .target, .stp_pid, .lost_records, .HZ, .tz_gmtoff: return super.long(intrinsic, argument)
    // Of the task no more is known, and the translator says so.
    default: return 0
    }
  }

  override package func string(_ intrinsic: Intrinsic) -> [UInt8] {
    guard let moment, intrinsic == .execname else { return super.string(intrinsic) }
    return moment.name
  }

  override package var eventRecord: UnsafeRawBufferPointer { record }

  /// Of the processes of the recording, only numbers are left.
  override package func executable(ofProcess process: Int64) -> [UInt8] { [] }
}
