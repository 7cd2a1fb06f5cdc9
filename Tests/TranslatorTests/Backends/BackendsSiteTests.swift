import CBPF
import Glibc
import IR
import Testing

@testable import Translator

/// Programs that are attached and see what this process does.
@Suite(.enabled(if: geteuid() == 0, "loading programs needs root"), .serialized)
struct BackendsSiteTests {
  /// The number of `getppid` on x86_64.
  static let getppidNumber: Int64 = 110

  /// The arguments of `sys_enter`.
  static let registers = ArgumentAccess(index: 0, size: 8, isSigned: false, isTypedPointer: true)
  static let number = ArgumentAccess(index: 1, size: 8, isSigned: true, isTypedPointer: false)

  /// Returns the site of `sys_enter` or `sys_exit` of this kernel.
  static func site(_ name: String) throws -> Site {
    let kernel = try #require(btf__load_vmlinux_btf(), "the kernel has no BTF")
    defer { btf__free(kernel) }
    let id = btf__find_by_name_kind(kernel, "btf_trace_\(name)", UInt32(BTF_KIND_TYPEDEF))
    return .tracepoint(
      TracepointSite(
        system: "raw_syscalls", name: name, module: nil, typeID: id > 0 ? UInt32(id) : nil,
        argumentCount: 2))
  }

  /// Returns a member of the registers.
  static func register(_ name: String, _ offset: Int) -> IR.MemberAccess {
    IR.MemberAccess(
      structure: "struct pt_regs", path: [name], accessor: "0:\(offset / 8)", offset: offset,
      size: 8,
      isSigned: true)
  }

  @Test func `typed arguments are read directly`() throws {
    let program = SampleHalf.program(
      at: try Self.site("sys_enter"), slots: [.long, .checkedLong, .long, .long, .long]
    ) { half in
      let number = half.append(.argument(Self.number), type: .long)
      let wanted = half.append(.compare(.equal, number, half.long(Self.getppidNumber)), type: .long)
      let (then, behind) = (half.addBlock(), half.addBlock())
      half.terminate(.branch(wanted, then: then, otherwise: behind))
      half.move(to: behind)
      half.terminate(.return(nil))
      half.move(to: then)
      half.commit()
      let registers = half.append(.argument(Self.registers), type: .long)
      half.capture(0, registers)
      let original = half.append(
        .loadMember(registers, Self.register("orig_ax", 120)), type: .long)
      half.capture(1, original)
      half.capture(2, half.append(.binary(.and, registers, half.long(7)), type: .long))
      half.capture(3, half.append(.intrinsic(.pid, []), type: .long))
      half.capture(4, half.append(.intrinsic(.tid, []), type: .long))
    }
    let live = try LiveObject(program)
    #expect(live.text.hasPrefix("tp_btf/sys_enter"))
    try live.attach()
    let parent = getppid()
    live.detach()
    let thread = currentThread()
    let records = try live.takeRecords().filter { $0.long(48) == thread }
    #expect(records.count == 1 && parent > 0)
    let record = try #require(records.first)
    #expect(record.long(8) < 0 && record.long(24) == 0)
    #expect(record.long(16) == Self.getppidNumber)
    #expect(record.long(32) == 0 && record.long(40) == Int64(getpid()))
  }

  @Test func `a half that looks into no structure needs no types`() throws {
    let program = SampleHalf.program(
      at: try Self.site("sys_enter"), globals: [Global(name: "n", element: .value(.long))]
    ) { half in
      let number = half.append(.argument(Self.number), type: .long)
      let wanted = half.append(.compare(.equal, number, half.long(Self.getppidNumber)), type: .long)
      let (then, behind) = (half.addBlock(), half.addBlock())
      half.terminate(.branch(wanted, then: then, otherwise: behind))
      half.move(to: behind)
      half.terminate(.return(nil))
      half.move(to: then)
      half.append(.addToGlobal(GlobalID(0), keys: [], half.long(1)), type: .long)
    }
    let live = try LiveObject(program)
    #expect(live.text.hasPrefix("raw_tp/sys_enter"))
    try live.attach()
    for _ in 0..<100 { _ = getppid() }
    live.detach()
    #expect(try live.scalar(at: 0, of: program) >= 100)
  }

  @Test func `the current task is read directly everywhere`() throws {
    let kernel = try #require(btf__load_vmlinux_btf(), "the kernel has no BTF")
    defer { btf__free(kernel) }
    let program = SampleHalf.program(slots: [.checkedLong, .checkedLong, .checkedLong]) { half in
      half.commit()
      let task = half.append(.intrinsic(.task_current, []), type: .long)
      let own = IR.MemberAccess(
        structure: "struct task_struct", path: ["tgid"], accessor: "0:0",
        offset: Self.offset(of: "tgid", kernel), size: 4, isSigned: true)
      let parent = IR.MemberAccess(
        structure: "struct task_struct", path: ["real_parent"], accessor: "0:0",
        offset: Self.offset(of: "real_parent", kernel), size: 8, isSigned: false,
        isTypedPointer: true)
      half.capture(0, half.append(.loadMember(task, own), type: .long))
      let above = half.append(.loadMember(task, parent), type: .long)
      half.capture(1, half.append(.loadMember(above, own), type: .long))
      // The same through a number, which takes a helper.
      let number = half.append(.binary(.add, above, half.long(0)), type: .long)
      half.capture(2, half.append(.loadMember(number, own), type: .long))
    }
    let live = try LiveObject(program)
    try live.run([0, 0])
    let record = try #require(try live.takeRecords().first)
    #expect(record.long(8) == Int64(getpid()))
    #expect(record.long(24) == Int64(getppid()) && record.long(40) == Int64(getppid()))
    #expect(record.long(16) == 0 && record.long(32) == 0 && record.long(48) == 0)
  }

  /// Returns where the member `name` of `struct task_struct` is.
  static func offset(of name: String, _ kernel: OpaquePointer) -> Int {
    let id = btf__find_by_name_kind(kernel, "task_struct", UInt32(BTF_KIND_STRUCT))
    guard id > 0, let type = btf__type_by_id(kernel, UInt32(id)) else { return 0 }
    let members = UnsafeRawPointer(type + 1).assumingMemoryBound(to: btf_member.self)
    for index in 0..<Int(type.pointee.info & 0xffff)
    where String(cString: btf__name_by_offset(kernel, members[index].name_off)) == name {
      return Int(members[index].offset & 0xff_ffff) / 8
    }
    return 0
  }

  @Test func `halves that test one value are found by a search`() throws {
    // As many probes as there are system calls, of which each tenth differs from the others.
    var program = Program()
    program.globals = [Global(name: "special", element: .value(.long))]
    program.globals[0].placement = .kernel
    for number in 0..<360 {
      SampleHalf.append(to: &program, slots: [.long, .string]) { half in
        let value = half.append(.argument(Self.number), type: .long)
        let differs = half.append(
          .compare(.notEqual, value, half.long(Int64(number))), type: .long)
        let (leave, stay) = (half.addBlock(), half.addBlock())
        half.terminate(.branch(differs, then: leave, otherwise: stay))
        half.move(to: leave)
        half.terminate(.return(nil))
        half.move(to: stay)
        half.commit()
        half.capture(0, value)
        half.capture(1, half.append(.intrinsic(.execname, []), type: .string))
        if number % 10 == 0 {
          half.append(.addToGlobal(GlobalID(0), keys: [], half.long(Int64(number))), type: .long)
        }
      }
    }
    // One more probe for a number that has one, and one that always runs.
    SampleHalf.append(to: &program, slots: [.long]) { half in
      let value = half.append(.argument(Self.number), type: .long)
      let equal = half.append(.compare(.equal, half.long(7), value), type: .long)
      let (stay, leave) = (half.addBlock(), half.addBlock())
      half.terminate(.branch(equal, then: stay, otherwise: leave))
      half.move(to: leave)
      half.terminate(.return(nil))
      half.move(to: stay)
      half.commit()
      half.capture(0, half.long(-7))
    }
    SampleHalf.append(to: &program, slots: [.long]) { half in
      half.commit()
      half.capture(0, half.argument(1))
    }
    let live = try LiveObject(program)
    for number in [0, 7, 10, 359, 360, -1, 200] as [Int64] {
      try live.run([0, number])
      let records = try live.takeRecords()
      var probes: [UInt32] = number >= 0 && number < 360 ? [UInt32(number)] : []
      if number == 7 { probes.append(360) }
      #expect(records.map(\.probe) == probes + [361], "\(number)")
      for record in records { #expect(record.long(8) == (record.probe == 360 ? -7 : number)) }
    }
    #expect(try live.scalar(at: 0, of: program) == 210)
  }
}
