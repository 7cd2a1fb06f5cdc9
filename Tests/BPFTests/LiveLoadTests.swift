import CBPF
import Glibc
import Testing

@testable import BPF

/// Loads objects into the running kernel in both ways that loaders have.
@Suite(.enabled(if: geteuid() == 0, "loading programs needs root"), .serialized)
struct LiveLoadTests {
  /// Keeps libbpf from printing.
  init() { libbpf_set_print { _, _, _ in 0 } }

  @Test(arguments: ["raw_tp/sys_enter", "tp_btf/sys_enter"])
  func `libbpf loads and attaches a program, which counts`(section: String) throws {
    let file = try ObjectWriter.file(of: SampleObjects.counter(section: section, pid: getpid()))
    let opened = file.withUnsafeBytes { bpf_object__open_mem($0.baseAddress, $0.count, nil) }
    let object = try #require(opened, "errno \(errno)")
    defer { bpf_object__close(object) }
    try #require(bpf_object__load(object) == 0)
    let program = try #require(bpf_object__find_program_by_name(object, "count_calls"))
    let link = try #require(bpf_program__attach(program))
    for _ in 0..<100 { _ = getppid() }
    bpf_link__destroy(link)
    let count = value(in: bpf_object__find_map_fd_by_name(object, "hits"))
    // Without CO-RE the program would read the wrong bytes of the task and count nothing.
    #expect(count >= 100 && count < 10_000)
  }

  @Test func `libbpf loads what calls functions and addresses blocks`() throws {
    let file = try ObjectWriter.file(of: SampleObjects.calling())
    let opened = file.withUnsafeBytes { bpf_object__open_mem($0.baseAddress, $0.count, nil) }
    let object = try #require(opened, "errno \(errno)")
    defer { bpf_object__close(object) }
    try #require(bpf_object__load(object) == 0)
    let program = try #require(bpf_object__find_program_by_name(object, "sum"))
    let link = try #require(bpf_program__attach(program))
    for _ in 0..<10 { _ = getppid() }
    bpf_link__destroy(link)
    let count = value(in: bpf_object__find_map_fd_by_name(object, ".bss.total"), bytes: 16)
    #expect(count > 0 && count.isMultiple(of: SampleObjects.sumPerCall))
  }

  @Test func `the kernel takes what linking makes`() throws {
    let file = try ObjectWriter.file(of: SampleObjects.calling())
    let loading = try KernelLoading(
      ObjectReader.object(in: file), type: BPF_PROG_TYPE_RAW_TRACEPOINT)
    let link = bpf_raw_tracepoint_open("sys_enter", loading.program)
    try #require(link >= 0, "errno \(errno)")
    for _ in 0..<10 { _ = getppid() }
    close(link)
    let count = value(in: loading.maps[".bss.total"] ?? -1, bytes: 16)
    #expect(count > 0 && count.isMultiple(of: SampleObjects.sumPerCall))
  }

  @Test func `libbpf loads task storage and functions of the kernel`() throws {
    let file = try ObjectWriter.file(of: SampleObjects.perTask(kernel: nil))
    let opened = file.withUnsafeBytes { bpf_object__open_mem($0.baseAddress, $0.count, nil) }
    let object = try #require(opened, "errno \(errno)")
    defer { bpf_object__close(object) }
    #expect(bpf_object__load(object) == 0)
  }

  @Test func `the kernel takes task storage and functions of its own by number`() throws {
    let kernel = try #require(btf__load_vmlinux_btf(), "the kernel has no BTF")
    defer { btf__free(kernel) }
    let file = try ObjectWriter.file(of: SampleObjects.perTask(kernel: kernel))
    let loading = try KernelLoading(ObjectReader.object(in: file), type: BPF_PROG_TYPE_TRACING)
    let link = bpf_raw_tracepoint_open(nil, loading.program)
    #expect(link >= 0, "errno \(errno)")
    close(link)
  }

  @Test func `the kernel takes structures that got their members late`() throws {
    let inner = TypeDescription.composite(Composite(.structure, "thread_info", byteCount: 0))
    let path: [FieldStep] = [
      .member(Member("thread_info", byteOffset: 0, type: inner)),
      .member(Member("status", byteOffset: 16, type: .integer(byteCount: 4, isSigned: false))),
    ]
    let root = Composite(.structure, "task_struct", byteCount: 0)
    var assembler = Assembler(cpu: .v3)
    let fact = TypeRelocation(.fieldByteOffset, of: path, in: root)
    assembler.emit(.move(.r0, 16), relocation: fact)
    assembler.emit(.move(.r0, 0))
    assembler.emit(.exit)
    let program = Program(name: "late", section: "raw_tp/sys_enter", code: try assembler.assemble())
    let file = try ObjectWriter.file(of: ObjectFile(programs: [program]))
    let types = try ObjectReader.object(in: file).types
    let descriptor = types.withUnsafeBytes { bpf_btf_load($0.baseAddress, $0.count, nil) }
    #expect(descriptor >= 0, "errno \(errno)")
    close(descriptor)
  }

  @Test func `bpftool loads a program`() throws {
    let bpftool = try #require(Witness.bpftool, "bpftool is not installed")
    let file = try ObjectWriter.file(of: SampleObjects.counter(section: "raw_tp/sys_enter", pid: 1))
    // A file system of programs that vanishes with the shell keeps the machine clean.
    let printed = Witness.withFile(file) { path in
      Witness.output(
        of: """
          unshare -m sh -c 'mount -t bpf bpf /mnt && \(bpftool) prog load \(path) /mnt/it \
          && \(bpftool) prog dump xlated pinned /mnt/it linum; rm -f /mnt/it'
          """)
    }
    #expect(printed.text.contains("; probe kernel.trace(\"sys_enter\")"), "\(printed.text)")
    #expect(printed.text.contains("[file:count.stp line_num:3 line_col:43]"), "\(printed.text)")
  }

  /// Returns the first eight bytes of the value with the key zero.
  private func value(in map: Int32, bytes: Int = 8) -> UInt64 {
    var key: UInt32 = 0
    var value = [UInt64](repeating: 0, count: bytes / 8)
    guard bpf_map_lookup_elem(map, &key, &value) == 0 else { return 0 }
    return value[0]
  }
}
