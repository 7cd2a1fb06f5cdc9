import CBPF
import Glibc
import Testing

@testable import BPF

/// A C program that a compiler, not we, turns into an object.
private let source = """
  #define SEC(name) __attribute__((section(name), used))
  struct { int (*type)[2]; unsigned *key; unsigned long long *value; int (*max_entries)[1]; }
    hits SEC(".maps");
  static void *(*lookup)(void *, const void *) = (void *) 1;
  struct task_struct { int pid; int tgid; } __attribute__((preserve_access_index));
  unsigned long long total;
  static __attribute__((noinline)) int add(unsigned amount) { total += amount; return 0; }
  static __attribute__((noinline)) int twice(unsigned amount) { return add(amount) + add(amount); }
  SEC("raw_tp/sys_enter") int count(void *context)
  {
    unsigned key = 0;
    unsigned long long *value = lookup(&hits, &key);
    if (value) *value += __builtin_preserve_access_index(&((struct task_struct *)0)->tgid) != 0;
    return twice(3) + add(1);
  }
  char permission[] SEC("license") = "GPL";
  """

/// Reads objects that clang made, which share no code with our writer.
@Suite(.enabled(if: Witness.clang != nil, "no clang"))
struct CompilerObjectTests {
  /// Returns the object that clang makes of the program.
  private func compiled() throws -> LoadableObject {
    let clang = try #require(Witness.clang)
    let file = Witness.withFile(Array(source.utf8)) { input in
      Witness.withFile([]) { output in
        let options = "-target bpf -mcpu=v3 -O2 -g -x c"
        let printed = Witness.output(of: "\(clang) \(options) -c \(input) -o \(output)")
        #expect(printed.status == 0, "\(printed.text)")
        return Witness.contents(of: output)
      }
    }
    return try ObjectReader.object(in: file)
  }

  @Test func `an object of clang is read`() throws {
    let object = try compiled().object
    #expect(object.programs.map(\.name) == ["count"])
    #expect(object.programs.map(\.section) == ["raw_tp/sys_enter"])
    #expect(object.maps.map(\.name) == ["hits"])
    #expect(object.maps.map(\.valueSize) == [8])
    #expect(object.dataBlocks == [DataBlock(name: ".bss", contents: .zeros(8))])
    #expect(Set(object.functions.map(\.name)) == ["add", "twice"])
    #expect(object.functions.allSatisfy { $0.linkage == .static })
    let relocations = object.programs[0].code.relocations.map(\.relocation)
    #expect(relocations.map(\.description) == ["fieldByteOffset of task_struct.tgid"])
    #expect(object.programs[0].code.lines.first?.slot == 0)
  }

  @Test(.enabled(if: geteuid() == 0, "loading programs needs root"))
  func `an object of clang is linked and runs`() throws {
    // The sizes of sections in clang's types are for loaders to fill in, so they are left out.
    let object = LoadableObject(
      object: try compiled().object, types: [], mapTypes: [], knowledge: [:])
    let loading = try KernelLoading(object, type: BPF_PROG_TYPE_RAW_TRACEPOINT)
    let link = bpf_raw_tracepoint_open("sys_enter", loading.program)
    try #require(link >= 0, "errno \(errno)")
    for _ in 0..<10 { _ = getppid() }
    close(link)
    var key: UInt32 = 0
    var total: UInt64 = 0
    #expect(bpf_map_lookup_elem(try #require(loading.maps[".bss"]), &key, &total) == 0)
    // Each run adds 3 + 3 + 1, though two runs at once may lose what one of them adds.
    #expect(total >= 7)
  }
}
