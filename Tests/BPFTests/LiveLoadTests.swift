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
    let object = try ObjectReader.object(in: file)
    var linked = try object.linked(object.object.programs[0])
    let types = object.types.withUnsafeBytes { bpf_btf_load($0.baseAddress, $0.count, nil) }
    try #require(types >= 0, "errno \(errno)")
    defer { close(types) }
    var descriptors: [String: Int32] = [:]
    defer { for descriptor in descriptors.values { close(descriptor) } }
    for block in object.object.dataBlocks {
      let descriptor = try create(block.map)
      var key: UInt32 = 0
      try #require(bpf_map_update_elem(descriptor, &key, block.initialBytes, 0) == 0)
      descriptors[block.name] = descriptor
    }
    for reference in linked.references {
      guard case .mapValue(let name) = reference.referent, let descriptor = descriptors[name]
      else { continue }
      linked.setMapValue(at: reference.slot, descriptor: descriptor)
    }
    let program = load(linked, license: object.object.license, types: types)
    try #require(program >= 0, "errno \(errno)")
    defer { close(program) }
    let link = bpf_raw_tracepoint_open("sys_enter", program)
    try #require(link >= 0, "errno \(errno)")
    for _ in 0..<10 { _ = getppid() }
    close(link)
    let count = value(in: descriptors[".bss.total"] ?? -1, bytes: 16)
    #expect(count > 0 && count.isMultiple(of: SampleObjects.sumPerCall))
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

  /// Creates `map` in the kernel and returns its descriptor.
  private func create(_ map: Map) throws -> Int32 {
    var options = bpf_map_create_opts()
    options.sz = MemoryLayout<bpf_map_create_opts>.size
    options.map_flags = map.flags.rawValue
    let descriptor = bpf_map_create(
      bpf_map_type(map.kind.rawValue), "block", UInt32(map.keySize), UInt32(map.valueSize),
      map.maxEntries, &options)
    return try #require(descriptor >= 0 ? descriptor : nil, "errno \(errno)")
  }

  /// Loads `program` and returns its descriptor, negative if the kernel refuses it.
  private func load(_ program: LinkedProgram, license: String, types: Int32) -> Int32 {
    program.functionRecords.withUnsafeBytes { functions in
      program.lineRecords.withUnsafeBytes { lines in
        program.slots.withUnsafeBytes { slots in
          var options = bpf_prog_load_opts()
          options.sz = MemoryLayout<bpf_prog_load_opts>.size
          options.prog_btf_fd = UInt32(types)
          options.func_info = functions.baseAddress
          options.func_info_rec_size = LinkedProgram.functionRecordSize
          options.func_info_cnt = UInt32(functions.count) / LinkedProgram.functionRecordSize
          options.line_info = lines.baseAddress
          options.line_info_rec_size = LinkedProgram.lineRecordSize
          options.line_info_cnt = UInt32(lines.count) / LinkedProgram.lineRecordSize
          return bpf_prog_load(
            BPF_PROG_TYPE_RAW_TRACEPOINT, "sum", license,
            slots.assumingMemoryBound(to: bpf_insn.self).baseAddress, program.slots.count, &options)
        }
      }
    }
  }
}
