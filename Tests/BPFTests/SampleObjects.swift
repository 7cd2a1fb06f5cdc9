import CBPF

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

  /// An object that uses each thing that an object can have.
  static func complete() throws -> ObjectFile {
    let number = TypeDescription.integer(byteCount: 4, isSigned: true)
    let inner = Composite(.structure, "inner", byteCount: 24)
    let outer = Composite(.union, "outer", byteCount: 128)
    let element = TypeRelocation(
      .fieldByteOffset,
      of: [
        .member(
          Member("rows", byteOffset: 0, type: .array(.composite(inner), count: 4))),
        .element(2), .member(Member("second", byteOffset: 8, type: .pointer(.void))),
      ], in: outer)
    let flag = TypeRelocation(
      .fieldExists,
      of: [.member(Member("flag", bitOffset: 129, bitCount: 3, type: number))], in: inner)
    let size = TypeRelocation(.typeByteSize, in: inner)

    func code(_ body: (inout Assembler) -> Void) throws -> Code {
      var assembler = Assembler()
      body(&assembler)
      return try assembler.assemble()
    }
    let function = try code { assembler in
      assembler.line = SourceLine(file: "lib.stp", line: 9, column: 2, text: "function f(n)")
      assembler.emit(.loadMapFD(.r1, "records"))
      assembler.emit(.move(.r0, 1), relocation: flag)
      assembler.emit(.exit)
    }
    let first = try code { assembler in
      assembler.line = SourceLine(file: "a.stp", line: 1, column: 1, text: "probe a {")
      assembler.emit(.load(.r1, at: .r1, offset: 56, width: .double), relocation: element)
      assembler.emit(.loadMapValue(.r1, ".bss.counters", offset: 8))
      assembler.emit(.loadMapValue(.r1, ".rodata"))
      assembler.emit(.loadFunction(.r2, "shared"))
      assembler.emit(.loadFunction(.r2, "second_local"))
      assembler.emit(.callLocal("shared"))
      assembler.line = SourceLine(file: "a.stp", line: 2, column: 3, text: "  g(1)")
      assembler.emit(.callLocal("second_local"))
      assembler.emit(.callKfunc("bpf_strlen"))
      assembler.emit(.move(.r0, 24), relocation: size)
      assembler.emit(.exit)
    }
    let plain = try code { assembler in
      assembler.emit(.move(.r0, 0))
      assembler.emit(.exit)
    }
    return ObjectFile(
      programs: [
        Program(name: "probe_0", section: "tp_btf/sys_enter", attachTypeID: 4711, code: first),
        Program(name: "probe_1", section: "raw_tp/sys_exit", code: plain),
        Program(name: "probe_2", section: "tp_btf/sys_enter", attachTypeID: 4711, code: plain),
      ],
      functions: [
        Function(name: "first_local", parameterCount: 2, code: function),
        Function(name: "second_local", parameterCount: 0, code: plain),
        Function(name: "shared", linkage: .global, parameterCount: 1, code: function),
      ],
      maps: [
        Map(
          name: "table", kind: .hash, keySize: 24, valueSize: 16, maxEntries: 100,
          flags: .noPreallocation),
        Map(name: "records", kind: .ringBuffer, keySize: 0, valueSize: 0, maxEntries: 1 << 20),
        Map(name: "counts", kind: .perCPUArray, keySize: 4, valueSize: 8, maxEntries: 7),
        Map(name: "stacks", kind: .stackTrace, keySize: 4, valueSize: 8 * 127, maxEntries: 9),
        Map(
          name: "tasks", kind: .taskStorage, key: number, value: .bytes(40), maxEntries: 0,
          flags: .noPreallocation),
      ],
      dataBlocks: [
        DataBlock(name: ".bss.counters", contents: .zeros(64)),
        DataBlock(name: ".rodata", contents: .constant(Array("constant".utf8))),
        DataBlock(name: ".data.state", contents: .initialized([1, 2, 3, 4])),
      ],
      kfuncs: [
        Kfunc(
          name: "bpf_strlen", kernelTypeID: 815, result: number,
          parameters: [.pointer(.integer(byteCount: 1, isSigned: true))])
      ],
      license: "GPL",
      attachments: [
        Attachment(name: ".marktap.manifest", bytes: Array("manifest".utf8)),
        Attachment(name: ".marktap.user", bytes: [0, 1, 2]),
      ])
  }

  /// What one run of the program of `calling` adds to the block: 0 + 1 + … + 9, and 5 from data.
  static let sumPerCall: UInt64 = 45 + 5

  /// An object whose program sums through a callback, a local function and two blocks of data.
  static func calling() throws -> ObjectFile {
    let line = SourceLine(file: "sum.stp", line: 1, column: 1, text: "probe sum {}")

    var callback = Assembler(cpu: .v3)
    callback.line = line
    callback.emit(.callLocal("add"))
    callback.emit(.move(.r0, 0))
    callback.emit(.exit)

    var add = Assembler(cpu: .v3)
    add.emit(.loadMapValue(.r2, ".bss.total"))
    add.emit(.atomicAdd(.r1, at: .r2, offset: 0))
    add.emit(.move(.r0, 0))
    add.emit(.exit)

    var sum = Assembler(cpu: .v3)
    sum.line = line
    sum.emit(.move(.r1, 10))
    sum.emit(.loadFunction(.r2, "each"))
    sum.emit(.move(.r3, 0))
    sum.emit(.move(.r4, 0))
    sum.emit(.call(.loop))
    sum.emit(.loadMapValue(.r1, ".rodata", offset: 8))
    sum.emit(.load(.r1, at: .r1, offset: 0, width: .double))
    sum.emit(.callLocal("add"))
    sum.emit(.move(.r0, 0))
    sum.emit(.exit)

    return ObjectFile(
      programs: [
        Program(name: "sum", section: "raw_tp/sys_enter", code: try sum.assemble())
      ],
      functions: [
        Function(name: "add", parameterCount: 1, code: try add.assemble()),
        Function(name: "each", parameterCount: 2, code: try callback.assemble()),
      ],
      dataBlocks: [
        DataBlock(name: ".bss.total", contents: .zeros(16)),
        DataBlock(
          name: ".rodata",
          contents: .constant([UInt8](repeating: 0, count: 8) + [5, 0, 0, 0, 0, 0, 0, 0])),
      ])
  }

  /// Returns an object whose program counts per task between two calls of functions of the kernel.
  ///
  /// - Parameter kernel: the types of the kernel, if the object shall know the numbers of what it
  ///   attaches to and calls.
  static func perTask(kernel: OpaquePointer?) throws -> ObjectFile {
    func number(_ name: String, kind: UInt32) -> UInt32? {
      kernel.map { UInt32(btf__find_by_name_kind($0, name, kind)) }
    }
    var assembler = Assembler(cpu: .v4)
    let done = assembler.makeLabel()
    let again = assembler.makeLabel()
    assembler.line = SourceLine(file: "task.stp", line: 1, column: 1, text: "probe task {}")
    assembler.emit(.callKfunc("bpf_rcu_read_lock"))
    assembler.emit(.call(.getCurrentTaskBtf))
    assembler.emit(.move(.r2, .r0))
    assembler.emit(.loadMapFD(.r1, "per_task"))
    assembler.emit(.move(.r3, 0))
    assembler.emit(.move(.r4, 1))
    assembler.emit(.call(.taskStorageGet))
    assembler.emit(.jump(if: .equal, .r0, 0, to: done))
    assembler.emit(.move(.r1, 1))
    assembler.emit(.atomicFetchAdd(.r1, at: .r0, offset: 8))
    assembler.bind(again)
    assembler.emit(.mayGoto(to: done))
    assembler.emit(.jump(to: again))
    assembler.bind(done)
    assembler.emit(.callKfunc("bpf_rcu_read_unlock"))
    assembler.emit(.move(.r0, 0))
    assembler.emit(.exit)
    let functionKind: UInt32 = 12
    let aliasKind: UInt32 = 8
    return ObjectFile(
      programs: [
        Program(
          name: "per_task_count", section: "tp_btf/sched_process_exec",
          attachTypeID: number("btf_trace_sched_process_exec", kind: aliasKind),
          code: try assembler.assemble())
      ],
      maps: [
        Map(
          name: "per_task", kind: .taskStorage, key: .integer(byteCount: 4, isSigned: true),
          value: .bytes(16), maxEntries: 0, flags: .noPreallocation)
      ],
      kfuncs: ["bpf_rcu_read_lock", "bpf_rcu_read_unlock"].map { name in
        Kfunc(
          name: name, kernelTypeID: number(name, kind: functionKind), result: .void,
          parameters: [])
      })
  }
}
