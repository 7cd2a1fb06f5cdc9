import Testing

@testable import MarkerScan

/// Tests where tracefs and the build id are found.
struct TraceFileSystemTests {
  @Test func `tracefs is found by its own mount before that of debugfs`() {
    let mounts = """
      proc /proc proc rw 0 0
      debugfs /sys/kernel/debug debugfs rw 0 0
      tracefs /mnt/with\\040blank tracefs rw 0 0
      tracefs /sys/kernel/tracing tracefs rw 0 0

      """
    #expect(
      TraceFileSystem.mountPoints(in: mounts) == [
        "/mnt/with blank", "/sys/kernel/tracing", "/sys/kernel/debug/tracing",
      ])
    #expect(TraceFileSystem.mountPoints(in: "").isEmpty)
  }

  @Test func `an absent tracefs is an error that says what to do`() {
    let error = ScanError.traceFSAbsent(errorNumber: 1)
    #expect(error.description.contains("mount -t tracefs tracefs /sys/kernel/tracing"))
    #expect(error.description.contains("Operation not permitted"))
  }

  @Test func `the build id is the one of the GNU note`() {
    let other: [UInt8] = [4, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0] + Array("Xen\0".utf8) + [1, 2, 0, 0]
    let build: [UInt8] =
      [4, 0, 0, 0, 3, 0, 0, 0, 3, 0, 0, 0] + Array("GNU\0".utf8) + [0x0a, 0xff, 0x10, 0]
    #expect(BuildID(notes: other + build)?.text == "0aff10")
    #expect(BuildID(notes: other) == nil)
    #expect(BuildID(notes: []) == nil)
    for length in 0..<19 { #expect(BuildID(notes: Array(build.prefix(length))) == nil) }
  }

  @Test func `background work is done once and its outcome is kept`() {
    let work = BackgroundWork { 6 * 7 }
    #expect(work.outcome() == 42)
  }
}
