import Glibc
import KernelDescription
import MarkerScan
import Runtime
import Testing

@testable import Session

/// The reasons why a kernel does not have what a probe point names.
struct CauseSearchTests {
  /// Returns a kernel with the events `b:NAME` of these names, which all have the same fields, and tracepoints for them in
  /// `module`.
  private func kernel(
    _ release: String, events: [String], module: String? = nil, configuration: String = ""
  ) throws -> KernelDescription {
    var builder = KernelDescriptionBuilder(identity: KernelIdentity(release: release))
    builder.events = events.map {
      TraceEvent(
        system: "b", name: $0,
        fields: [
          EventField(name: "sector", typeText: "sector_t", offset: 8, size: 8, isSigned: false),
          EventField(name: "bytes", typeText: "unsigned int", offset: 16, size: 4, isSigned: false),
        ])
    }
    for name in events {
      try builder.addTracepoint(
        name, system: "b", module: module, parameters: [("sector", "long"), ("bytes", "int")])
    }
    builder.configuration = KernelConfiguration(text: configuration)
    return builder.description()
  }

  @Test func `what is in a module that is not loaded says how to load it`() throws {
    let search = CauseSearch(
      point: "kernel.trace(\"b:done\")", kernel: try kernel("6.1.0", events: []), isRunning: true,
      others: [try kernel("6.1.0", events: ["done"], module: "no_such_module")])
    #expect(
      search.causes.first == "it is in the module 'no_such_module', which is not loaded: "
        + "modprobe no_such_module")
  }

  @Test func `what seems to have another name now is told with it`() throws {
    let search = CauseSearch(
      point: "kernel.event(\"b:io_done\")", kernel: try kernel("6.2.0", events: ["io_finished"]),
      isRunning: false, others: [try kernel("6.1.0", events: ["io_done"])])
    #expect(
      search.causes == [
        "Linux 6.1.0 has it; here it seems to be called 'b:io_finished' (a guess)"
      ])
  }

  @Test func `options that are off are told, and those that are on are not`() throws {
    let kernel = try kernel(
      "6.1.0", events: [],
      configuration: """
        CONFIG_MODULES=y
        # CONFIG_KPROBES is not set
        CONFIG_BPF_SYSCALL=y
        CONFIG_BPF_EVENTS=y
        CONFIG_DEBUG_INFO_BTF=y
        """)
    let search = CauseSearch(
      point: "kernel.function(\"f\")", kernel: kernel, isRunning: false, others: [])
    #expect(
      search.causes == [
        "the kernel was built without CONFIG_KPROBES: it has not breakpoints in functions"
      ])
  }

  @Test func `an option that an event needs is told where it is off`() throws {
    let options = "BPF_SYSCALL BPF_EVENTS DEBUG_INFO_BTF EVENT_TRACING TRACEPOINTS XFS_FS"
      .split(separator: " ").map { "CONFIG_\($0)=y\n" }.joined()
    let kernel = try kernel(
      "6.1.0", events: [], configuration: options + "# CONFIG_F2FS_FS is not set\n")
    func causes(_ point: String) -> [String] {
      CauseSearch(point: point, kernel: kernel, isRunning: false, others: []).causes
    }
    #expect(
      causes("kernel.mark(\"irq_disable\")") == [
        "the kernel was built without CONFIG_PREEMPTIRQ_TRACEPOINTS, which 'irq_disable' needs"
      ])
    #expect(
      causes("kernel.trace(\"f2fs:f2fs_iget\")") == [
        "the kernel was built without CONFIG_F2FS_FS, which 'f2fs_iget' needs"
      ])
    #expect(causes("kernel.mark(\"xfs_no_such\")") == [])
  }

  @Test func `what this user may not read is told where it would tell of the point`() throws {
    let kernel = try kernel("6.1.0", events: [])
    let refused = ScanError.traceFSUnreadable(path: "/t/events", errorNumber: EACCES)
    func causes(_ point: String) -> [String] {
      CauseSearch(
        point: point, kernel: kernel, isRunning: false, others: [], omissions: [refused]
      ).causes
    }
    #expect(
      causes("kernel.mark(\"x\")") == [
        "not all could be read: cannot read '/t/events' (Permission denied): run as root"
      ])
    #expect(causes("kernel.function(\"x\")").isEmpty)
  }

  @Test func `what is asked of a module and is of the image, or of another one, is told`() throws {
    func causes(_ kernel: KernelDescription) -> [String] {
      CauseSearch(
        point: "module(\"ext4\").mark(\"ext4_sync\")", kernel: kernel, isRunning: false, others: []
      ).causes
    }
    #expect(
      causes(try kernel("6.1.0", events: ["ext4_sync"])) == [
        "'ext4_sync' is not of the module 'ext4': it is kernel.mark(\"ext4_sync\")"
      ])
    #expect(
      causes(try kernel("6.1.0", events: ["ext4_sync"], module: "ext9")) == [
        "'ext4_sync' is not of the module 'ext4': it is module(\"ext9\").mark(\"ext4_sync\")"
      ])
    #expect(causes(try kernel("6.1.0", events: ["ext4_sink"])).isEmpty)
  }

  @Test func `a module that is built in, or installed and not loaded, is told`() throws {
    let directory = try Files.makeTemporaryDirectory()
    let modules = "\(directory)/6.1.0"
    try Files.makeDirectory(modules)
    try Files.write(
      Array("kernel/fs/ext4/ext4.ko\nkernel/sound/snd-pcm.ko\n".utf8),
      to: "\(modules)/modules.builtin")
    try Files.write(
      Array("kernel/fs/xfs/no-such-fs.ko.xz: kernel/lib/libcrc32c.ko.xz\n".utf8),
      to: "\(modules)/modules.dep")
    defer { _ = try? Tool.run("--version", behind: "; rm -r \(directory)") }
    let kernel = try kernel("6.1.0", events: [])
    func causes(_ point: String) -> [String] {
      CauseSearch(
        point: point, kernel: kernel, isRunning: true, others: [], modulesDirectory: directory
      ).causes.filter { $0.hasPrefix("the module") }
    }
    for name in ["ext4", "snd_pcm"] {
      let found = causes("module(\"\(name)\").function(\"f\")")
      #expect(found.count == 1)
      #expect(found.first?.contains("'\(name)' is built into this kernel") == true)
    }
    #expect(
      causes("module(\"no_such_fs\").function(\"f\")") == [
        "the module 'no_such_fs' is installed and not loaded: modprobe no_such_fs"
      ])
    #expect(causes("module(\"fs\").function(\"f\")") == [])
  }
}
