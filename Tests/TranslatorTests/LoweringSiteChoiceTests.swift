import IR
import KernelDescription
import Testing

@testable import Translator

/// Chooses between a trace event and the tracepoint beneath it.
@Suite struct LoweringSiteChoiceTests {
  /// A kernel with one event that has a tracepoint, and one that has none of its own.
  private static let kernel: KernelDescription = {
    var builder = KernelDescriptionBuilder(
      identity: KernelIdentity(release: "6.18.0-test", machine: "x86_64"))
    let field = EventField(
      name: "pid", typeText: "pid_t", offset: 8, size: 4, isSigned: true)
    builder.events = [
      TraceEvent(system: "sched", name: "sched_process_exit", fields: [field]),
      TraceEvent(system: "syscalls", name: "sys_enter_openat", fields: [field]),
    ]
    builder.tracepoints = [
      Tracepoint(name: "sched_process_exit", system: "sched", attachTypeID: 7, parameters: [])
    ]
    return builder.description()
  }()

  /// Returns where a handler of the event `event` that does `operation` runs in the end.
  private func site(of event: String, doing operation: String) throws -> Site? {
    var program = try Program(
      parsing: """
        probe "p" event \(event), 12 {
        handler
        function probe_0() {
        b0:
          v0 = \(operation)
          print "%d", v0
          return
        }
        }
        """)
    preferTracepoints(in: &program, kernel: Self.kernel)
    #expect(verify(program).map(\.description) == [])
    return program.probes.first?.site
  }

  @Test func `a handler that uses no field runs at the tracepoint`() throws {
    let tracepoint = TracepointSite(
      system: "sched", name: "sched_process_exit", module: nil, typeID: 7, argumentCount: 0)
    #expect(try site(of: "sched, sched_process_exit", doing: "pid()") == .tracepoint(tracepoint))
  }

  @Test func `a handler that uses a field stays at the event`() throws {
    let stays = Site.event(
      EventSite(system: "sched", name: "sched_process_exit", recordSize: 12))
    let field = "eventField pid at 8 size 4 signed"
    #expect(try site(of: "sched, sched_process_exit", doing: field) == stays)
  }

  @Test func `an event without a tracepoint of its name stays`() throws {
    let stays = Site.event(
      EventSite(system: "syscalls", name: "sys_enter_openat", recordSize: 12))
    #expect(try site(of: "syscalls, sys_enter_openat", doing: "pid()") == stays)
  }
}
