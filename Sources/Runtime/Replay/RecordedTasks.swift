import Glibc
import IR

/// The tasks of a recording as they are at one moment of it: their names, and the processes that they belong to.
///
/// Names come from the events that tell them. Where none has, a task has the name that it had when the recording
/// ended; of a thread that was there before the recording began, nothing tells the process, and it counts as one.
final class RecordedTasks: RecordedTaskState {
  /// The flag of `clone` for a thread (include/uapi/linux/sched.h).
  private static let threadFlag: UInt64 = 0x10000

  /// The trace, which has the names at its end.
  private let trace: RecordedTrace
  /// The names that events have told.
  private var names: [Int32: [UInt8]] = [:]
  /// The processes of threads that are not their first.
  private var processes: [Int32: Int32] = [:]

  /// What each thread entered its last system call with.
  private var arguments: [Int32: InlineArray<6, Int64>] = [:]

  /// Knows the tasks of `trace`.
  init(of trace: RecordedTrace) { self.trace = trace }

  func argument(_ position: Int, of task: Int32) -> Int64 { arguments[task]?[position - 1] ?? 0 }

  /// Takes note of the system call that `task` enters, with six arguments at `offset` of `record`.
  func noteCall(of task: Int32, in record: UnsafeRawBufferPointer, at offset: Int) {
    var values = InlineArray<6, Int64>(repeating: 0)
    for index in 0..<6 {
      values[index] = record.number(at: offset + 8 * index, as: Int64.self) ?? 0
    }
    arguments[task] = values
  }

  func process(of task: Int32) -> Int32 { processes[task] ?? task }

  func name(of task: Int32) -> [UInt8] {
    task == 0 ? Array("swapper/0".utf8) : names[task] ?? trace.taskNames[task] ?? []
  }

  /// Takes note of the names that `namings` find in `record`.
  func note(_ namings: [TaskNews.Naming], in record: UnsafeRawBufferPointer) {
    for naming in namings {
      guard let number = record.number(at: naming.number, as: Int32.self),
        let name = record.name(of: naming)
      else { continue }
      names[number] = Array(name.prefix { $0 != 0 })
    }
  }

  /// Takes note of what `news` tell that is so when their event happens, of which `record` tells and which `task` caused.
  func note(_ news: TaskNews, in record: UnsafeRawBufferPointer, by task: Int32) {
    note(news.namings, in: record)
    guard let offset = news.cloneFlags, let first = news.namings.first,
      let flags = record.number(at: offset, as: UInt64.self),
      let number = record.number(at: first.number, as: Int32.self)
    else { return }
    processes[number] = flags & Self.threadFlag != 0 ? process(of: task) : nil
  }
}

extension UnsafeRawBufferPointer {
  /// Returns the number at `offset`; `nil` if it lies outside.
  fileprivate func number<Number: FixedWidthInteger>(
    at offset: Int, as type: Number.Type
  ) -> Number? {
    guard offset >= 0, offset <= count - MemoryLayout<Number>.size else { return nil }
    return loadUnaligned(fromByteOffset: offset, as: type)
  }

  /// Returns the bytes of the name that `naming` says; `nil` if they lie outside.
  fileprivate func name(of naming: TaskNews.Naming) -> UnsafeRawBufferPointer? {
    var (offset, size) = (naming.name, naming.size ?? 0)
    if naming.size == nil {
      guard let word = number(at: naming.name, as: UInt32.self) else { return nil }
      (offset, size) = (Int(word & 0xffff), Int(word >> 16))
    }
    guard offset >= 0, size >= 0, offset <= count - size else { return nil }
    return UnsafeRawBufferPointer(rebasing: self[offset..<offset + size])
  }
}
