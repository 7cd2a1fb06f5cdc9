import IR
import KernelDescription

/// Moves each handler at a trace event that uses nothing of the event's record to the tracepoint of that name.
///
/// It runs at the same moment there, and the kernel need not make the record: that is cheaper for each event, and
/// to let go of a trace event takes the kernel some 60 ms in which the tool would wait.
func preferTracepoints(in program: inout Program, kernel: KernelDescription) {
  // What a function does at an event is not known to belong to one site.
  guard !program.functions.contains(where: \.usesEventRecord) else { return }
  for index in program.probes.indices {
    let probe = program.probes[index]
    guard case .event(let event) = probe.site, let handler = probe.handler,
      !handler.usesEventRecord, let tracepoint = kernel.tracepoint(named: event.name),
      tracepoint.system == event.system
    else { continue }
    program.probes[index].site = .tracepoint(TracepointSite(tracepoint))
  }
}

extension Function {
  /// `true` iff something is read of the record of a trace event.
  var usesEventRecord: Bool {
    contains { operation in
      switch operation {
      case .eventField, .eventElement: true
      default: false
      }
    }
  }
}
