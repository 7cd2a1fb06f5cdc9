import IR
import Testing

@testable import Runtime

/// What an object says of itself.
struct ManifestTests {
  @Test func `a manifest is read as it was written`() {
    let manifest = Manifest(
      toolVersion: "0.1.0", release: "6.1.0-13-amd64", buildID: "00ff",
      markers: [
        ExpectedMarker(
          kind: .tracepoint, name: "sched_switch", extent: 4,
          parts: [.init(name: "2", offset: nil, size: 8, interpretation: .pointer)]),
        ExpectedMarker(
          kind: .event, name: "sched:sched_switch", extent: 64,
          parts: [.init(name: "prev_pid", offset: 24, size: 4, interpretation: .signed)]),
      ])
    #expect(manifest.text.contains("event sched:sched_switch 64 prev_pid@24:4s\n"))
    #expect(Manifest(text: manifest.text) == manifest)
  }

  @Test(arguments: [
    "", "tool 1\n", "marktap\n", "marktap 1\nevent x\n", "marktap 1\nevent a:b 8 c@d:1s\n",
  ])
  func `what is no manifest is refused`(text: String) {
    #expect(Manifest(text: text) == nil)
  }

  @Test func `the build id is found among other notes`() {
    // A note of 4 bytes by "X", then the build id by "GNU".
    let bytes: [UInt8] = [
      2, 0, 0, 0, 4, 0, 0, 0, 9, 0, 0, 0, 0x58, 0, 0, 0, 1, 2, 3, 4,
      4, 0, 0, 0, 3, 0, 0, 0, 3, 0, 0, 0, 0x47, 0x4e, 0x55, 0, 0xab, 0xcd, 0x0f, 0,
    ]
    #expect(RunningKernel.buildID(inNotes: bytes) == "abcd0f")
    #expect(RunningKernel.buildID(inNotes: Array(bytes.prefix(20))) == nil)
    #expect(RunningKernel.buildID(inNotes: Array(bytes.prefix(35))) == nil)
  }
}
