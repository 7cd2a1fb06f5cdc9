import KernelDescription
import Testing

/// Tests the markers and the options that a description has of a kernel's build.
struct CompiledMarkerTests {
  /// A description with markers of the image and of two modules.
  private var description: KernelDescription {
    var builder = KernelDescriptionBuilder(identity: KernelIdentity(release: "2.6.28"))
    builder.markers = [
      CompiledMarker(name: "fs_read", format: "fd %u"),
      CompiledMarker(name: "fs_read", module: "ext4", format: "fd %u"),
      CompiledMarker(name: "boot", format: ""),
      CompiledMarker(name: "fs_read", format: "fd %u count %zu"),
      CompiledMarker(name: "fs_read", format: "fd %u"),
    ]
    builder.configuration = KernelConfiguration(
      text: """
        # CONFIG_KPROBES is not set
        CONFIG_MARKERS=y
        CONFIG_EXT4_FS=m
        CONFIG_HZ=250
        CONFIG_CMDLINE="a=b c"
        CONFIG_NONE=n
        nonsense
        """)
    return builder.description()
  }

  @Test func `markers come in order, each once`() throws {
    let read = try KernelDescription(bytes: description.bytes)
    #expect(
      Array(read.markers) == [
        CompiledMarker(name: "boot", format: " "), CompiledMarker(name: "fs_read", format: "fd %u"),
        CompiledMarker(name: "fs_read", format: "fd %u count %zu"),
        CompiledMarker(name: "fs_read", module: "ext4", format: "fd %u"),
      ])
    #expect(read.markers(matching: "fs_*").count == 3)
    #expect(read.markers(matching: "boot").map(\.format) == [" "])
    #expect(read.markers(matching: "b").isEmpty)
  }

  @Test func `options that are not off can be asked for`() throws {
    let options = try KernelDescription(bytes: description.bytes).configuration
    #expect(options["MARKERS"] == "y")
    #expect(options["CONFIG_EXT4_FS"] == "m")
    #expect(options["HZ"] == "250")
    #expect(options["CMDLINE"] == "a=b c")
    #expect(options["KPROBES"] == nil)
    #expect(options["NONE"] == nil)
    #expect(!options.isEmpty)
    let unknown = KernelDescriptionBuilder(identity: KernelIdentity(release: "")).description()
    #expect(unknown.configuration.isEmpty)
  }
}
