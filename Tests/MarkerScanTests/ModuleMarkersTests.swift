import KernelDescription
import Testing

@testable import MarkerScan

/// Tests `Module.markers` and directories of kernels that have it.
struct ModuleMarkersTests {
  /// Returns the markers of `text`.
  private func markers(_ text: String) -> [CompiledMarker] {
    ModuleMarkersText(Array(text.utf8)).markers
  }

  @Test func `a line has name, module and format`() {
    #expect(
      markers("fs_read\tvmlinux\tfd %u\next4_sync\tfs/ext4/ext4\t%d %s\n") == [
        CompiledMarker(name: "fs_read", format: "fd %u"),
        CompiledMarker(name: "ext4_sync", module: "ext4", format: "%d %s"),
      ])
  }

  @Test(arguments: [
    ("a\tvmlinux\t\n", " "), ("a\tvmlinux\n", " "), ("a\tvmlinux\t \n", " "),
    ("a\tvmlinux\t  \t%d\n", "%d"), ("a\tvmlinux\t%d  \n", "%d  "), ("a vmlinux %d", "%d"),
    ("a\tvmlinux\t%d \"x\" \\n # no remark\n", "%d \"x\" \\n # no remark"),
  ])
  func `blanks in front of a format are dropped, and an empty one is a blank`(
    line: String, format: String
  ) {
    #expect(markers(line) == [CompiledMarker(name: "a", format: format)])
  }

  @Test func `modules are called as the kernel calls them`() {
    #expect(markers("a\tdrivers/net/snd-pcm\t%d\n").first?.module == "snd_pcm")
  }

  @Test func `a text that ends early has what is whole`() {
    #expect(markers("a\tvmlinux\t%d\nb") == [CompiledMarker(name: "a", format: "%d")])
    #expect(markers("") == [])
  }

  @Test func `the directory of a build is scanned, with its release`() throws {
    let directory = TemporaryDirectory()
    directory.write("a\tvmlinux\t%d\na\tvmlinux\t%d\n", to: "Module.markers")
    directory.write("2.6.28-test\n", to: "include/config/kernel.release")
    let scan = try KernelScan.ofFile(directory.path)
    #expect(scan.description.identity.release == "2.6.28-test")
    #expect(Array(scan.description.markers) == [CompiledMarker(name: "a", format: "%d")])
    let file = try KernelScan.ofFile("\(directory.path)/Module.markers")
    #expect(file.description == scan.description)
    #expect(MarkerListing(of: scan.description).moduleMarkers == "a\tvmlinux\t%d\n")
  }

  @Test func `older builds tell their release in a header`() throws {
    let directory = TemporaryDirectory()
    directory.write("a\tvmlinux\t%d\n", to: "Module.markers")
    directory.write("#define UTS_RELEASE \"2.6.25.4\"\n", to: "include/linux/utsrelease.h")
    #expect(
      try KernelScan.ofFile(directory.path).description.identity.release == "2.6.25.4")
  }

  @Test func `modules in directories are scanned where there is no text`() throws {
    let directory = TemporaryDirectory()
    let module = MarkerTableTests.Module(MarkerTableTests.layouts[2], hasAddends: true)
    directory.write(module.builder.file, to: "kernel/fs/ext-four.ko")
    directory.write("no ELF", to: "kernel/other.ko")
    let description = try KernelScan.ofFile(directory.path).description
    #expect(description.identity.release == "2.6.27.1")
    #expect(description.markers.count == MarkerTableTests.markers.count)
    #expect(description.markers.allSatisfy { $0.module == "ext_four" })
  }

  @Test func `what has no markers is an error`() throws {
    let directory = TemporaryDirectory()
    directory.write("text", to: "file")
    for path in [directory.path, "\(directory.path)/file"] {
      #expect(throws: ScanError.self) { try FileScan.of(path) }
    }
    #expect(throws: ScanError.fileUnreadable(path: "/no/such", errorNumber: 2)) {
      try FileScan.of("/no/such")
    }
  }
}
