/// What a recording tells of its tasks, at the moment that it has come to.
package protocol RecordedTaskState: AnyObject {
  /// Returns the process that the thread `task` belongs to.
  func process(of task: Int32) -> Int32
  /// Returns the name of `task`.
  func name(of task: Int32) -> [UInt8]
  /// Returns the argument at `position`, from 1, that `task` entered its last system call with; 0 if that is not known.
  func argument(_ position: Int, of task: Int32) -> Int64
}

/// The world as a recording shows it to handlers: the record of an event, the thread, its name, the CPU and the time.
///
/// Outside of events, in `begin`, `end` and timers, they run in the tool's own process, as they do otherwise.
package final class RecordedEnvironment: ExecutionEnvironment {
  /// What is known of an event beside its record.
  private struct Moment {
    /// The thread that it happened in.
    let task: Int32
    /// The CPU.
    let cpu: Int64
  }

  /// The time of the recording, in nanoseconds of its clock.
  package var time: Int64 = 0
  /// What is known of the event; `nil` outside of events.
  private var moment: Moment?
  /// The record of the event.
  private var record = UnsafeRawBufferPointer(start: nil, count: 0)
  /// The tasks, which are looked up only for handlers that ask.
  private let tasks: any RecordedTaskState

  /// Creates the world of a recording with `tasks`.
  package init(target: Int64, tasks: any RecordedTaskState) {
    self.tasks = tasks
    super.init(target: target)
  }

  /// Lets the event with `record`, which stays valid until it is left, be the one that handlers see.
  package func enter(_ record: UnsafeRawBufferPointer, task: Int32, cpu: Int64) {
    moment = Moment(task: task, cpu: cpu)
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
    case .tid: return Int64(moment.task)
    case .pid: return Int64(tasks.process(of: moment.task))
    case .cpu: return moment.cpu
    case .syscall_argument: return tasks.argument(Int(argument), of: moment.task)
    case .target, .stp_pid, .lost_records, .HZ, .tz_gmtoff: return super.long(intrinsic, argument)
    // Of the task no more is known, and the translator says so.
    default: return 0
    }
  }

  override package func string(_ intrinsic: Intrinsic) -> [UInt8] {
    guard let moment, intrinsic == .execname else { return super.string(intrinsic) }
    return tasks.name(of: moment.task)
  }

  override package var eventRecord: UnsafeRawBufferPointer { record }

  /// Of the processes of the recording, only numbers are left.
  override package func executable(ofProcess process: Int64) -> [UInt8] { [] }
}
