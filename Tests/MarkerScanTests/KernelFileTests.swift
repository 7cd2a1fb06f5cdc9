import KernelDescription
import Testing

@testable import MarkerScan

/// Tests the scan of kernels that do not run, with small ones that the compiler makes.
struct KernelFileTests {
  /// What tracefs would say of the event `work:work_start`.
  static let work = """
    name: work_start
    ID: 23
    format:
    \tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;
    \tfield:unsigned char common_flags;\toffset:2;\tsize:1;\tsigned:0;
    \tfield:unsigned char common_preempt_count;\toffset:3;\tsize:1;\tsigned:0;
    \tfield:int common_pid;\toffset:4;\tsize:4;\tsigned:1;

    \tfield:char comm[16];\toffset:8;\tsize:16;\tsigned:1;
    \tfield:u64 cost;\toffset:24;\tsize:8;\tsigned:0;
    \tfield:unsigned char state;\toffset:32;\tsize:1;\tsigned:0;
    \tfield:__data_loc char[] path;\toffset:36;\tsize:4;\tsigned:1;

    print fmt: "%s WORK_DONE %d", REC->comm, REC->state == 3 ? x.WORK_DONE : 7WORK_DONE

    """

  @Test(arguments: ["vmlinux", "vmlinux.debug"])
  func `an image tells its events from BTF or from debug information`(name: String) throws {
    let kernel = TestKernel()
    let scan = try KernelScan.ofKernelFiles(at: kernel.path(name))
    let identity = scan.description.identity
    #expect(identity.release == "6.1.0-test")
    #expect(identity.version == "#7 SMP Sat Nov 21")
    #expect(identity.buildID == "0aff10")
    #expect(
      scan.description.eventNames.elementsEqual([
        "syscalls:sys_enter_fork", "syscalls:sys_enter_open", "syscalls:sys_exit_open",
        "work:function", "work:work_start",
      ]))
    #expect(scan.formats.first { $0.name == "work_start" }?.text == Self.work)
    #expect(scan.formats.map(\.number) == [1, 20, 21, 22, 23])
    let entry = try #require(
      scan.description.printFormat(system: "syscalls", name: "sys_enter_open"))
    #expect(
      entry == #""filename: 0x%08lx, flags: 0x%08lx", ((unsigned long)(REC->filename)), "#
        + "((unsigned long)(REC->flags))")
    let open = try #require(scan.description.systemCall(named: "open"))
    #expect(open.arguments.map(\.typeText) == ["const char *", "int"])
    #expect(scan.description.functions(named: "trace_work_start").isEmpty == (name != "vmlinux"))
  }

  @Test func `debug information tells types, functions and the arguments of tracepoints`() throws {
    let kernel = TestKernel()
    let description = try KernelScan.ofKernelFiles(at: kernel.path("vmlinux.debug")).description
    let types = description.types
    let task = try #require(types.structure(named: "task"))
    #expect(types.size(of: task) == 88)
    let state = try #require(types.member("state", of: task))
    #expect(state.bitField == .init(shift: 1, width: 3))
    #expect(types.member("parent", of: task)?.byteOffset == 24)
    let names = try #require(types.member("names", of: task))
    #expect(types.text(of: names.type) == "const char*[2][3]")
    #expect(types.enumeratorValue(named: "__TRACE_LAST_TYPE") == 20)
    let point = try #require(description.tracepoint(named: "work_start"))
    #expect(point.parameters.map(\.name) == ["task", "cost"])
    #expect(point.parameters.map(\.typeText) == ["struct task*", "u64"])
    let function = try #require(description.functions(named: "__x64_sys_open").first)
    #expect(types.text(of: function.prototype.result) == "long")
  }

  @Test func `tables are found without their symbols`() throws {
    let kernel = TestKernel()
    let image = try KernelImage(
      Bytes(kernel.bytes("vmlinux")), tablesAreNamed: false)
    #expect(image.table("ftrace_events") == nil)
    var scan = try ImageScan(image)
    try scan.add(image)
    let named = try KernelScan.ofKernelFiles(at: kernel.path("vmlinux")).formats
    #expect(try scan.finish().formats.map(\.text) == named.map(\.text))
  }

  @Test func `types and the build id are found without their symbols`() {
    func little(_ numbers: UInt32...) -> [UInt8] {
      numbers.flatMap { number in withUnsafeBytes(of: number.littleEndian) { Array($0) } }
    }
    let noise = (0..<100).map { UInt8(truncatingIfNeeded: $0 &* 91) }
    let head = little(0x0001_eb9f, 24, 0)
    let small = head + little(12, 12, 1) + [UInt8](repeating: 1, count: 13)
    let large = head + little(24, 24, 2) + [UInt8](repeating: 2, count: 26)
    let cut = head + little(1 << 20, 1 << 20, 2)
    let note = little(4, 20, 3) + Array("GNU\0".utf8)
    let program = ElfFile.magic + noise + note + [UInt8](repeating: 3, count: 20)
    let padding = [UInt8](repeating: 0, count: 9000)
    let own = note + [UInt8](repeating: 4, count: 20)
    let image = Bytes(noise + small + large + cut + program + padding + own + noise)
    #expect(KernelImage.btf(in: image)?.array == large)
    #expect(KernelImage.buildIDNote(in: image)?.array == own)
    #expect(KernelImage.btf(in: Bytes(noise)) == nil)
    #expect(KernelImage.buildIDNote(in: Bytes(program)) == nil)
  }

  @Test func `a module tells its events by the types of the kernel that is named`() throws {
    let kernel = TestKernel()
    let scan = try KernelScan.ofKernelFiles(
      at: kernel.path("worker.ko"), release: kernel.path("vmlinux"))
    #expect(scan.formats.map(\.number) == [nil])
    #expect(scan.formats.first?.text.hasSuffix("print fmt: \"%d\", REC->code + -4\n") == true)
    #expect(scan.description.eventNames.elementsEqual(["worker:worker_stop"]))
    #expect(scan.description.event(system: "worker", name: "worker_stop")?.fields[1].offset == 16)
    #expect(throws: ScanError.self) { try KernelScan.ofKernelFiles(at: kernel.path("worker.ko")) }
  }

  @Test(arguments: [
    "gzip -c", "xz --check=crc32 -c", "xz --format=lzma -c", "bzip2 -c", "zstd -q -c",
    "lz4 -q -l -c",
    "lzop -c",
  ])
  func `boot images are unpacked`(packer: String) throws {
    let kernel = TestKernel()
    kernel.run("\(packer) vmlinux >payload")
    try kernel.makeBootImage("vmlinuz", of: "payload")
    try kernel.makeEFIImage("vmlinuz.efi", of: "payload")
    let plain = try KernelScan.ofKernelFiles(at: kernel.path("vmlinux"))
    for name in ["vmlinuz", "vmlinuz.efi"] {
      let scan = try KernelScan.ofKernelFiles(at: kernel.path(name))
      #expect(scan.description == plain.description, "\(name)")
    }
  }

  @Test(arguments: [("gzip -c", "gz"), ("xz --check=crc32 -c", "xz"), ("zstd -q -c", "zst")])
  func `modules are unpacked`(packer: String, ending: String) throws {
    let kernel = TestKernel()
    kernel.run(
      """
      mkdir -p lib/modules/6.1.0-test/extra
      cp vmlinux lib/modules/6.1.0-test/vmlinuz
      \(packer) worker.ko >lib/modules/6.1.0-test/extra/worker.ko.\(ending)
      """)
    let scan = try KernelScan.ofKernelFiles(at: kernel.path(""))
    #expect(scan.description.eventCount == 6)
  }

  @Test func `packages, boot directories, module directories and root file systems are understood`()
    throws
  {
    let kernel = TestKernel()
    kernel.run(
      """
      mkdir -p root/boot root/lib/modules/6.1.0-test/kernel
      cp vmlinux root/boot/vmlinuz-6.1.0-test
      xz --check=crc32 -c worker.ko >root/lib/modules/6.1.0-test/kernel/worker.ko.xz
      echo 'kernel/worker.ko.xz:' >root/lib/modules/6.1.0-test/modules.dep
      tar -C root -cJf data.tar.xz ./boot ./lib
      echo 2.0 >debian-binary
      ar qc kernel.deb debian-binary data.tar.xz 2>/dev/null
      """)
    for path in ["kernel.deb", "root", "root/boot/", "root/lib/modules/6.1.0-test"] {
      let scan = try KernelScan.ofKernelFiles(at: kernel.path(path))
      #expect(scan.description.eventCount == 6, "\(path)")
      #expect(scan.description.identity.release == "6.1.0-test", "\(path)")
    }
    kernel.run("cp root/boot/vmlinuz-6.1.0-test root/boot/vmlinuz-6.2")
    #expect(
      throws: ScanError.image(
        path: kernel.path("root"), .severalKernels(["6.1.0-test", "6.2"]))
    ) { try KernelScan.ofKernelFiles(at: kernel.path("root")) }
    let chosen = try KernelScan.ofKernelFiles(at: kernel.path("root"), release: "6.2")
    #expect(chosen.description.eventCount == 5)
  }

  @Test func `images beside modules, in trees, packages, or packages of their own, are found`()
    throws
  {
    let kernel = TestKernel()
    kernel.run(
      """
      modules=usr/lib/modules/6.1.0-test
      mkdir -p all/$modules/kernel image/$modules modules/$modules/kernel debug/usr/lib/debug/boot
      cp worker.ko all/$modules/kernel/worker.ko
      cp worker.ko modules/$modules/kernel/worker.ko
      cp vmlinux all/$modules/vmlinuz
      cp vmlinux image/$modules/vmlinuz
      cp vmlinux.debug debug/usr/lib/debug/boot/vmlinux-6.1.0-test
      echo CONFIG_KPROBES=y >all/$modules/config
      for name in all image modules debug; do
        tar -C $name -cf data.tar ./usr
        ar qc $name.deb data.tar 2>/dev/null
      done
      """)
    let modules = "usr/lib/modules/6.1.0-test"
    for path in ["all", "all/\(modules)/", "all.deb"] {
      let found = try KernelScan.ofKernelFiles(at: kernel.path(path)).description
      #expect(found.eventCount == 6, "\(path)")
      #expect(found.configuration["KPROBES"] == "y", "\(path)")
    }
    for path in ["image", "image.deb", "debug.deb"] {
      #expect(try KernelScan.ofKernelFiles(at: kernel.path(path)).description.eventCount == 5)
    }
    for path in ["modules", "modules.deb"] {
      #expect(throws: ScanError.image(path: kernel.path(path), .noKernel)) {
        try KernelScan.ofKernelFiles(at: kernel.path(path))
      }
      for image in ["image.deb", "vmlinux"] {
        let both = try KernelScan.ofKernelFiles(
          at: kernel.path(path), release: kernel.path(image))
        #expect(both.description.eventCount == 6, "\(path) \(image)")
      }
    }
  }

  @Test func `a module is scanned with the image of its own release, wherever that is`() throws {
    let kernel = TestKernel()
    kernel.run(
      """
      mkdir -p root/boot
      cp vmlinux root/boot/vmlinuz-6.1.0-test
      sed s/6.1.0-test/6.1.9-test/g vmlinux >root/boot/vmlinuz-6.1.9-test
      mkdir -p modules/lib/modules/6.1.0-test/kernel
      cp worker.ko modules/lib/modules/6.1.0-test/kernel
      """)
    for image in ["root", "root/boot", "root/boot/vmlinuz-6.1.0-test"] {
      let scan = try KernelScan.ofKernelFiles(
        at: kernel.path("worker.ko"), release: kernel.path(image))
      #expect(scan.description.eventCount == 1, "\(image)")
    }
    let other = kernel.path("root/boot/vmlinuz-6.1.9-test")
    for path in ["worker.ko", "modules"] {
      let error = ImageError.moduleOfOtherKernel(release: "6.1.0-test", scanned: "6.1.9-test")
      #expect(throws: ScanError.image(path: kernel.path(path), error)) {
        try KernelScan.ofKernelFiles(at: kernel.path(path), release: other)
      }
    }
  }

  @Test func `what cannot be scanned is an error that says why`() throws {
    let kernel = TestKernel()
    var bytes = try kernel.bytes("vmlinux")
    let changes: [(place: Int, value: UInt8, error: ImageError)] = [
      (4, 1, .machine("a 32-bit machine")), (5, 2, .machine("a big-endian machine")),
      (18, 243, .machine("the machine number 243")), (0, 0, .unknown),
    ]
    for (place, value, error) in changes {
      let before = bytes[place]
      bytes[place] = value
      kernel.directory.write(bytes, to: "changed")
      bytes[place] = before
      #expect(throws: ScanError.image(path: kernel.path("changed"), error)) {
        try KernelScan.ofKernelFiles(at: kernel.path("changed"))
      }
    }
    // Images without headers: riscv64, arm in both byte orders, s390x.
    let images: [(mark: [UInt8], offset: Int, machine: String)] = [
      (Array("RSC\u{5}".utf8), 0x38, "riscv64"),
      ([0x18, 0x28, 0x6f, 0x01], 0x24, "a 32-bit machine (arm)"),
      ([0x01, 0x6f, 0x28, 0x18], 0x24, "a big-endian machine (arm)"),
      (Array("S390EP".utf8), 0x10008, "a big-endian machine (s390x)"),
    ]
    for (mark, offset, machine) in images {
      let image = [UInt8](repeating: 0, count: offset) + mark + [0, 0]
      kernel.directory.write(image, to: "image")
      #expect(throws: ScanError.image(path: kernel.path("image"), .machine(machine))) {
        try KernelScan.ofKernelFiles(at: kernel.path("image"))
      }
    }
    kernel.run("strip -o stripped vmlinux.debug")
    #expect(throws: ScanError.image(path: kernel.path("stripped"), .noTypes)) {
      try KernelScan.ofKernelFiles(at: kernel.path("stripped"))
    }
    #expect(throws: ScanError.image(path: kernel.path(""), .noKernel)) {
      try KernelScan.ofKernelFiles(at: kernel.path(""))
    }
    let error = ScanError.image(path: "x", .severalKernels(["1", "2"]))
    #expect(error.description.contains("choose with -r from 1, 2"))
  }
}
