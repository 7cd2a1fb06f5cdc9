@testable import BPF

/// Objects that several tests use.
enum SampleObjects {
  /// `task_struct` with a size that no kernel has, and `tgid` where no kernel has it.
  static let tgid = TypeRelocation(
    .fieldByteOffset,
    of: [.member(Member("tgid", byteOffset: 16, type: .integer(byteCount: 4, isSigned: true)))],
    in: Composite(.structure, "task_struct", byteCount: 64))

  /// Returns an object whose program counts the system calls of the process `pid`.
  ///
  /// It finds the process number by CO-RE from the current task.
  static func counter(section: String, pid: Int32) throws -> ObjectFile {
    var assembler = Assembler(cpu: .v3)
    let done = assembler.makeLabel()
    let script = "probe kernel.trace(\"sys_enter\") { if (pid() == target()) hits++ }"
    assembler.line = SourceLine(file: "count.stp", line: 3, column: 1, text: script)
    assembler.emit(.call(.getCurrentTask))
    assembler.emit(.move(.r6, 16), relocation: tgid)
    assembler.emit(.add(.r0, .r6))
    assembler.emit(.move(.r3, .r0))
    assembler.emit(.move(.r1, .frame))
    assembler.emit(.add(.r1, -4))
    assembler.emit(.move(.r2, 4))
    assembler.emit(.call(.probeReadKernel))
    assembler.line = SourceLine(file: "count.stp", line: 3, column: 43, text: script)
    assembler.emit(.load(.r1, at: .frame, offset: -4, width: .word))
    assembler.emit(.jump(if: .notEqual, .r1, pid, to: done))
    assembler.emit(.store(0, at: .frame, offset: -8, width: .word))
    assembler.emit(.move(.r2, .frame))
    assembler.emit(.add(.r2, -8))
    assembler.emit(.loadMapFD(.r1, "hits"))
    assembler.emit(.call(.mapLookupElem))
    assembler.emit(.jump(if: .equal, .r0, 0, to: done))
    assembler.emit(.move(.r1, 1))
    assembler.emit(.atomicAdd(.r1, at: .r0, offset: 0))
    assembler.bind(done)
    assembler.emit(.move(.r0, 0))
    assembler.emit(.exit)
    return ObjectFile(
      programs: [Program(name: "count_calls", section: section, code: try assembler.assemble())],
      maps: [Map(name: "hits", kind: .array, keySize: 4, valueSize: 8, maxEntries: 1)],
      attachments: [Attachment(name: ".marktap.manifest", bytes: Array("hello".utf8))])
  }
}
