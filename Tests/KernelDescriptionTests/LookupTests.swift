import Testing

@testable import KernelDescription

/// Tests how events, tracepoints and system calls are found.
struct LookupTests {
  /// The description that is searched.
  let description: KernelDescription

  /// Makes the description.
  init() throws { description = try SampleDescription.make() }

  @Test func `an event is found by its system and name`() {
    #expect(
      description.event(system: "sched", name: "sched_switch") == SampleDescription.switchEvent)
    #expect(description.event(system: "sched", name: "sched_switc") == nil)
    #expect(description.event(system: "zzz", name: "sched_switch") == nil)
  }

  @Test func `events of one name are found in all systems`() {
    #expect(description.events(named: "sched_switch").map(\.system) == ["other", "sched"])
    #expect(description.events(named: "nothing").isEmpty)
  }

  @Test(arguments: [
    ("*", ["other:sched_switch", "sched:sched_switch", "syscalls:sys_enter_openat"]),
    ("sched:*", ["sched:sched_switch"]),
    ("sys*:sys_enter_*", ["syscalls:sys_enter_openat"]),
    ("*:sched_switch", ["other:sched_switch", "sched:sched_switch"]),
    ("sched_switc[a-h]", ["other:sched_switch", "sched:sched_switch"]),
    ("nothing*", []),
  ])
  func `events are found by pattern`(pattern: String, names: [String]) {
    #expect(description.events(matching: pattern).map(\.qualifiedName) == names)
  }

  @Test func `the names of events and tracepoints come in byte order`() {
    #expect(
      Array(description.eventNames) == [
        "other:sched_switch", "sched:sched_switch", "syscalls:sys_enter_openat",
      ])
    #expect(Array(description.tracepointNames) == ["ext4_sync", "sched_switch"])
  }

  @Test func `a tracepoint has its arguments with their types`() throws {
    let tracepoint = try #require(description.tracepoint(named: "sched_switch"))
    #expect(tracepoint.system == "sched")
    #expect(tracepoint.module == nil)
    #expect(tracepoint.attachTypeID == 77)
    #expect(tracepoint.parameters.map(\.name) == ["preempt", "prev", "next"])
    #expect(
      tracepoint.parameters.map(\.typeText) == [
        "bool", "struct task_struct*", "struct task_struct*",
      ])
    #expect(tracepoint.parameterIndex(named: "next") == 2)
    #expect(description.tracepoint(named: "ext4_sync")?.module == "ext4")
    #expect(description.tracepoint(named: "sched_switcH") == nil)
    #expect(description.tracepoints(matching: "sched:*").map(\.name) == ["sched_switch"])
  }

  @Test func `a system call is found by name and by number`() throws {
    let call = try #require(description.systemCall(named: "openat"))
    #expect(call.number == 257)
    #expect(call.arguments.map(\.name) == ["dfd", "filename"])
    #expect(description.systemCall(number: 257) == call)
    #expect(description.systemCall(named: "unknown")?.number == nil)
  }

  @Test func `the marker format follows the types of the fields`() {
    #expect(SampleDescription.switchEvent.markerFormat == "%s %d %ld %llu %s %p %p")
    #expect(SampleDescription.openatEvent.markerFormat == "%d %p")
  }

  @Test func `an event of a system call names the call and its end`() {
    #expect(
      SampleDescription.openatEvent.systemCallMoment
        == SystemCallMoment(call: "openat", phase: .entry))
    #expect(
      TraceEvent(system: "syscalls", name: "sys_exit_read", fields: []).systemCallMoment
        == SystemCallMoment(call: "read", phase: .exit))
    #expect(SampleDescription.switchEvent.systemCallMoment == nil)
  }
}
