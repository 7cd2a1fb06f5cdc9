/// One event of tracefs: a marker whose arguments are the fields of a record.
package struct TraceEvent: Hashable, Sendable {
  /// The subsystem, such as `sched`.
  package var system: String

  /// The name within the subsystem, such as `sched_switch`.
  package var name: String

  /// The number that the running kernel gives the event; nil if it may differ from boot to boot.
  package var id: Int?

  /// How many bytes the common fields take at the record's start.
  package var commonSize: Int

  /// The fields after the common ones, in order.
  package var fields: [EventField]

  /// Creates an event.
  package init(
    system: String, name: String, id: Int? = nil, commonSize: Int = 8, fields: [EventField]
  ) {
    self.system = system
    self.name = name
    self.id = id
    self.commonSize = commonSize
    self.fields = fields
  }

  /// `true` iff probes can be attached to it: events of the function tracer only describe what that one writes.
  package var isProbeable: Bool { system != "ftrace" }

  /// The subsystem and the name, joined by a colon.
  package var qualifiedName: String { "\(system):\(name)" }

  /// Returns the field of that name.
  package func field(named name: String) -> EventField? {
    fields.first { $0.name == name }
  }

  /// The system call that the event announces; nil if it announces none.
  package var systemCallMoment: SystemCallMoment? {
    guard system == "syscalls" else { return nil }
    if name.hasPrefix("sys_enter_") {
      return SystemCallMoment(call: String(name.dropFirst(10)), phase: .entry)
    }
    if name.hasPrefix("sys_exit_") {
      return SystemCallMoment(call: String(name.dropFirst(9)), phase: .exit)
    }
    return nil
  }
}

/// The entry or the exit of one system call.
package struct SystemCallMoment: Hashable, Sendable {
  /// The two ends of a system call.
  package enum Phase: Hashable, Sendable {
    /// Before the kernel does the work.
    case entry

    /// After the work, with the result known.
    case exit
  }

  /// The name of the call, such as `openat`.
  package var call: String

  /// Which end of the call it is.
  package var phase: Phase
}
