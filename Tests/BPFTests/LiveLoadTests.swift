import CBPF
import Glibc
import Testing

@testable import BPF

/// The text that the last failed load left, from libbpf's print callback.
private func open(_ file: [UInt8]) throws -> OpaquePointer {
  let object = file.withUnsafeBytes { bpf_object__open_mem($0.baseAddress, $0.count, nil) }
  return try #require(object, "libbpf does not open the object: errno \(errno)")
}

@Suite(.enabled(if: geteuid() == 0, "loading programs needs root"))
struct LiveLoadTests {
  @Test(arguments: ["raw_tp/sys_enter", "tp_btf/sys_enter"])
  func `a counting program counts the calls of this process`(section: String) throws {
    let file = try ObjectWriter.file(of: SampleObjects.counter(section: section, pid: getpid()))
    let object = try open(file)
    defer { bpf_object__close(object) }
    #expect(bpf_object__load(object) == 0)
    let program = try #require(bpf_object__find_program_by_name(object, "count_calls"))
    let link = try #require(bpf_program__attach(program))
    for _ in 0..<100 { _ = getppid() }
    bpf_link__destroy(link)
    var key: UInt32 = 0
    var count: UInt64 = 0
    let map = bpf_object__find_map_fd_by_name(object, "hits")
    #expect(bpf_map_lookup_elem(map, &key, &count) == 0)
    #expect(count >= 100)
  }
}
