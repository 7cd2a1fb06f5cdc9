import IR
import KernelDescription
import Runtime

extension RecordedEvents {
  /// Creates the events of `program` and those that tell of tasks, as far as the recorded `kernel` has them.
  init(of program: IR.Program, on kernel: KernelDescription) {
    var probes: [Int: [Int]] = [:]
    for (index, probe) in program.probes.enumerated() {
      guard case .event(let site) = probe.site,
        let number = kernel.event(system: site.system, name: site.name)?.id
      else { continue }
      probes[number, default: []].append(index)
    }
    var news: [Int: TaskNews] = [:]
    for source in TaskNewsSource.all {
      guard let event = kernel.event(system: source.system, name: source.name),
        let number = event.id, !source.isFrequent || probes[number] != nil,
        let told = source.news(in: event)
      else { continue }
      news[number] = told
    }
    self.init(
      probes: probes, news: news,
      callEntry: program.remembersCalls ? CallEntry(on: kernel) : nil)
  }
}

extension RecordedEvents.CallEntry {
  /// The event at which system calls begin.
  static let (system, name) = ("raw_syscalls", "sys_enter")

  /// Finds the event at which system calls begin; `nil` if `kernel` does not tell it.
  init?(on kernel: KernelDescription) {
    guard let event = kernel.event(system: Self.system, name: Self.name), let number = event.id,
      let arguments = event.field(named: "args"), arguments.size == 48
    else { return nil }
    self.init(number: number, offset: arguments.offset)
  }
}

extension IR.Program {
  /// `true` iff a handler asks, where a system call returns, what it began with.
  var remembersCalls: Bool { asks(for: .syscall_argument) }
}

/// An event whose record tells the names of tasks (include/trace/events/task.h and sched.h).
struct TaskNewsSource {
  /// The subsystem of the event.
  let system: String
  /// The name of the event.
  let name: String
  /// The fields with the number of a task and its name, as it is when the event happens.
  let namings: [(number: String, name: String)]
  /// The fields with the number of a task and the name that it has once the event is over.
  var laterNamings: [(number: String, name: String)] = []
  /// `true` iff it happens so often that it is read only if a script asks for it.
  var isFrequent = false

  /// All of them.
  static let all = [
    TaskNewsSource(system: "task", name: "task_newtask", namings: [("pid", "comm")]),
    // The event comes before the name is changed (__set_task_comm in fs/exec.c).
    TaskNewsSource(
      system: "task", name: "task_rename", namings: [("pid", "oldcomm")],
      laterNamings: [("pid", "newcomm")]),
    TaskNewsSource(
      system: "sched", name: "sched_process_fork",
      namings: [("parent_pid", "parent_comm"), ("child_pid", "child_comm")]),
    TaskNewsSource(
      system: "sched", name: "sched_switch",
      namings: [("prev_pid", "prev_comm"), ("next_pid", "next_comm")], isFrequent: true),
  ]

  /// Returns what the records of `event` tell; `nil` if they lack a field.
  func news(in event: TraceEvent) -> TaskNews? {
    let found = namings.compactMap { event.naming($0.number, $0.name) }
    let later = laterNamings.compactMap { event.naming($0.number, $0.name) }
    guard !found.isEmpty || !later.isEmpty else { return nil }
    return TaskNews(
      namings: found, laterNamings: later,
      cloneFlags: event.field(named: "clone_flags").map(\.offset))
  }
}

extension TraceEvent {
  /// Returns where the fields `number` and `name` are in the records; `nil` if there is no such name, as in some since
  /// Linux 6.16. Without a number the event is about the thread that it happens in, as `task_rename` since then.
  fileprivate func naming(_ number: String, _ name: String) -> TaskNews.Naming? {
    guard let name = field(named: name) else { return nil }
    let offset = field(named: number).map { $0.size == 4 ? $0.offset : nil } ?? Self.threadOffset
    guard let offset else { return nil }
    switch name.shape {
    case .text:
      return TaskNews.Naming(number: offset, name: name.offset, size: name.size)
    case .dynamicText(.fromRecordStart):
      return TaskNews.Naming(number: offset, name: name.offset, size: nil)
    default: return nil
    }
  }

  /// Where `common_pid` is in each record (include/linux/trace_events.h).
  private static let threadOffset: Int? = 4
}
