import CBPF
import Glibc
import IR
import Testing

@testable import Translator

/// Fields of trace events.
@Suite(.enabled(if: geteuid() == 0, "loading programs needs root"), .serialized)
struct BackendsEventTests {
  @Test func `fields are read from the record of an event`() throws {
    let events = try TraceEvents()
    defer { events.closeFileSystem() }
    let site = Site.event(EventSite(system: "syscalls", name: "sys_enter_openat", recordSize: 48))
    let program = SampleHalf.program(at: site, slots: [.long, .long, .string, .long]) { half in
      half.commit()
      let integer = EventField.Kind.integer(isSigned: true)
      let number = EventField(name: "__syscall_nr", offset: 8, size: 4, kind: integer)
      half.capture(0, half.append(.eventField(number), type: .long))
      let directory = EventField(name: "dfd", offset: 16, size: 4, kind: integer)
      half.capture(1, half.append(.eventField(directory), type: .long))
      let name = EventField(
        name: "filename", offset: 24, size: 8, kind: .integer(isSigned: false))
      let address = half.append(.eventField(name), type: .long)
      half.capture(2, half.append(.intrinsic(.user_string, [address]), type: .string))
      half.capture(3, half.append(.intrinsic(.tid, []), type: .long))
    }
    let live = try LiveObject(program)
    try live.attach(to: events)
    close(open("/etc/hostname", O_RDONLY))
    live.detach()
    let thread = currentThread()
    let records = try live.takeRecords().filter { $0.long(40) == thread }
    let opened = records.filter { $0.string(24, fixedSize: 48).text == "/etc/hostname" }
    #expect(opened.count == 1)
    #expect(opened.first?.long(8) == 257 && opened.first?.long(16) == -100)
  }

  @Test func `strings of an event are read from its record`() throws {
    let events = try TraceEvents()
    defer { events.closeFileSystem() }
    let old = try events.field("oldcomm", of: "task/task_rename", .characters)
    let new = try events.field("newcomm", of: "task/task_rename", .characters)
    let site = Site.event(EventSite(system: "task", name: "task_rename", recordSize: 64))
    let program = SampleHalf.program(at: site, slots: [.string, .string, .long]) { half in
      half.commit()
      half.capture(0, half.append(.eventField(old), type: .string))
      half.capture(1, half.append(.eventField(new), type: .string))
      half.capture(2, half.append(.intrinsic(.tid, []), type: .long))
    }
    let live = try LiveObject(program)
    try live.attach(to: events)
    let before = TaskName.current
    TaskName.current = "sixteen-bytes--"
    TaskName.current = before
    live.detach()
    let thread = currentThread()
    let records = try live.takeRecords().filter { $0.long(40) == thread }
    #expect(records.count == 2)
    #expect(records.map { $0.string(8, fixedSize: 48).text } == [before, "sixteen-bytes--"])
    #expect(records.map { $0.string(24, fixedSize: 48).text } == ["sixteen-bytes--", before])
  }

  @Test func `a string elsewhere in the record is found`() throws {
    let events = try TraceEvents()
    defer { events.closeFileSystem() }
    let name = try events.field("filename", of: "sched/sched_process_exec", .dynamicString)
    let site = Site.event(
      EventSite(system: "sched", name: "sched_process_exec", recordSize: 64))
    let program = SampleHalf.program(at: site, slots: [.string, .long]) { half in
      half.commit()
      half.capture(0, half.append(.eventField(name), type: .string))
      half.capture(1, half.append(.intrinsic(.pid, []), type: .long))
    }
    let live = try LiveObject(program)
    try live.attach(to: events)
    let child = run("/bin/true")
    live.detach()
    let records = try live.takeRecords().filter { $0.long(24) == Int64(child) }
    #expect(records.map { $0.string(8, fixedSize: 32).text } == ["/bin/true"])
  }

  /// Runs a program and returns the number that its process had.
  private func run(_ path: String) -> pid_t {
    var child: pid_t = 0
    var arguments: [UnsafeMutablePointer<CChar>?] = [strdup(path), nil]
    defer { free(arguments[0]) }
    guard posix_spawn(&child, path, nil, nil, &arguments, environ) == 0 else { return -1 }
    var status: Int32 = 0
    waitpid(child, &status, 0)
    return child
  }
}
