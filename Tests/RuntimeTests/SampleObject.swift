import BPF
import Glibc
import IR

/// An object by hand: each `getppid` of one process sends a record that holds the CPU's clock.
enum SampleObject {
  /// The number of the system call `getppid` on x86_64.
  private static let getppidNumber: Int32 = 110

  /// Returns the program of the object: one probe with a record of one long.
  static func program() -> IR.Program {
    var program = IR.Program()
    let site = TracepointSite(
      system: "raw_syscalls", name: "sys_enter", module: nil, typeID: nil, argumentCount: 2)
    var probe = Probe(
      point: "kernel.trace(\"raw_syscalls:sys_enter\")", site: .tracepoint(site),
      location: .none, handler: IR.Function(name: "probe_0"))
    var layout = RecordLayout()
    _ = layout.append(.long)
    probe.record = layout
    program.probes = [probe]
    return program
  }

  /// Returns the object for calls of the process `pid`; `break` makes a program that the verifier refuses.
  static func file(pid: pid_t, breaks: Bool = false) throws -> [UInt8] {
    var assembler = Assembler(cpu: .v3)
    let done = assembler.makeLabel()
    assembler.line = SourceLine(
      file: "calls.stp", line: 2, column: 3, text: "  printf(\"%d\\n\", ktime_get_ns())")
    assembler.emit(.load(.r2, at: .r1, offset: 8, width: .double))
    assembler.emit(.jump(if: .notEqual, .r2, getppidNumber, to: done))
    assembler.emit(.call(.getCurrentPidTgid))
    assembler.emit(.shiftRight(.r0, 32))
    assembler.emit(.jump(if: .notEqual, .r0, pid, to: done))
    assembler.emit(.call(.ktimeGetNs))
    if breaks { assembler.emit(.load(.r3, at: .r0, offset: 0, width: .double)) }
    assembler.emit(.store(0, at: .frame, offset: -16, width: .double))
    assembler.emit(.store(.r0, at: .frame, offset: -8, width: .double))
    assembler.emit(.loadMapFD(.r1, "records"))
    assembler.emit(.move(.r2, .frame))
    assembler.emit(.add(.r2, -16))
    assembler.emit(.move(.r3, 16))
    assembler.emit(.move(.r4, 1))  // BPF_RB_NO_WAKEUP
    assembler.emit(.call(.ringbufOutput))
    assembler.bind(done)
    assembler.emit(.move(.r0, 0))
    assembler.emit(.exit)
    return try ObjectWriter.file(
      of: ObjectFile(
        programs: [
          BPF.Program(
            name: "probe_0", section: "raw_tp/sys_enter", code: try assembler.assemble())
        ],
        maps: [
          Map(name: "records", kind: .ringBuffer, keySize: 0, valueSize: 0, maxEntries: 1 << 16)
        ]))
  }
}
