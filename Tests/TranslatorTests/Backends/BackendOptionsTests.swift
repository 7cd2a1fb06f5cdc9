import BPF
import Testing

@testable import Translator

/// What is taken for granted of the BPF of a release.
struct BackendOptionsTests {
  @Test(arguments: [
    ("5.10.0-46-cloud-amd64", CPUVersion.v3, false), ("6.1.0", .v3, false), ("6.5", .v3, false),
    ("6.6.1", .v4, false), ("6.8.12", .v4, false), ("6.9-rc1", .v4, true), ("6.18.44", .v4, true),
    ("7.0.1", .v4, true), ("", .v4, true),
  ])
  func `a release has its instructions`(
    _ release: String, _ cpu: CPUVersion, _ hasBudgets: Bool
  ) {
    let options = BPFBackendOptions(release: release)
    #expect(options.cpu == cpu)
    #expect(options.loops == (hasBudgets ? .budget : .counter))
  }

  @Test func `arguments of functions are in the registers of the machine`() {
    let entry = ArgumentTyping.registers(result: -1)
    let end = ArgumentTyping.registers(result: 2)
    let x86 = BPFBackendOptions(release: "6.1", machine: "x86_64").registers
    let arm = BPFBackendOptions(release: "6.1", machine: "aarch64").registers
    #expect((0..<6).map { entry.offset(of: $0, in: x86) } == [112, 104, 96, 88, 72, 64])
    #expect((0..<6).map { entry.offset(of: $0, in: arm) } == [0, 8, 16, 24, 32, 40])
    #expect(end.offset(of: 2, in: x86) == 80)
    #expect(end.offset(of: 2, in: arm) == 0)
    #expect(ArgumentTyping.typed.offset(of: 2, in: arm) == 16)
  }
}
