import IR
import KernelDescription
import Testing

@testable import Translator

/// Chooses between the events of single system calls and the tracepoints of all.
@Suite struct LoweringSystemCallSiteTests {
  /// The calls of the kernel.
  private static let calls = ["read", "write", "close", "kill", "pause", "access"]

  /// Returns a kernel of some calls, each with two arguments.
  private static func kernel() throws -> KernelDescription {
    var builder = KernelDescriptionBuilder(
      identity: KernelIdentity(release: "6.18.0-test", machine: "x86_64"))
    try builder.declare(
      """
      struct thread_info { unsigned long flags; unsigned int status; };
      struct task_struct { struct thread_info thread_info; };
      struct pt_regs {
        unsigned long r10; unsigned long r9; unsigned long r8; unsigned long dx;
        unsigned long si; unsigned long di; unsigned long orig_ax;
      };
      """)
    builder.tracepoints = ["sys_enter", "sys_exit"].map {
      Tracepoint(name: $0, system: "raw_syscalls", attachTypeID: 7, parameters: [])
    }
    builder.systemCalls = calls.enumerated().map { SystemCall(name: $1, number: $0 + 40) }
    builder.events = calls.flatMap { call in
      let number = EventField(
        name: "__syscall_nr", typeText: "int", offset: 8, size: 4, isSigned: true)
      let arguments = ["fd", "flags"].enumerated().map {
        EventField(name: $1, typeText: "long", offset: 16 + 8 * $0, size: 8, isSigned: false)
      }
      let result = EventField(name: "ret", typeText: "long", offset: 16, size: 8, isSigned: true)
      return [
        TraceEvent(
          system: "syscalls", name: "sys_enter_\(call)", fields: [number] + arguments),
        TraceEvent(system: "syscalls", name: "sys_exit_\(call)", fields: [number, result]),
      ]
    }
    return builder.description()
  }

  /// Returns the program with a handler that does `operation` at the event `sys_MOMENT_CALL` of each of `calls`.
  private func program(
    _ moment: String, _ operation: String, calls: [String] = calls
  ) throws -> Program {
    let probes = calls.map { call in
      """
      probe "\(call)" event syscalls, sys_\(moment)_\(call), 32 {
      handler
      function probe_\(call)() {
      b0:
        v0 = \(operation)
        print "%d", v0
        return
      }
      }
      """
    }
    var program = try Program(parsing: probes.joined(separator: "\n"))
    joinSystemCalls(in: &program, kernel: try Self.kernel())
    #expect(verify(program).map(\.description) == [])
    return program
  }

  /// Returns the text of the probe numbered `probe` of `program`, behind where it is in a word.
  private func text(_ program: Program, _ probe: Int) throws -> String {
    var alone = program
    alone.probes = [program.probes[probe]]
    let site = if case .tracepoint(let site) = program.probes[probe].site { site.name } else { "-" }
    return "\(site); \(alone.text(.withoutLocations))"
  }

  @Test func `arguments are read of the registers, behind tests of call and convention`() throws {
    let program = try program("enter", "eventField flags at 24 size 8 unsigned")
    let text = try text(program, 1)
    #expect(text.hasPrefix("sys_enter; "), "\(text)")
    for part in ["long 41", "compare equal", "pt_regs", "[si]", "[thread_info, status]", "print"] {
      #expect(text.contains(part), "\(part) in \(text)")
    }
    #expect(!text.contains("eventField"))
  }

  @Test func `results are arguments of the tracepoint, and the number is known`() throws {
    let result = try text(try program("exit", "eventField ret at 16 size 8 signed"), 0)
    #expect(result.hasPrefix("sys_exit; ") && result.contains("orig_ax"), "\(result)")
    #expect(result.contains("argument 1"), "\(result)")
    let number = try text(try program("exit", "eventField __syscall_nr at 8 size 4 signed"), 2)
    #expect(number.ranges(of: "long 42").count == 2, "\(number)")
  }

  @Test func `a few events stay`() throws {
    let few = try program("enter", "pid()", calls: Array(Self.calls.prefix(4)))
    #expect(try text(few, 0).hasPrefix("-"))
    #expect(try text(program("enter", "pid()"), 0).hasPrefix("sys_enter"))
  }

  @Test func `what the registers do not hold stays at the event`() throws {
    let other = try program("enter", "eventField filler at 40 size 8 unsigned")
    #expect(try text(other, 0).hasPrefix("-"))
  }
}
