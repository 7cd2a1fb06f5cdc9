import CBPF
import Glibc
import Testing

@testable import BPF

/// Lets libbpf answer questions about the types of the running kernel.
@Suite(.enabled(if: geteuid() == 0, "loading programs needs root"))
struct LiveRelocationTests {
  /// `task_struct`, with a size that no kernel gives it.
  private let task = Composite(.structure, "task_struct", byteCount: 64)
  /// `task_struct.tgid`.
  private let tgid = FieldStep.member(
    Member("tgid", byteOffset: 4, type: .integer(byteCount: 4, isSigned: true)))
  /// The types of the kernel.
  private let kernel: OpaquePointer

  /// Reads the types of the kernel.
  init() throws {
    libbpf_set_print { _, _, _ in 0 }
    kernel = try #require(btf__load_vmlinux_btf(), "the kernel has no BTF")
  }

  @Test func `libbpf answers where, how large and whether`() throws {
    let comm = FieldStep.member(
      Member("comm", byteOffset: 0, type: .array(.integer(byteCount: 1, isSigned: true), count: 16))
    )
    let nothing = FieldStep.member(
      Member("no_such_member", byteOffset: 0, type: .integer(byteCount: 4, isSigned: true)))
    let answers = try answers(to: [
      TypeRelocation(.fieldByteOffset, of: [tgid], in: task),
      TypeRelocation(.fieldByteOffset, of: [comm, .element(3)], in: task),
      TypeRelocation(.fieldByteSize, of: [comm], in: task),
      TypeRelocation(.fieldExists, of: [tgid], in: task),
      TypeRelocation(.fieldExists, of: [nothing], in: task),
      TypeRelocation(.fieldIsSigned, of: [tgid], in: task),
      TypeRelocation(.fieldLeftShift, of: [tgid], in: task),
      TypeRelocation(.typeByteSize, in: task),
      TypeRelocation(.typeExists, in: task),
      TypeRelocation(.typeExists, in: Composite(.structure, "no_such_structure", byteCount: 8)),
    ])
    #expect(answers[0] == (try offset(of: "tgid")))
    #expect(answers[1] == (try offset(of: "comm")) + 3)
    #expect(answers[2] == 16)
    #expect(answers[3] == 1)
    #expect(answers[4] == 0)
    #expect(answers[5] == 1)
    #expect(answers[6] == 32)
    #expect(
      answers[7] == Int(btf__resolve_size(kernel, UInt32(btf__find_by_name(kernel, "task_struct"))))
    )
    #expect(answers[8] == 1)
    #expect(answers[9] == 0)
  }

  @Test func `libbpf finds members through structures and unions within`() throws {
    let inner = Composite(.structure, "sched_entity", byteCount: 16)
    let answers = try answers(to: [
      TypeRelocation(
        .fieldByteOffset,
        of: [
          .member(Member("se", byteOffset: 0, type: .composite(inner))),
          .member(Member("vruntime", byteOffset: 8, type: .integer(byteCount: 8, isSigned: false))),
        ], in: task)
    ])
    let outer = try offset(of: "se")
    #expect(answers[0] == outer + (try offset(of: "vruntime", in: "sched_entity")))
  }

  /// Returns what libbpf writes into instructions that ask `relocations`.
  private func answers(to relocations: [TypeRelocation]) throws -> [Int] {
    var assembler = Assembler(cpu: .v3)
    for relocation in relocations {
      assembler.emit(.move(.r0, Int32(relocation.answer ?? 0)), relocation: relocation)
    }
    assembler.emit(.move(.r0, 0))
    assembler.emit(.exit)
    let program = Program(
      name: "ask", section: "raw_tp/sys_enter", code: try assembler.assemble())
    let file = try ObjectWriter.file(of: ObjectFile(programs: [program]))
    let opened = file.withUnsafeBytes { bpf_object__open_mem($0.baseAddress, $0.count, nil) }
    let object = try #require(opened, "errno \(errno)")
    defer { bpf_object__close(object) }
    try #require(bpf_object__load(object) == 0)
    let loaded = try #require(bpf_object__find_program_by_name(object, "ask"))
    let slots = try #require(bpf_program__insns(loaded))
    return relocations.indices.map { Int(slots[$0].imm) }
  }

  /// Returns the offset in bytes of the member `name` of the structure `structure` of the kernel.
  private func offset(of name: String, in structure: String = "task_struct") throws -> Int {
    let number = btf__find_by_name(kernel, structure)
    let type = try #require(btf__type_by_id(kernel, UInt32(number)))
    let members = UnsafeRawPointer(type + 1).assumingMemoryBound(to: btf_member.self)
    for index in 0..<Int(type.pointee.info & 0xffff) {
      if String(cString: btf__name_by_offset(kernel, members[index].name_off)) == name {
        return Int(members[index].offset & 0xff_ffff) / 8
      }
    }
    throw MissingMember()
  }

  /// The kernel's structure has no such member.
  private struct MissingMember: Error {}
}
