import KernelDescription

extension KernelDescriptionBuilder {
  /// Adds events, the system calls that they announce, and the systems of the tracepoints that make them.
  ///
  /// - Parameter numbers: the numbers of system calls by the kernel's name, for machines whose table is not known here.
  mutating func add(_ newEvents: [TraceEvent], systemCallNumbers numbers: [String: Int] = [:]) {
    let widths = ArgumentWidths(types: scalarTypes)
    events = newEvents.map { event in
      event.systemCallMoment?.phase == .entry ? widths.corrected(event) : event
    }
    systemCalls = SystemCallList(events: events, identity: identity, numbers: numbers).calls
    var systems: [String: String] = [:]
    for event in events where event.system != "syscalls" { systems[event.name] = event.system }
    for index in tracepoints.indices {
      tracepoints[index].system = systems[tracepoints[index].name]
    }
  }
}
