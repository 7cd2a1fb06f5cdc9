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
}
