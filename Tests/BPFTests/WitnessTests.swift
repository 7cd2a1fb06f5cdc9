import Testing

@testable import BPF

@Test(.enabled(if: Witness.objdump != nil, "no llvm-objdump that knows the instruction set"))
func `llvm objdump shows names and facts`() throws {
  let file = try ObjectWriter.file(of: SampleObjects.complete())
  let objdump = try #require(Witness.objdump)
  let printed = Witness.withFile(file) { Witness.output(of: "\(objdump) -dr --mcpu=v4 \($0)") }
  #expect(printed.status == 0)
  for expected in [
    "<probe_0>:", "<second_local>:", "R_BPF_64_64\t_bss_counters", "R_BPF_64_64\t.text",
    "R_BPF_64_32\tshared", "R_BPF_64_32\tbpf_strlen",
    "CO-RE <byte_off> [", "union outer::rows[2].second (0:0:2:0)", "struct inner::flag (0:1)",
  ] { #expect(printed.text.contains(expected), "\(expected) in\n\(printed.text)") }
}

@Test(.enabled(if: Witness.readelf != nil, "no readelf"))
func `readelf finds nothing to warn about`() throws {
  let file = try ObjectWriter.file(of: SampleObjects.complete())
  let readelf = try #require(Witness.readelf)
  let printed = Witness.withFile(file) { Witness.output(of: "\(readelf) -aW \($0)") }
  #expect(printed.status == 0)
  for expected in ["Linux BPF", ".reltp_btf/sys_enter", ".marktap.manifest"] {
    #expect(printed.text.contains(expected))
  }
  #expect(!printed.text.contains("arning"), "\(printed.text)")
}

@Test(.enabled(if: Witness.bpftool != nil, "no bpftool"))
func `bpftool reads the types`() throws {
  let file = try ObjectWriter.file(of: SampleObjects.complete())
  let bpftool = try #require(Witness.bpftool)
  let printed = Witness.withFile(file) {
    Witness.output(of: "\(bpftool) btf dump file \($0) format raw")
  }
  #expect(printed.status == 0)
  for expected in [
    "DATASEC '.maps'", "DATASEC '.ksyms'", "FUNC 'probe_0'", "STRUCT 'inner' size=24 vlen=2",
  ] { #expect(printed.text.contains(expected), "\(expected) in\n\(printed.text)") }
}
